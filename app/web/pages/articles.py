"""The page of an article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.articles import queries
from app.articles.draft import ArticleDraft, Subject
from app.articles.models import Article
from app.content.lifecycle import State
from app.content.models import Kind
from app.core.site import Site
from app.web.pages import json_ld
from app.web.pages.bodies import fetch_shelf, number_references, render, what_we_said
from app.web.pages.content import Content
from app.web.pages.frames import head_of, teaser, trail
from app.web.pages.history import history_path
from app.web.pages.parts import EntryPage, Link, Teaser
from app.web.pages.reviewing import reviewed


@dataclass(frozen=True)
class ArticlePage(EntryPage):
    """An article at any depth, with what lies below it."""

    children: tuple[Teaser, ...] = ()


def article_page(
    content: Content, article: Article, *, now: datetime, site: Site, draft: ArticleDraft | None = None
) -> ArticlePage:
    """The page of `article`, showing `content`; what the article is about comes from the draft when there is one."""
    shelf = fetch_shelf([content.body], images=[content.image_id], now=now)
    references = number_references(content.body, content.citations)
    picture = shelf.picture(content.image_id, content.image_alt)
    crumbs = trail(*_above(queries.list_ancestors(article), now), Link(content.title, None))
    checked = reviewed(content, now=now, kind=Kind.ARTICLE)
    thing = json_ld.article(
        content,
        about=_about(draft or article),
        references=references,
        reviewed=checked,
        image=site.absolute(picture.src) if picture else None,
        site=site,
    )
    return ArticlePage(
        head=head_of(content, crumbs, thing, site=site, picture=shelf.shared(content), noindex=checked.missing),
        crumbs=crumbs,
        title=content.title,
        summary=content.summary,
        body=render(content.body, references, shelf),
        path=content.path,
        sample=content.sample,
        published=content.published,
        changed=content.changed,
        picture=picture,
        references=references,
        corrections=content.corrections,
        formerly=what_we_said(content.formerly, references),
        credits=content.credits,
        reviewed=checked,
        tags=content.tags,
        history=history_path(content.path),
        children=tuple(teaser(child) for child in queries.list_children(article.id, now=now)),
    )


def _above(ancestors: Iterable[Article], now: datetime) -> list[Link]:
    """Those that can be read; a page that was taken down is no place to go back to."""
    return [Link(a.title, a.path) for a in ancestors if a.deleted_at is None and a.state(now) is State.LIVE]


def _about(source: Article | ArticleDraft) -> Link | None:
    if source.subject is Subject.NONE or not source.subject_name:
        return None
    return Link(source.subject_name, source.subject.value)
