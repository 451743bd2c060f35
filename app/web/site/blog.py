from typing import Any

from werkzeug.wrappers import Response

from app.accounts.queries import find_person_by_slug
from app.blog import queries
from app.content.known import find_tag, was_named
from app.content.models import Kind
from app.content.queries import list_tags
from app.core import clock
from app.core.errors import NotFound
from app.core.paging import Page
from app.web.pages.blog import author_page, blog_page, post_page, tag_page
from app.web.pages.content import of_entry, tag_link
from app.web.site import blueprint
from app.web.site.answers import moved, page_number, show, this_site


@blueprint.get("/blog/")
def blog() -> Response:
    now = clock.now()
    posts = _there(queries.list_posts(now=now, page=page_number()))
    tags = tuple(tag_link(tag.name, tag.slug) for tag, _ in list_tags(now=now, kind=Kind.POST))
    return show("blog/list.html", blog_page(posts, tags=tags, site=this_site()))


@blueprint.get("/blog/<slug>/")
def post(slug: str) -> Response:
    now = clock.now()
    found = queries.find_post(f"/blog/{slug}/", now=now)
    if found is None:
        return moved(f"/blog/{slug}/")
    return show("blog/post.html", post_page(of_entry(found), now=now, site=this_site()))


@blueprint.get("/blog/tag/<tag>/")
def blog_tag(tag: str) -> Response:
    now = clock.now()
    found = find_tag(tag, now=now)
    if found is None:
        raise NotFound("There is no such topic.")
    posts = _there(queries.list_posts(now=now, tag=found, page=page_number()))
    return show("blog/list.html", tag_page(posts, found, site=this_site()))


@blueprint.get("/blog/author/<slug>/")
def blog_author(slug: str) -> Response:
    now = clock.now()
    found = find_person_by_slug(slug)
    if found is None or not was_named(found.id, now=now):
        raise NotFound("There is no such author.")
    posts = _there(queries.list_posts(now=now, author=found, page=page_number()))
    return show("blog/list.html", author_page(posts, found, site=this_site()))


def _there(listed: Page[Any]) -> Page[Any]:
    """A page of a list that exists; the first always does, if only to say that there is nothing yet."""
    if listed.number > listed.last:
        raise NotFound("This list has no such page.")
    return listed
