"""Saving a form of a show or an episode never loses a field, whatever the draft says."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts import operations as accounts
from app.content.drafts import Citation, Correction, Credit, Formerly, PersonRole
from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft, ShowType
from app.podcast.parts import Funding, Medium, OtherShow, Place, PlaceRole, SeasonName, Soundbite, Speaker, Txt
from app.references import operations
from app.references.operations import Wanted
from app.web.desk import choices
from app.web.desk.entry_form import EntryForm, with_values
from app.web.desk.episode_form import EpisodeForm
from app.web.desk.show_form import ShowForm
from tests import factories
from tests.web.desk.conftest import house

LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40
).filter(lambda text: text == " ".join(text.split()) and any(c.isalnum() for c in text))
WEB = st.sampled_from(["https://example.org/", "http://example.org/a?b=c&d"])
LINES = st.one_of(st.just(""), LINE)
NUMBERS = st.decimals(-90, 90, places=4).map(str)
PLACES = st.lists(
    st.builds(
        Place,
        name=LINE,
        role=st.sampled_from(PlaceRole),
        geo=st.one_of(st.just(""), st.just("geo:1.5,2,30;u=5"), st.builds("geo:{},{}".format, NUMBERS, NUMBERS)),
        osm=st.sampled_from(["", "R113314", "N1#2"]),
        country=st.sampled_from(["", "GB"]),
    ),
    max_size=3,
).map(tuple)
OTHERS = st.builds(OtherShow, feed_guid=st.uuids().map(str), feed_url=st.one_of(st.just(""), WEB), title=LINES)
OFTEN = st.one_of(
    st.just(("", "")),
    st.sampled_from([(words, rule) for rule, words in choices.RULES.items()]),
    st.tuples(LINE, st.sampled_from(["", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TU"])),
)
KEYS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))
COMMON = {
    "citations": st.lists(
        st.builds(
            Citation,
            key=KEYS,
            text=LINE,
            url=st.one_of(st.just(""), WEB),
            note=LINES,
            reference_id=st.sampled_from([None, 1]),
        ),
        max_size=3,
        unique_by=lambda citation: citation.key,
    ).map(tuple),
    "corrections": st.lists(st.builds(Correction, on=DAYS, text=LINE), max_size=3).map(tuple),
    "formerly": st.lists(
        st.builds(
            Formerly, said=LINE, instead=LINE, until=st.one_of(st.none(), DAYS), key=st.one_of(st.just(""), KEYS)
        ),
        max_size=3,
    ).map(tuple),
}
SHOWS = st.builds(
    lambda often, **values: ShowDraft(update_frequency=often[0], update_rule=often[1], **values),
    OFTEN,
    title=LINE,
    summary=LINES,
    author_name=LINES,
    owner_name=LINES,
    language=st.sampled_from(["en-GB", "de"]),
    category=st.sampled_from(["", "Health & Fitness", "Hips"]),
    subcategory=st.just(""),
    explicit=st.booleans(),
    show_type=st.sampled_from(ShowType),
    copyright_holder=LINES,
    locked=st.booleans(),
    complete=st.booleans(),
    medium=st.sampled_from(Medium),
    funding=st.lists(st.builds(Funding, url=WEB, text=LINE), max_size=3).map(tuple),
    places=PLACES,
    licence=st.one_of(st.sampled_from([value for value, _ in choices.LICENCES]), LINE),
    licence_url=st.one_of(st.just(""), WEB),
    txts=st.lists(st.builds(Txt, purpose=LINES, value=LINE), max_size=3).map(tuple),
    ai_content=st.one_of(st.sampled_from([value for value, _ in choices.AI]), LINE),
    podroll=st.lists(OTHERS, max_size=3).map(tuple),
    publisher=st.lists(OTHERS, max_size=1).map(tuple),
    season_names=st.lists(
        st.builds(SeasonName, number=st.integers(1, 100_000), name=LINE), max_size=3, unique_by=lambda s: s.number
    ).map(tuple),
    update_start=st.sampled_from(["", "2027-03-01"]),
    podping=st.booleans(),
    comments_off=st.booleans(),
    blocked=st.booleans(),
    private=st.booleans(),
    banner_alt=LINES,
    **COMMON,
)
EPISODES = st.builds(
    EpisodeDraft,
    title=LINE,
    season=st.one_of(st.none(), st.integers(1, 100_000)),
    number=st.one_of(st.none(), st.integers(1, 100_000)),
    episode_type=st.sampled_from(EpisodeType),
    explicit=st.sampled_from([None, False, True]),
    transcript_language=st.sampled_from(["", "en-GB"]),
    speakers=st.lists(st.builds(Speaker, name=LINE, person_id=st.just(1)), max_size=3).map(tuple),
    credits=st.lists(st.builds(Credit, person_id=st.just(1), role=st.sampled_from(PersonRole)), max_size=2).map(tuple),
    no_transcript_reason=LINES,
    soundbites=st.lists(
        st.builds(Soundbite, start_ms=st.integers(0, 9_000_000), duration_ms=st.integers(1, 900_000), title=LINES),
        max_size=3,
    ).map(tuple),
    places=PLACES,
    ai_content=st.one_of(st.just(""), LINE),
    **COMMON,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(each=st.one_of(SHOWS, EPISODES))
def test_a_form_gives_back_any_draft_that_it_shows(app: Flask, each: ShowDraft | EpisodeDraft) -> None:
    """values -> fields -> what a browser sends -> draft is the identity, so saving a form loses nothing."""
    kept = each.cleaned()
    form_class: type[EntryForm] = ShowForm if isinstance(each, ShowDraft) else EpisodeForm
    with house(app), app.test_request_context("/desk/"):
        shown = with_values(form_class, form_class.values_of(kept))
        assert shown.as_typed() == kept
        sent = list(_sent(shown))
    with house(app), app.test_request_context("/desk/", method="POST", data=_multi(sent)):
        form = form_class()
        form.allow(kept)
        assert form.draft() == kept


def _sent(form: Any) -> Any:
    """What a browser sends of the fields."""
    for field in form:
        if field.type == "Rows":
            for row in field:
                yield from _sent(row.form)
        elif field.type == "BooleanField":
            yield from [(field.name, "y")] if field.data else []
        elif field.name != "csrf_token":
            yield field.name, "" if field.data is None else str(field.data)


def _multi(sent: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in sent:
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture(autouse=True)
def _somebody(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        accounts.save_person(None, name="Sample host")
        operations.add(Wanted(text="A source.", key="a-source"), by=factories.user().actor, now=clock.now())
