"""A running site's feed against the rules, from outside: `flask podcast check` and the page of the desk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from app.feeds.checking import beside, channel, document, extras, http, items
from app.feeds.checking.findings import TITLES, Finding, NotChecked, Outcome
from app.feeds.checking.probe import Elsewhere, Probe, Reply, Visits
from app.feeds.checking.subject import FEED_LIMIT, Subject

__all__ = ["Finding", "Outcome", "Probe", "Report", "check_feed"]

Rule = Callable[[Subject], Iterator[str]]
_ROOMS = (document, channel, items, extras, beside, http)
RULES: dict[int, Rule] = {
    number: getattr(room, f"rule_{number}") for number in TITLES for room in _ROOMS if hasattr(room, f"rule_{number}")
}
MOST_REASONS = 10
"""Of a rule that fails; a fault in every episode is the same fault."""


@dataclass(frozen=True)
class Report:
    """What was found at an address, by rule."""

    url: str
    findings: tuple[Finding, ...]

    @property
    def passes(self) -> bool:
        return not any(finding.outcome is Outcome.FAIL for finding in self.findings)

    def of(self, outcome: Outcome) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome is outcome)


def check_feed(url: str, probe: Probe, *, now: datetime) -> Report:
    """Every rule, asked of the feed at `url` and of what it points at. Raises for no feed, however broken."""
    visits = Visits(probe)
    try:
        reply = visits.last("GET", url, limit=FEED_LIMIT)
        root, problem = _read(reply.body) if reply.status == 200 else (None, f"The feed’s address {reply.in_words()}.")
    except Elsewhere as away:
        reply, root, problem = Reply(url, 0, {}), None, f"The feed’s address leads away: {away}"
    feed = Subject(url, visits, now, reply, root, problem)
    return Report(url, tuple(_finding(number, rule, feed) for number, rule in RULES.items()))


def _read(data: bytes) -> tuple[Any, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, f"The feed is not well-formed: {error}."
    if root.getroottree().docinfo.doctype:
        return None, "The feed has a document type, which readers refuse."
    if root.find("channel") is None:
        return None, "There is no podcast feed at this address: it has no channel."
    return root, ""


def _finding(number: int, rule: Rule, feed: Subject) -> Finding:
    if feed.root is None and number != 2:
        return Finding(number, Outcome.NOT_CHECKED, ("The feed could not be read.",))
    reasons: list[str] = []
    try:
        reasons.extend(rule(feed))
    except (NotChecked, Elsewhere) as said:
        if not reasons:
            return Finding(number, Outcome.NOT_CHECKED, (str(said),))
    if not reasons:
        return Finding(number, Outcome.PASS)
    more = len(reasons) - MOST_REASONS
    shown = (*reasons[:MOST_REASONS], f"And {more} more of this kind.") if more > 0 else tuple(reasons)
    return Finding(number, Outcome.FAIL, shown)
