"""Drafts: cleaned once is cleaned for good, snapshots give the same draft again, every fault is told."""

import string
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.articles.draft import ArticleDraft, Subject
from app.content.drafts import (
    Citation,
    Credit,
    EntryDraft,
    PersonRole,
    Target,
    Use,
    checked,
    publishing_faults,
)
from app.core.errors import Invalid
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType
from app.resources.draft import ResourceDraft, readiness

TEXT = st.text(st.characters(), max_size=30)
IDS = st.none() | st.integers(1, 10**6)
CITATIONS = st.lists(st.builds(Citation, TEXT, TEXT, TEXT, TEXT), max_size=3).map(tuple)
CREDITS = st.lists(st.builds(Credit, st.integers(1, 99), st.sampled_from(PersonRole)), max_size=3).map(tuple)
COMMON: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("title", "summary", "image_alt"), TEXT),
    "body": st.sampled_from(["", "<p>Words.</p>", "<h2>A</h2><p>b <em>c</em></p>", "<script>x</script>", "a < b"]),
    "image_id": IDS,
    "image_decorative": st.booleans(),
    "sample": st.booleans(),
    "tags": st.lists(TEXT, max_size=4).map(tuple),
    "citations": CITATIONS,
    "credits": CREDITS,
}
CUES = st.lists(st.fixed_dictionaries({"start_ms": st.integers(0, 9), "text": TEXT}), max_size=2).map(tuple)
DRAFTS = st.one_of(
    st.builds(EntryDraft, **COMMON),
    st.builds(ArticleDraft, **COMMON, subject=st.sampled_from(Subject), subject_name=TEXT),
    st.builds(ResourceDraft, **COMMON, url=TEXT, document_id=IDS, topic=TEXT, source_name=TEXT),
    st.builds(ShowDraft, **COMMON, show_type=st.sampled_from(ShowType), explicit=st.booleans(), author_name=TEXT),
    st.builds(
        EpisodeDraft,
        **COMMON,
        season=IDS,
        episode_type=st.sampled_from(EpisodeType),
        explicit=st.none() | st.booleans(),
        chapters=CUES,
        transcript=CUES,
    ),
)


@given(DRAFTS)
def test_a_snapshot_gives_the_same_draft_again(draft: EntryDraft) -> None:
    again = type(draft).from_snapshot(draft.to_snapshot())
    assert again == draft
    assert again.content_hash() == draft.content_hash()
    assert repr(again) == repr(draft)  # closed sets stay closed sets


@given(DRAFTS)
def test_what_is_cleaned_once_stays(draft: EntryDraft) -> None:
    cleaned = draft.cleaned()
    assert cleaned.cleaned() == cleaned
    assert all("\n" not in getattr(cleaned, name) for name in draft.LINES)


@given(DRAFTS)
def test_columns_are_the_drafts_own_values(draft: EntryDraft) -> None:
    for name, value in draft.columns().items():
        assert type(draft).read(name, value) == getattr(draft, name)
    assert not {"tags", "credits"} & draft.columns().keys()


def test_a_member_of_a_closed_set_stays_one_in_the_columns() -> None:
    assert ShowDraft(show_type=ShowType.SERIAL).columns()["show_type"] is ShowType.SERIAL


def test_a_snapshot_of_the_past_or_the_future_is_read_as_far_as_it_goes() -> None:
    snapshot = {"title": "T", "not_yet": 1, "citations": [{"key": "a", "text": "b", "doi": "c"}]}
    assert EntryDraft.from_snapshot(snapshot) == EntryDraft(title="T", citations=(Citation("a", "b"),))


def _cited(**changes: Any) -> tuple[Citation, ...]:
    return (replace(Citation("ok", "Text"), **changes),)


