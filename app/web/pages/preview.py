"""The page that a draft would be: by the same builders and templates as the public one."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from app.accounts.queries import list_people
from app.articles.draft import ArticleDraft
from app.articles.models import Article
from app.blog.models import Post
from app.content.drafts import EntryDraft
from app.content.models import Entry
from app.core.site import Site
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.models import Episode, Show
from app.podcast.queries import find_trailer, get_show, list_episodes
from app.resources.draft import ResourceDraft
from app.resources.models import Resource
from app.web.pages.articles import article_page
from app.web.pages.blog import post_page
from app.web.pages.content import of_draft
from app.web.pages.podcast import episode_page
from app.web.pages.resources import draft_page
from app.web.pages.shows import show_page


def preview(entry: Entry, draft: EntryDraft, *, now: datetime, site: Site) -> tuple[str, object]:
    """The template below `templates/site/` and the page for it, showing `draft` in the place of `entry`.

    What was never published is dated `now`, as it would be.
    """
    people = {person.id: person for person in list_people()}
    content = of_draft(entry, draft, people)
    content = replace(content, published=content.published or now)
    match entry:
        case Article():
            shown = cast("ArticleDraft", draft)
            return "articles/article.html", article_page(content, entry, now=now, site=site, draft=shown)
        case Post():
            return "blog/post.html", post_page(content, now=now, site=site)
        case Show():
            return "podcast/show.html", show_page(
                content,
                entry,
                list_episodes(entry.id, now=now),
                now=now,
                site=site,
                trailer=find_trailer(entry.id, now=now),
                draft=cast("ShowDraft", draft),
            )
        case Episode():
            heard = cast("EpisodeDraft", draft)
            show = get_show(entry.parent_id or 0)
            return "podcast/episode.html", episode_page(content, entry, show, now=now, site=site, draft=heard)
        case Resource():
            return "resources/list.html", draft_page(cast("ResourceDraft", draft), entry, site=site)
        case _:
            raise TypeError(f"There is no page for a {entry.kind}.")
