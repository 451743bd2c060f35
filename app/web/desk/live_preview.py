"""The preview beside the text: the page of what is typed, saved or not. Nothing is kept, nothing is refused.

The browser puts the answer into a frame in which no script of a page runs; the policy says the same to whoever opens it
in any other way.
"""

from dataclasses import replace

from flask import Response, make_response, render_template, request

from app.accounts.permissions import Action
from app.articles.models import Article
from app.blog.models import Post
from app.content import queries
from app.content.drafts import EntryDraft
from app.content.models import Entry, Kind
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.podcast.models import Episode, Show
from app.resources.models import Resource
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.editing import find_mine
from app.web.desk.entry_form import EntryForm
from app.web.desk.fields import number_of
from app.web.desk.nouns import NOUNS
from app.web.desk.preview import FRAMED
from app.web.desk.words import the_site
from app.web.pages.preview import preview

INERT = FRAMED.replace("script-src 'self'", "script-src 'none'").replace("connect-src 'self'", "connect-src 'none'")
NO_TITLE = "Untitled"
_OF: dict[Kind, type[Entry]] = {
    Kind.ARTICLE: Article,
    Kind.POST: Post,
    Kind.SHOW: Show,
    Kind.EPISODE: Episode,
    Kind.RESOURCE: Resource,
}


@blueprint.post("/desk/entries/<id:entry_id>/typed")
@needs(Action.WRITE)
def preview_typed(entry_id: int) -> Response:
    """The page of an entry as its form was sent."""
    entry = find_mine(entry_id)
    form = NOUNS[entry.kind].form()
    form.allow(queries.latest_draft(entry))
    return _page(entry, form)


@blueprint.post("/desk/typed/<kind>")
@needs(Action.WRITE)
def preview_typed_new(kind: str) -> Response:
    """The page of an entry that does not exist yet; an episode's show stands in the address."""
    if kind not in set(Kind):
        raise NotFound("There is no such kind of page.")
    form = NOUNS[Kind(kind)].form()
    above = form.parent_id.data if "parent_id" in form else request.args.get("parent_id", "")
    return _page(_imagined(Kind(kind), number_of(above)), form)


def _imagined(kind: Kind, above: int | None) -> Entry:
    """A row that is never saved, for the page to be of something."""
    if kind is Kind.EPISODE:
        queries.get_entry(above or 0, kind=Kind.SHOW)
    return _OF[kind](id=0, kind=kind, slug="", path="/", parent_id=above, private=False)


def _page(entry: Entry, form: EntryForm) -> Response:
    form.absorb()
    template, page = preview(entry, _typed(form), now=clock.now(), site=the_site())
    response = make_response(render_template(f"site/{template}", page=page))
    response.headers["Content-Security-Policy"] = INERT
    return response


def _typed(form: EntryForm) -> EntryDraft:
    """What can be shown of what was typed; a text that cannot be taken at all is left out."""
    draft = form.as_typed()
    try:
        draft = draft.cleaned()
    except Invalid:
        draft = replace(draft, body="")
    return draft if draft.title else replace(draft, title=NO_TITLE)