FAULTS: list[tuple[str, Callable[[], EntryDraft]]] = [
    ("title", EntryDraft),
    ("title", lambda: EntryDraft(title=" \x00 ")),
    ("title", lambda: EntryDraft(title="\u200b\ufeff \u2060")),
    ("title", lambda: EntryDraft(title="x" * 256)),
    ("summary", lambda: EntryDraft(title="x", summary="x" * 1001)),
    ("tags", lambda: EntryDraft(title="x", tags=tuple(f"t{n}" for n in range(41)))),
    ("tags", lambda: EntryDraft(title="x", tags=("t" * 61,))),
    ("tags", lambda: EntryDraft(title="x", tags=("!!!",))),
    ("citations", lambda: EntryDraft(title="x", citations=_cited(key=""))),
    ("citations", lambda: EntryDraft(title="x", citations=_cited(key="a b"))),
    ("citations", lambda: EntryDraft(title="x", citations=_cited(text=""))),
    ("citations", lambda: EntryDraft(title="x", citations=_cited(text="x" * 1001))),
    ("citations", lambda: EntryDraft(title="x", citations=_cited(url="javascript:alert(1)"))),
    ("citations", lambda: EntryDraft(title="x", citations=_cited() * 2)),
    ("citations", lambda: EntryDraft(title="x", citations=tuple(Citation(f"k{n}", "t") for n in range(201)))),
    ("topic", lambda: ResourceDraft(title="x", topic="!")),
    ("topic", lambda: ResourceDraft(title="x", topic="t" * 61)),
    ("url", lambda: ResourceDraft(title="x", topic="t", url="ftp://a")),
    ("url", lambda: ResourceDraft(title="x", topic="t", url="https://a b")),
    ("url", lambda: ResourceDraft(title="x", topic="t", url="https://[::1")),
    ("citations", lambda: EntryDraft(title="x", citations=(Citation("a", "b", "http://[::1"),))),
    ("url", lambda: ResourceDraft(title="x", topic="t", url="https://" + "a" * 2000)),
    ("source_name", lambda: ResourceDraft(title="x", topic="t", source_name="s" * 201)),
    ("language", lambda: ShowDraft(title="x", language="English")),
    ("owner_email", lambda: ShowDraft(title="x", owner_email="@x")),
    ("author_name", lambda: ShowDraft(title="x", author_name="a" * 256)),
    ("season", lambda: EpisodeDraft(title="x", season=0)),
    ("number", lambda: EpisodeDraft(title="x", number=100_001)),
    ("transcript_language", lambda: EpisodeDraft(title="x", transcript_language="English")),
]


@pytest.mark.parametrize(("field", "make"), FAULTS)
def test_every_fault_is_told_at_its_field(field: str, make: Callable[[], EntryDraft]) -> None:
    with pytest.raises(Invalid) as refused:
        checked(make())
    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize(
    "draft",
    [
        EntryDraft(title="x" * 255, summary="x" * 1000, tags=("t" * 60,), citations=_cited(url="https://a.example")),
        ArticleDraft(title="x"),
        ResourceDraft(title="x", topic="Hip", url="https://a.example"),
        ShowDraft(title="x", owner_email="a@example.org"),
        EpisodeDraft(title="x", season=1, number=2, transcript_language="de"),
    ],
)
def test_what_is_right_has_no_faults(draft: EntryDraft) -> None:
    assert checked(draft) == draft


def test_publishing_asks_for_more() -> None:
    draft = EntryDraft(title="x", image_id=1, body='<p>A<sup data-ref="gone"></sup></p>').cleaned()
    assert [fault.field for fault in publishing_faults(draft)] == ["summary", "image_alt", "citations"]
    fine = replace(draft, summary="s", image_decorative=True, citations=(Citation("gone", "t"),))
    assert publishing_faults(fine) == []


def test_a_draft_knows_what_it_uses() -> None:
    assert EntryDraft(image_id=1).uses() == {Use(Target.ASSET, 1, "picture")}
    assert ResourceDraft(document_id=2).uses() == {Use(Target.ASSET, 2, "document")}
    assert EpisodeDraft(audio_id=3).uses() == {Use(Target.ASSET, 3, "audio")}
    linked = EntryDraft(body='<p><a data-entry="7">x</a></p><figure data-asset="9" data-alt="A"></figure>').cleaned()
    assert {(use.target, use.place) for use in linked.uses()} <= {(t, "text") for t in Target}


@pytest.mark.parametrize(
    ("draft", "ready"),
    [
        (ResourceDraft(), False),
        (ResourceDraft(url="https://a", document_id=1), False),
        (ResourceDraft(url="https://a"), True),
        (ResourceDraft(document_id=1), True),
    ],
)
def test_a_resource_is_a_link_or_a_document(draft: ResourceDraft, ready: bool) -> None:
    assert (readiness(draft) == []) is ready


@given(st.text(string.printable, max_size=80))
def test_the_same_text_has_the_same_hash_and_another_another(text: str) -> None:
    assert EntryDraft(title=text).content_hash() == EntryDraft(title=text).content_hash()
    assert EntryDraft(title=text).content_hash() != EntryDraft(title=text + "x").content_hash()
