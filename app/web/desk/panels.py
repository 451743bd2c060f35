"""What stands beside the form: whether it is ready, how it reads, and what apps will do with a change of an episode."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from app.content import body as bodies
from app.content import gate, readability
from app.content.gate import Finding, Weight
from app.content.lifecycle import State
from app.content.models import Entry
from app.content.readability import Readability
from app.core import clock
from app.core.errors import Invalid
from app.podcast import impact, judging
from app.podcast.draft import EpisodeDraft
from app.podcast.impact import Effect
from app.podcast.models import Episode
from app.web.desk import publishing
from app.web.desk.entry_form import EntryForm
from app.web.desk.nouns import Noun
from app.web.desk.words import in_full, zone

EDITORS = {
    "chapters": ("desk.chapters", "Edit on the waveform"),
    "transcript": ("desk.transcript", "Edit beside the audio"),
}
"""Pages of their own for fields of an episode."""


@dataclass(frozen=True)
class Item:
    """A finding with the field's own name and the address of its input on the page."""

    label: str
    href: str
    message: str
    block: int | None
    quote: str
    check: str


@dataclass(frozen=True)
class Readiness:
    """What the text on the page lacks; `final` is whether no reason would let it pass."""

    refused: list[Item]
    missed: list[Item]
    final: bool
    reads: Readability | None


def readiness(noun: Noun, form: EntryForm, entry: Entry | None, above: Entry | None) -> Readiness:
    """Of the text on the page, saved or not."""
    draft = form.as_typed()
    found = publishing.findings(noun, entry, above, draft, clock.now())
    blocking = gate.blocking(found)
    return Readiness(
        refused=[_item(form, each) for each in blocking],
        missed=[_item(form, each) for each in found if each.weight is Weight.ADVISORY],
        final=any(each.final for each in blocking),
        reads=readability.measure(bodies.plain_text(draft.body)),
    )


def places(ready: Readiness) -> dict[tuple[str, str], dict[str, Any]]:
    """Where in the text each finding is, for the same words at the head of the page."""
    return {
        (item.href.removeprefix("#"), item.message): {"block": item.block, "quote": item.quote, "check": item.check}
        for item in [*ready.refused, *ready.missed]
        if item.block is not None
    }


def _item(form: EntryForm, finding: Finding) -> Item:
    if finding.field not in form:  # what no field of the form is about is said beside its title
        return Item("", f"#{form.title.id}", finding.message, finding.block, finding.quote, finding.check)
    field = form[finding.field]
    return Item(field.label.text, f"#{field.id}", finding.message, finding.block, finding.quote, finding.check)


def changes(entry: Entry | None, form: EntryForm, *, prepared: Mapping[str, Any], asked: bool) -> list[Effect]:
    """What apps will do with the text on the page. Nothing for what no app has, or, unless it was asked for, while the
    newest draft is what they have."""
    if not isinstance(entry, Episode) or (before := judging.heard(entry)) is None:
        return []
    if not asked and not entry.has_changes:
        return []
    draft, tagged, now = form.as_typed(), prepared.get("tagged"), clock.now()
    assert isinstance(draft, EpisodeDraft)
    at = _typed_date(form) if entry.state(now) is not State.LIVE else None
    after = judging.to_be_heard(entry, draft, copy=None if tagged is None else tagged.file, at=at)
    found = impact.effects(before, after, say=lambda instant: in_full(instant, zone()))
    if not entry.was_public(now):
        assert entry.published_at is not None
        return impact.not_heard_yet(in_full(entry.published_at, zone())) + found
    return found if entry.state(now) is State.LIVE else impact.comes_back(found)


def _typed_date(form: EntryForm) -> Any:
    """The date that was typed for publishing, as far as it is one."""
    try:
        return form.publish_at.instant(zone(), form.publish_at_which.data)
    except Invalid:
        return None


def tagging_again(entry: Entry | None) -> list[Effect]:
    """What writing the tags into the recording again does; nothing where no copy is made yet."""
    if not isinstance(entry, Episode) or entry.enclosure is None or entry.enclosure_path is None:
        return []
    return impact.tagged_again(entry.enclosure_path)


def withdrawing(entry: Entry) -> list[Effect]:
    """What apps do when this is withdrawn."""
    return impact.withdrawn(entry.guid) if isinstance(entry, Episode) else []


def editors(entry: Entry | None) -> dict[str, tuple[str, str]]:
    """By the name of a field: the page on which it is edited with its sound, and the words of the link."""
    if not isinstance(entry, Episode):
        return {}
    return {
        name: (url_for(endpoint, entry_id=entry.id), words)
        for name, (endpoint, words) in EDITORS.items()
        if endpoint in current_app.view_functions
    }
