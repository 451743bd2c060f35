"""The lists of the desk: filters and order stand in the address, so that a list can be kept, sent and named."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from app.accounts import saved_filters
from app.accounts.permissions import Action, may
from app.content.lifecycle import State
from app.content.lists import Sort, Wanted, list_wanted
from app.content.models import Entry, Kind
from app.content.paths import BELOW
from app.core import clock
from app.core.paging import Page
from app.core.slugs import slug_of
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.fields import number_of, people_choices
from app.web.desk.nouns import Noun
from app.web.desk.rows import Row, rows_of, wanted
from app.web.desk.words import zone

PAGE_SIZE = 30
STATES = {"": "All", **{state.value: state.value.capitalize() for state in State}, "changes": "With changes"}
KINDS = {"": "All", **{kind.value: kind.value.capitalize() for kind in Kind}}
SORTS = {
    "": "As usual",
    Sort.CHANGED.value: "Newest change first",
    Sort.TITLE.value: "By title",
    Sort.ADDRESS.value: "By address",
    Sort.PUBLISHED.value: "Newest date first",
    Sort.REVIEW.value: "Review due first",
}


@dataclass(frozen=True)
class Asked:
    """What a list was asked for, as it stands in its address."""

    q: str
    state: str
    kind: str
    tag: str
    person: str
    due: str
    mine: str
    sort: str
    page: int

    @property
    def values(self) -> dict[str, str]:
        """All that was asked but the page."""
        names = ("q", "state", "kind", "tag", "person", "due", "mine", "sort")
        return {name: value for name in names if (value := getattr(self, name))}

    @property
    def filtered(self) -> bool:
        return bool(self.values.keys() - {"sort"})

    @property
    def more(self) -> bool:
        """Whether anything is asked that stands among the further filters."""
        return bool(self.values.keys() - {"q", "state", "kind"})


def asked_for() -> Asked:
    """From the address; what cannot be meant is taken as not asked."""

    def chosen(name: str, known: Any) -> str:
        value = request.args.get(name, "")
        return value if value in known else ""

    def typed(name: str) -> str:
        return request.args.get(name, "").replace("\0", "")[:200].strip()

    plain = wanted()
    return Asked(
        q=plain.text,
        state=chosen("state", STATES),
        kind=chosen("kind", KINDS),
        tag=typed("tag"),
        person=str(number_of(request.args.get("person")) or ""),
        due=chosen("due", {"1"}),
        mine=chosen("mine", {"1"}),
        sort=chosen("sort", SORTS),
        page=plain.page,
    )


def listed(asked: Asked, *, kind: Kind | None, parent_id: int | None = None) -> Page[Row]:
    """A page of the entries that the person may change."""
    actor, now = current_actor(), clock.now()
    which = Wanted(
        kind=kind or (Kind(asked.kind) if asked.kind else None),
        state="changes" if asked.state == "changes" else State(asked.state) if asked.state else None,
        text=asked.q,
        tag=slug_of(asked.tag, fallback="-") if asked.tag else "",
        person_id=number_of(asked.person),
        due_by=now.astimezone(zone()).date() if asked.due else None,
        made_by=actor.user_id if asked.mine or not may(actor, Action.WRITE_ANY) else None,
        parent_id=parent_id,
        sort=Sort(asked.sort) if asked.sort else None,
    )
    found = list_wanted(which, now=now, page=asked.page, size=PAGE_SIZE)
    return Page(rows_of(found.items, now=now, actor=actor), found.number, found.size, found.total)


def shown(noun: Noun | None, *, new: str = "", parent: Entry | None = None) -> str:
    """The page of a list: of one kind, or of every kind."""
    asked, actor = asked_for(), current_actor()
    endpoint = request.endpoint or ""
    above: dict[str, Any] = {"show_id": parent.id} if parent is not None else {}
    return render_template(
        "desk/entries/list.html",
        noun=noun,
        new=new,
        parent=parent,
        above=above,
        rows=listed(asked, kind=None if noun is None else noun.kind, parent_id=None if parent is None else parent.id),
        asked=asked,
        states=STATES,
        kinds=KINDS,
        sorts=SORTS,
        people=people_choices(),
        saved=saved_filters.list_saved(actor.user_id),
        here_address=url_for(endpoint, **{**above, **asked.values}),
        all_chosen=request.args.get("select") == "all",
        may_publish=may(actor, Action.PUBLISH),
        movable=noun is None or noun.kind in BELOW,
    )


@blueprint.get("/desk/pages/")
@needs(Action.WRITE)
def everything() -> str:
    """Every kind in one list."""
    return shown(None)
