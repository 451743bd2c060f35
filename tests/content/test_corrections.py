"""Corrections and what we used to say: they stay, and they are kept clean."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.blog.models import Post
from app.content import operations as content
from app.content.corrections import Correction, Formerly, taken_back
from app.content.drafts import Citation, EntryDraft, checked, publishing_faults
from app.content.models import Entry
from app.content.queries import get_entry
from app.core.errors import Fault, Invalid
from app.core.unit_of_work import unit_of_work
from tests.conftest import MovableClock

DAY = date(2027, 3, 1)
SAID = Formerly(" Rest\nin bed. ", "Keep moving.\x00", DAY, " TA304 ")


def test_what_is_kept_is_clean_and_comes_back() -> None:
    draft = checked(EntryDraft(title="T", corrections=(Correction(DAY, " left\x07 is \n right "),), formerly=(SAID,)))
    assert draft.corrections == (Correction(DAY, "left is right"),)
    assert draft.formerly == (Formerly("Rest in bed.", "Keep moving.", DAY, "ta304"),)
    assert EntryDraft.from_snapshot(draft.to_snapshot()) == draft


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (EntryDraft(title="T", corrections=(Correction(DAY, "ok"), Correction(DAY, " "))), ["corrections-1-text"]),
        (EntryDraft(title="T", corrections=(Correction(DAY, "x" * 2001),)), ["corrections-0-text"]),
        (EntryDraft(title="T", corrections=(Correction(DAY, "ok"),) * 101), ["corrections"]),
        (EntryDraft(title="T", formerly=(Formerly("", ""),)), ["formerly-0-said", "formerly-0-instead"]),
        (EntryDraft(title="T", formerly=(Formerly("a", "b"),) * 101), ["formerly"]),
    ],
)
def test_what_is_wrong_is_said_at_its_row(draft: EntryDraft, fields: list[str]) -> None:
    assert [fault.field for fault in draft.cleaned().faults()] == fields


def test_what_changed_an_advice_is_a_reference_of_the_page() -> None:
    draft = EntryDraft(title="T", summary="s", formerly=(Formerly("a", "b"), Formerly("a", "b", None, "ta304")))
    assert publishing_faults(draft) == [
        Fault("formerly-1-key", "There is no reference with the key ta304 on this page.")
    ]
    assert publishing_faults(replace(draft, citations=(Citation("ta304", "NICE."),))) == []


def test_only_what_is_missing_or_changed_is_taken_back() -> None:
    one, two = Correction(DAY, "One."), Correction(DAY, "x" * 300)
    assert taken_back((one,), (two, one)) == []
    (fault,) = taken_back((one, two), (replace(two, on=date(2027, 3, 2)), one))
    assert fault.field == "corrections"
    assert "1 March 2027" in fault.message
    assert "…" in fault.message


def test_a_correction_that_was_public_stays(house: Flask, editor: Actor, moving: MovableClock) -> None:
    first = EntryDraft(title="T", summary="s", corrections=(Correction(DAY, "It said left."),))

    def save(draft: EntryDraft) -> None:
        content.save_draft(post, draft, expected_version=post.version, by=editor, now=moving.now)

    with unit_of_work():
        post: Entry = content.create(Post(), first, by=editor, now=moving.now)
        save(replace(first, corrections=()))  # nobody has seen it yet
        save(first)
        content.publish(post, by=editor, now=moving.now)
    with unit_of_work():
        post = get_entry(post.id)
        save(replace(first, corrections=()))
        with pytest.raises(Invalid, match="stays word for word"):
            content.publish(post, by=editor, now=moving.now)
        save(replace(first, corrections=(*first.corrections, Correction(DAY, "And right."))))
        content.publish(post, by=editor, now=moving.now)
    assert len(post.corrections) == 2
