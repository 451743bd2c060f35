"""The draft as readers would see it: the public site's own pages and templates, in a frame of three widths.

A preview is made anew each time and kept nowhere. Only the framed page may be framed, and only by us.
"""

from dataclasses import replace
from datetime import datetime

from flask import Response, make_response, render_template, request

from app.accounts import queries as accounts
from app.accounts.permissions import Action
from app.articles.draft import ArticleDraft
from app.articles.models import Article
from app.content import queries
from app.content.drafts import EntryDraft
from app.content.models import Entry
from app.core import clock
from app.media import queries as media
from app.podcast import queries as podcast
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.models import Episode, Show
from app.resources.draft import ResourceDraft
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.editing import find_mine
from app.web.desk.nouns import NOUNS
from app.web.desk.words import the_site
from app.web.headers import POLICY
from app.web.pages.articles import article_page
from app.web.pages.blog import post_page
from app.web.pages.content import Content, of_draft
from app.web.pages.podcast import episode_page
from app.web.pages.resources import Download, ResourceItem, ResourcesPage, TopicGroup, topic_page
from app.web.pages.shows import show_page

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'").replace(
    "form-action 'self'", "form-action 'none'"
)
WIDTHS = {"phone": "Phone", "tablet": "Tablet", "desktop": "Desktop"}


@blueprint.get("/desk/entries/<id:entry_id>/preview")
@needs(Action.WRITE)
def preview(entry_id: int) -> Response:
    """The frame, as wide as asked."""
    entry = find_mine(entry_id)
    width = request.args.get("width", "desktop")
    html = render_template(
        "desk/entries/preview.html",
        entry=entry,
        noun=NOUNS[entry.kind],
        title=queries.latest_draft(entry).title,
        widths=WIDTHS,
        width=width if width in WIDTHS else "desktop",
    )
    response = make_response(html)
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


@blueprint.get("/desk/entries/<id:entry_id>/page")
@needs(Action.WRITE)
def preview_page(entry_id: int) -> Response:
    """What stands in the frame."""
    entry = find_mine(entry_id)
    template, page = _page(entry, queries.latest_draft(entry), clock.now())
    response = make_response(render_template(f"site/{template}", page=page))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def _page(entry: Entry, draft: EntryDraft, now: datetime) -> tuple[str, object]:
    """The template and the page of a draft, as the public site would have them."""
    site = the_site()
    content = of_draft(entry, draft, {person.id: person for person in accounts.list_people()})
    match entry, draft:
        case Article(), ArticleDraft():
            return "articles/article.html", article_page(content, entry, now=now, site=site, draft=draft)
        case Episode(), EpisodeDraft():
            show = podcast.get_show(entry.parent_id or 0)
            return "podcast/episode.html", episode_page(content, entry, show, now=now, site=site, draft=draft)
        case Show(), ShowDraft():
            listed, trailer = podcast.list_episodes(entry.id, now=now), podcast.find_trailer(entry.id, now=now)
            page = show_page(content, entry, listed, now=now, site=site, trailer=trailer, draft=draft)
            return "podcast/show.html", page
        case _, ResourceDraft():
            return "resources/list.html", _resource_page(content, draft)
        case _:
            return "blog/post.html", post_page(content, now=now, site=site)


def _resource_page(content: Content, draft: ResourceDraft) -> ResourcesPage:
    """The list of its topic with this one resource in it."""
    document = None if draft.document_id is None else media.find_asset(draft.document_id)
    download = document and Download(media.document_path(document), document.type.name)
    item = ResourceItem(
        title=content.title,
        href=draft.url or (download.href if download else None),
        summary=content.summary,
        source=draft.source_name,
        download=download.words if download else "",
        external=bool(draft.url),
    )
    alone = topic_page(draft.topic, [], {}, site=the_site())
    return replace(alone, groups=(TopicGroup(draft.topic, (item,)),), sample=draft.sample)
