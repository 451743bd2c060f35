"""The checks before something goes public: what would shut readers out or mislead them, and what could be better. Pure.

A blocking finding keeps a publish back until it is mended or overridden with a reason. What would break a page or a
feed is final: nobody overrides it. Advisory findings are said and keep nothing back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from app.content import body as bodies
from app.content.drafts import EntryDraft, publishing_faults
from app.core.errors import Fault

MOST_OF_ONE_CHECK = 12
WRITTEN = frozenset({"article", "post"})
"""The kinds that are nothing without their text."""
FEW_WORDS = 3


class Weight(StrEnum):
    BLOCKING = "blocking"
    ADVISORY = "advisory"


@dataclass(frozen=True)
class Finding:
    """One thing to mend: at a field of the form and, in the text, at its n-th block (from 0, outermost blocks only)."""

    weight: Weight
    field: str
    message: str
    block: int | None = None
    quote: str = ""
    """The words it is about, as they stand in the text: how they are found there."""
    final: bool = False
    """Whether no reason is good enough to publish it like this."""
    check: str = ""
    """The name of the check that found it."""


@dataclass(frozen=True)
class Source:
    """A source that the page cites, as the library has it: "retracted", "withdrawn"; `note` says more."""

    status: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What the checks must know besides the draft."""

    today: date
    kind: str
    next_review_on: date | None = None
    was_reviewed: bool = False
    closed: Mapping[int, str] = field(default_factory=dict)
    """The entries linked to that readers cannot open, with what they are called."""
    dead: Mapping[str, str] = field(default_factory=dict)
    """The addresses elsewhere that did not answer, with what is wrong in words."""
    sources: Mapping[int, Source] = field(default_factory=dict)
    """The cited sources of the library that should not be relied on any more, by their id."""
    sign_off_missing: str = ""
    """Why the clinical text of this draft is not signed off; "" when it is, or when nobody is asked to."""


Check = Callable[[EntryDraft, Context], list[Finding]]
CHECKS: dict[str, Check] = {}
"""Every check by its name, in the order in which they are told. Rooms above add theirs with `add`."""


def add(name: str, check: Check) -> None:
    """One more check. The same name again replaces it."""
    CHECKS[name] = check


def findings(draft: EntryDraft, context: Context) -> list[Finding]:
    """What all checks find, the blocking first; one check tells the first dozen only."""
    found: dict[tuple[str, str, int | None], Finding] = {}
    for name, check in CHECKS.items():
        for each in check(draft, context)[:MOST_OF_ONE_CHECK]:
            found.setdefault((each.field, each.message, each.block), replace(each, check=name))
    return sorted(found.values(), key=lambda each: each.weight is Weight.ADVISORY)


def blocking(found: Iterable[Finding]) -> list[Finding]:
    return [each for each in found if each.weight is Weight.BLOCKING]


def is_reason(text: str) -> bool:
    """Whether a reason says anything: a few words at least."""
    return sum(any(sign.isalpha() for sign in word) for word in text.split()) >= FEW_WORDS


def refusals(found: Iterable[Finding], reason: str) -> list[Finding]:
    """What keeps a publish back for which `reason` ("" is none) was given."""
    held = blocking(found)
    return [each for each in held if each.final] if is_reason(reason) else held


def faults(found: Iterable[Finding], reason: str = "") -> list[Fault]:
    """The same as faults of the form. A reason of less than a few words is one of them."""
    refused = [Fault(each.field, each.message) for each in refusals(found, reason)]
    if refused and reason.strip() and not is_reason(reason):
        refused.append(Fault("override_reason", "Say in a few words why it should be published all the same."))
    return refused


def stop(place: str, message: str, *, block: int | None = None, quote: str = "", final: bool = False) -> Finding:
    return Finding(Weight.BLOCKING, place, message, block, quote, final)


def advise(place: str, message: str, *, block: int | None = None, quote: str = "") -> Finding:
    return Finding(Weight.ADVISORY, place, message, block, quote)


def _must(draft: EntryDraft, context: Context) -> list[Finding]:
    """What every page needs; the operation itself refuses these, whatever is said here."""
    return [stop(fault.field, fault.message, final=True) for fault in publishing_faults(draft)]


def _is_written(draft: EntryDraft, context: Context) -> list[Finding]:
    used = bodies.uses(draft.body)
    if context.kind not in WRITTEN or bodies.word_count(draft.body) or used.assets or used.entries:
        return []
    return [stop("body", "There is no text yet: readers would find an empty page.")]


def _sources(draft: EntryDraft, context: Context) -> Iterator[Finding]:
    for number, citation in enumerate(draft.citations, start=1):
        known = context.sources.get(citation.reference_id or 0)
        if known is None:
            continue
        more = f" {known.note}" if known.note else ""
        said = (
            f"Reference {number} ({citation.key}) is {known.status}.{more} Cite something else, or say so in the text."
        )
        yield stop("citations", said)


def _review(draft: EntryDraft, context: Context) -> list[Finding]:
    """Health pages say when they were checked and when they will be."""
    if context.kind != "article" or draft.sample:
        return []
    if context.next_review_on is None:
        return [advise("title", "No review is planned. Readers look for the date of the last and of the next one.")]
    if context.next_review_on < context.today:
        return [advise("title", f"Its review has been overdue since {_said(context.next_review_on)}.")]
    return []


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _sign_off(draft: EntryDraft, context: Context) -> list[Finding]:
    return [advise("body", context.sign_off_missing)] if context.sign_off_missing else []


def _transcript(draft: EntryDraft, context: Context) -> list[Finding]:
    if context.kind != "episode":
        return []
    if getattr(draft, "transcript", None) or getattr(draft, "no_transcript_reason", None):
        return []
    return [stop("transcript", "There is no transcript: some people can only read what others hear.")]


for _name, _check in (
    ("must", _must),
    ("written", _is_written),
    ("transcript", _transcript),
    ("sources", lambda draft, context: list(_sources(draft, context))),
    ("review", _review),
    ("sign off", _sign_off),
):
    add(_name, _check)
