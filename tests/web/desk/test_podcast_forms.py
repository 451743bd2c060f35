"""Every field of shows and episodes has a place on its form, and a form loses nothing."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.accounts import queries as people
from app.core import clock
from app.media.models import AssetKind
from app.podcast import operations as podcast
from app.podcast import queries as episodes
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.parts import Funding, Medium, OtherShow, Place, PlaceRole, SeasonName, Soundbite, Speaker, Txt
from app.web.desk import choices
from tests.web.desk.conftest import Desk, asset, draft, entry, problems_in, work
from tests.web.desk.test_editing import fields_of, person

GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"
NASTY = '"><script>alert(1)</script>'
ALL_OF_A_SHOW = {
    "funding-0-url": "https://example.org/give",
    "funding-0-text": "Support the show",
    "funding-3-url": "https://example.org/shop",
    "funding-3-text": "Shop",
    "licence": "own",
    "licence_own": "CC BY-SA 4.0",
    "licence_url": "https://example.org/licence",
    "ai_content": "false",
    "update_frequency": "Every second Tuesday",
    "update_rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "update_start": "2027-03-02",
    "places-0-name": "Leeds",
    "places-0-role": "creator",
    "places-0-geo": "53.8, -1.55",
    "places-0-osm": "https://www.openstreetmap.org/relation/118362#map=11/53.8/-1.5",
    "places-0-country": "gb",
    "podroll-0-feed_guid": GUID.upper(),
    "podroll-0-feed_url": "https://example.org/feed.xml",
    "podroll-0-title": "Another show",
    "publisher-0-feed_guid": GUID,
    "season_names-0-number": "1",
    "season_names-0-name": "Hips",
    "txts-0-purpose": "applepodcastsverify",
    "txts-0-value": "05124",
    "txts-1-purpose": "",
    "txts-1-value": "Anything",
    "private": "y",
    "blocked": "y",
    "podping": "y",
    "medium": "course",
    "banner_alt": "A wide hip",
}
ALL_OF_AN_EPISODE = {
    "no_transcript_reason": "It has no speech.",
    "soundbites-0-start_ms": "1:02.5",
    "soundbites-0-duration_ms": "45.25",
    "soundbites-0-title": "On stairs",
    "places-0-name": "Hips",
    "ai_content": "true",
}


def new_show(at: Desk, **fields: Any) -> int:
    return at.write("/desk/podcast/new", title="A show", language="en-GB", **fields)


def test_a_show_keeps_everything_that_was_typed(app: Flask, at_desk: Desk) -> None:
    show = new_show(at_desk, **ALL_OF_A_SHOW, banner_id=asset(app, AssetKind.IMAGE))
    kept = draft(app, show)
    assert isinstance(kept, ShowDraft)
    assert kept.funding == (
        Funding("https://example.org/give", "Support the show"),
        Funding("https://example.org/shop", "Shop"),
    )
    assert (kept.licence, kept.licence_url, kept.ai_content) == ("CC BY-SA 4.0", "https://example.org/licence", "false")
    assert (kept.update_frequency, kept.update_rule) == ("Every second Tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")
    assert kept.update_start == "2027-03-02"
    assert kept.places == (Place("Leeds", PlaceRole.CREATOR, "geo:53.8,-1.55", "R118362", "GB"),)
    assert kept.podroll == (OtherShow(GUID, "https://example.org/feed.xml", "Another show"),)
    assert kept.publisher == (OtherShow(GUID),)
    assert kept.season_names == (SeasonName(1, "Hips"),)
    assert kept.txts == (Txt("applepodcastsverify", "05124"), Txt("", "Anything"))
    assert (kept.private, kept.blocked, kept.podping, kept.comments_off) == (True, True, True, False)
    assert kept.medium is Medium.COURSE
    assert kept.banner_alt == "A wide hip"
    assert kept.banner_id is not None
    again(app, at_desk, f"/desk/podcast/{show}/", show)


def test_an_episode_keeps_everything_that_was_typed(app: Flask, at_desk: Desk) -> None:
    show, anna = new_show(at_desk), person(app, "Anna Reed")
    episode = at_desk.write(
        f"/desk/podcast/{show}/episodes/new",
        title="One",
        transcript="WEBVTT\n\n00:00.000 --> 00:01.000\n<v Anna>Hello.\n\n00:01.000 --> 00:02.000\n<v Guest>Good day.\n",
        **{"speakers-0-name": "Anna", "speakers-0-person_id": anna, "speakers-1-name": "Guest"},
        **ALL_OF_AN_EPISODE,
    )
    kept = draft(app, episode)
    assert isinstance(kept, EpisodeDraft)
    assert kept.soundbites == (Soundbite(62_500, 45_250, "On stairs"),)
    assert kept.speakers == (Speaker("Anna", anna),)
    assert (kept.no_transcript_reason, kept.ai_content) == ("It has no speech.", "true")
    assert kept.places == (Place("Hips"),)
    page = at_desk.get(f"/desk/episodes/{episode}/").text
    assert re.search(r'name="speakers-1-name"[^>]*value="Guest"', page), "a name of the transcript waits for its person"
    again(app, at_desk, f"/desk/episodes/{episode}/", episode)


def again(app: Flask, at: Desk, path: str, entry_id: int) -> None:
    """What the page shows, sent back, changes nothing."""
    before = draft(app, entry_id)
    answer = at.post(path, fields_of(at.get(path).text))
    assert answer.status_code == 303, problems_in(answer)
    assert draft(app, entry_id) == before
    assert entry(app, entry_id).latest_revision == 1


def test_a_new_show_has_sensible_values(app: Flask, at_desk: Desk) -> None:
    sent = fields_of(at_desk.get("/desk/podcast/new").text) | {"title": "A show"}
    answer = at_desk.post("/desk/podcast/new", sent)
    assert answer.status_code == 303, problems_in(answer)
    kept = draft(app, 1)
    assert isinstance(kept, ShowDraft)
    assert kept.author_name
    assert (kept.locked, kept.podping, kept.comments_off) == (True, True, True)
    assert (kept.private, kept.blocked, kept.complete) == (False, False, False)


@pytest.mark.parametrize("rule", choices.RULES)
def test_how_often_fills_words_and_rule(app: Flask, at_desk: Desk, rule: str) -> None:
    kept = draft(app, new_show(at_desk, update_choice=rule))
    assert isinstance(kept, ShowDraft)
    assert (kept.update_frequency, kept.update_rule) == (choices.RULES[rule], rule)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"update_choice": "FREQ=WEEKLY", "update_frequency": "Now and then"}, "Choose “Not in this list” above"),
        ({"update_choice": "FREQ=WEEKLY", "update_rule": "FREQ=DAILY"}, "Choose “Not in this list” above"),
        ({"update_choice": "FREQ=SECONDLY"}, "Choose one from the list"),
        ({"update_rule": "FREQ=DAILY;COUNT=3", "update_frequency": "Thrice"}, "needs the date"),
        ({"update_rule": "FREQ=DAILY"}, "Say it in words"),
        ({"update_start": "tomorrow"}, "Write the date"),
        ({"licence": "own"}, "Write what the licence is called"),
        ({"licence_own": "Ours"}, "Choose “Another licence” above"),
        ({"licence": "gpl"}, "Choose one from the list"),
        ({"licence_url": "ftp://x"}, "must start with https://"),
        ({"funding-0-url": "javascript:alert(1)", "funding-0-text": "x"}, "support link 1 must start with https://"),
        ({"funding-0-url": "https://example.org/"}, "text of support link 1"),
        ({"places-0-geo": "somewhere"}, "name of place 1"),
        ({"places-0-name": "Leeds", "places-0-geo": "somewhere"}, "position of place 1"),
        ({"places-0-name": "Leeds", "places-0-osm": "118362"}, "OpenStreetMap number of place 1"),
        ({"places-0-name": "Leeds", "places-0-country": "England"}, "two capital letters"),
        ({"places-0-name": "Leeds", "places-0-role": "both"}, "Choose one from the list"),
        ({"podroll-0-title": "Another"}, "needs its podcast GUID"),
        ({"publisher-0-feed_guid": GUID, "publisher-1-feed_guid": GUID}, "one publisher"),
        ({"season_names-0-name": "Hips"}, "Row 1 needs the season as a whole number"),
        ({"season_names-0-number": "²", "season_names-0-name": "Hips"}, "Row 1 needs the season"),
        ({"season_names-0-number": "9" * 50, "season_names-0-name": "Hips"}, "Row 1 needs the season"),
        ({"season_names-0-number": "0", "season_names-0-name": "Hips"}, "Seasons count from 1"),
        ({"txts-0-value": "x" * 4001}, "at most 4,000"),
        ({"txts-0-value": "x", "txts-0-purpose": "p" * 129}, "at most 128"),
        ({"ai_content": "perhaps"}, "Choose one from the list"),
        ({"medium": "film"}, "Choose one from the list"),
        ({"banner_id": "99"}, "Choose one from the list"),
        ({f"podroll-{n}-feed_guid": GUID for n in range(500)}, "At most 250 rows"),
    ],
)
def test_what_is_wrong_with_a_show_is_said_and_what_was_typed_is_kept(
    at_desk: Desk, typed: dict[str, str], words: str
) -> None:
    answer = at_desk.post("/desk/podcast/new", {"title": "A show", "language": "en-GB", **typed})
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    name, value = next(iter(typed.items()))
    if not {"Choose one from the list", "At most 250 rows"} & {words}:
        assert f'name="{name}"' in answer.text
        assert value in answer.text or name == "licence"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"soundbites-0-start_ms": "soon", "soundbites-0-duration_ms": "9"}, "Clip 1: write where it starts"),
        ({"soundbites-0-start_ms": "1:00"}, "Clip 1: write how many seconds"),
        ({"soundbites-0-start_ms": "1:00", "soundbites-0-duration_ms": "-5"}, "Clip 1: write how many seconds"),
        ({"soundbites-0-start_ms": "1:00", "soundbites-0-duration_ms": "0"}, "Clip 1 needs a start and a length"),
        ({"soundbites-0-title": "t" * 129}, "Clip 1: write where it starts"),
        ({"speakers-0-name": "Anna", "speakers-0-person_id": "77"}, "Choose one from the list"),
        ({"no_transcript_reason": "x" * 256}, "At most 255"),
        ({"ai_content": "perhaps"}, "Choose one from the list"),
    ],
)
def test_what_is_wrong_with_an_episode_is_said(at_desk: Desk, typed: dict[str, str], words: str) -> None:
    answer = at_desk.post(f"/desk/podcast/{new_show(at_desk)}/episodes/new", {"title": "One", **typed})
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))


def test_a_person_without_a_name_in_the_transcript_is_asked_for(app: Flask, at_desk: Desk) -> None:
    path = f"/desk/podcast/{new_show(at_desk)}/episodes/new"
    answer = at_desk.post(path, {"title": "One", "speakers-0-person_id": person(app)})
    assert "Row 1: write the name" in " ".join(problems_in(answer))


def test_script_and_control_characters_are_text_in_every_field(app: Flask, at_desk: Desk) -> None:
    rows = {name: NASTY for name in ALL_OF_A_SHOW if name.endswith(("-text", "-name", "-title", "-value"))}
    typed = ALL_OF_A_SHOW | rows | {"licence_own": f"\x00{NASTY}", "update_frequency": f"\x1b\x0b{NASTY}"}
    show = new_show(at_desk, **typed)
    for path in (f"/desk/podcast/{show}/", f"/desk/entries/{show}/revisions/1/", f"/desk/entries/{show}/page"):
        assert "<script>alert" not in at_desk.get(path).text
    kept = draft(app, show)
    assert isinstance(kept, ShowDraft)
    assert (kept.licence, kept.funding[0].text) == (NASTY, NASTY)
    new = f"/desk/podcast/{show}/episodes/new"
    episode = at_desk.write(new, title=NASTY, **(ALL_OF_AN_EPISODE | {"no_transcript_reason": f"\x00{NASTY}"}))
    assert "<script>alert" not in at_desk.get(f"/desk/episodes/{episode}/").text


@pytest.mark.parametrize("name", ["funding", "places", "podroll", "publisher", "season_names", "txts"])
def test_rows_of_a_show_are_added_and_removed_without_a_script(at_desk: Desk, name: str) -> None:
    typed = {"title": "Kept", **ALL_OF_A_SHOW}
    more = at_desk.post("/desk/podcast/new", {**typed, "do": f"add-{name}"})
    assert more.status_code == 200
    assert f'name="{name}-1-' in more.text
    section = more.text[: more.text.index(f'id="{name}"')].rpartition("<details")[2]
    assert " open>" in section.split("\n")[0], "the section that was being edited is open"
    fewer = at_desk.post("/desk/podcast/new", {**typed, "do": f"remove-{name}-0"})
    assert fewer.status_code == 200
    assert 'value="Kept"' in fewer.text


def test_what_an_import_brought_is_kept_also_where_no_list_has_it(app: Flask, at_desk: Desk) -> None:
    brought = ShowDraft(
        title="Imported",
        category="Hips",
        subcategory="",
        ai_content="partly",
        licence="cc-by-4.0",
        txts=(Txt("release", "2022-10-26"),),
        places=(Place("Leeds", geo="geo:53.8,-1.55,20;u=5"),),
    )
    with work(app):
        show = podcast.create_show(brought, by=_editor(app), now=clock.now()).id
    again(app, at_desk, f"/desk/podcast/{show}/", show)


def test_stored_chapters_and_cues_that_nobody_touched_stay_as_they_are(app: Flask, at_desk: Desk) -> None:
    """Lines of text cannot say all that the editors of their own know."""
    chapters = ({"start_ms": 0, "title": "Hello", "more": 7},)
    cues = ({"start_ms": 0, "end_ms": 900, "speaker": "Anna", "text": "Hello.", "more": 7},)
    with work(app):
        show = podcast.create_show(ShowDraft(title="A show"), by=_editor(app), now=clock.now())
        kept = EpisodeDraft(title="One", chapters=chapters, transcript=cues)
        episode = podcast.create_episode(show, kept, by=_editor(app), now=clock.now()).id
    path = f"/desk/episodes/{episode}/"
    again(app, at_desk, path, episode)
    sent = fields_of(at_desk.get(path).text) | {"chapters": "0:00 Hello\n0:30 Feet"}
    assert at_desk.post(path, sent).status_code == 303
    changed = draft(app, episode)
    assert isinstance(changed, EpisodeDraft)
    assert [c["title"] for c in changed.chapters] == ["Hello", "Feet"]
    assert changed.transcript == cues


def _editor(app: Flask) -> Any:
    found = people.find_user("editor@example.org")
    assert found is not None
    return found.actor


def test_a_draft_that_came_out_elsewhere_says_which_date_it_will_have(app: Flask, at_desk: Desk) -> None:
    show = new_show(at_desk)
    made = at_desk.write(f"/desk/podcast/{show}/episodes/new", title="On walking")
    address = f"/desk/episodes/{made}/"
    assert "It came out elsewhere" not in at_desk.get(address).text
    with work(app):
        episodes.get_episode(made).came_out_at = datetime(2021, 5, 4, 6, 30, tzinfo=UTC)
    page = at_desk.get(address).text
    assert "It came out elsewhere on" in page
    assert "4 May 2021" in page
