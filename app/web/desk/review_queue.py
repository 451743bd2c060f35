"""The list of what waits for a clinical review."""

from collections import Counter
from dataclasses import dataclass

from flask import render_template, request

from app.accounts.permissions import Action, may
from app.content.models import Kind
from app.core import clock
from app.core.paging import Page
from app.reviews import queue
from app.reviews.due import IN_WORDS, Need
from app.reviews.queue import Waiting
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.fields import number_of

ALL, MINE = "all", "mine"
SIZE, MOST_PAGES = 30, 10_000
KINDS = {kind.value: f"{kind.value.capitalize()}s" for kind in (Kind.ARTICLE, Kind.POST, Kind.EPISODE)}


@dataclass(frozen=True)
class Asked:
    """The filters, as they stand in the address."""

    show: str
    kind: str

    def fits(self, waiting: Waiting) -> bool:
        if self.kind and waiting.kind.value != self.kind:
            return False
        return self.show in {ALL, MINE} or Need(self.show) in waiting.needs


@blueprint.get("/desk/reviews/")
@needs(Action.REVIEW)
def reviews() -> str:
    actor, now = current_actor(), clock.now()
    asked = _asked(MINE if not may(actor, Action.WRITE) else ALL)
    mine = queue.mine(actor, now=now)
    everything = queue.list_waiting(now=now)
    of_mine = [each for each in everything if each.entry_id in mine]
    found = [each for each in (of_mine if asked.show == MINE else everything) if asked.fits(each)]
    number = min(max(number_of(request.args.get("page")) or 1, 1), MOST_PAGES)
    page = Page(found[(number - 1) * SIZE : number * SIZE], number, SIZE, len(found))
    waiting = {each.entry_id for each in everything}
    waits_for_me = [entry_id for entry_id in queue.asked(actor, now=now) if entry_id not in waiting]
    return render_template(
        "desk/reviews/queue.html",
        asked=asked,
        page=page,
        chips=_chips(everything, len(of_mine) + len(waits_for_me), asked),
        kinds=KINDS,
        words=IN_WORDS,
        reasons=mine,
        invited=queue.titles_of(waits_for_me) if asked.show in {ALL, MINE} and not asked.kind else {},
        reviewers=queue.reviewers_of(each.sign_off_id for each in page.items),
        anything=bool(everything or waits_for_me),
    )


def _asked(otherwise: str) -> Asked:
    show, kind = request.args.get("show", ""), request.args.get("kind", "")
    return Asked(show if show in {ALL, MINE, *Need} else otherwise, kind if kind in KINDS else "")


def _chips(everything: list[Waiting], mine: int, asked: Asked) -> list[tuple[str, str, int]]:
    """(value, words, how many) of every filter; those of nothing are left out, but for the one that is chosen."""
    counts = Counter(need for each in everything for need in each.needs)
    chips = [(ALL, "Everything", len(everything)), (MINE, "For me", mine)]
    chips += [(need.value, IN_WORDS[need], counts[need]) for need in Need if counts[need] or need.value == asked.show]
    return chips
