"""Writing every kind of entry: what is typed is what is kept, and what is refused says so at its field."""

import re
from collections.abc import Callable
from dataclasses import fields
from html import unescape
from io import BytesIO

import pytest
from flask import Flask

from app.accounts import operations as accounts
from app.accounts.permissions import Role
from app.content import queries
from app.content.drafts import Citation, Credit, EntryDraft, PersonRole
from app.content.lifecycle import State
from app.core import clock
from app.media.models import AssetKind
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft
from app.resources.draft import ResourceDraft
from app.web.desk.nouns import NOUNS, Noun
from tests.web.desk.conftest import Desk, asset, entry, house, problems_in, token_of, work

NASTY = '"><script>alert(1)</script>{{7*7}}'
NEW = ("/desk/articles/new", "/desk/blog/new", "/desk/podcast/new", "/desk/resources/new")


def draft(app: Flask, entry_id: int) -> EntryDraft:
    with house(app):
        return queries.latest_draft(queries.get_entry(entry_id))


def count(app: Flask) -> int:
    with house(app):
        return queries.list_entries(now=clock.now()).total


def person(app: Flask, name: str = "Sample editor") -> int:
    with work(app):
        return accounts.save_person(None, name=name).id


def test_a_post_keeps_everything_that_was_typed(app: Flask, at_desk: Desk) -> None:
    picture, writer, reviewer = asset(app, AssetKind.IMAGE), person(app), person(app, "Sample reviewer")
    post = at_desk.write(
        "/desk/blog/new",
        title="Feet  first",
        slug="feet",
        summary="On feet.",
        body="Words with a mark.[^ta304]",
        image_id=picture,
        image_alt="A foot",
        **{
            "citations-0-key": "TA304",
            "citations-0-text": "NICE. TA304.",
            "citations-0-url": "https://www.nice.org.uk/",
        },
        **{"citations-0-note": "Current", "citations-7-key": " ", "citations-7-text": ""},
        tags="Feet, running ,,Feet",
        **{"credits-0-person_id": writer, "credits-0-role": "author", "credits-1-person_id": ""},
        **{"credits-2-person_id": reviewer, "credits-2-role": "reviewer"},
        sample="y",
    )
    kept = draft(app, post)
    assert (kept.title, kept.summary, kept.sample, kept.image_alt) == ("Feet first", "On feet.", True, "A foot")
    assert kept.citations == (Citation("ta304", "NICE. TA304.", "https://www.nice.org.uk/", "Current"),)
    assert kept.tags == ("Feet", "running")
    assert kept.credits == (Credit(writer, PersonRole.AUTHOR), Credit(reviewer, PersonRole.REVIEWER))
    assert kept.image_id == picture
    assert entry(app, post).path == "/blog/feet/"
    shown = at_desk.get(f"/desk/blog/{post}/").text
    for text in ("Feet first", "A foot", "ta304", "NICE. TA304.", "Feet, running", "[^ta304]"):
        assert text in shown


def test_saving_what_the_form_shows_changes_nothing(app: Flask, at_desk: Desk) -> None:
    """A form gives back exactly the draft that it was filled with, for every kind."""
    made = everything(app, at_desk)
    for path, entry_id in made.items():
        before = draft(app, entry_id)
        answer = at_desk.post(path, fields_of(at_desk.get(path).text))
        assert answer.status_code == 303, (path, problems_in(answer))
        assert draft(app, entry_id) == before, path
        assert entry(app, entry_id).latest_revision == 1, path


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send of the form of an entry."""
    form = html[html.index('<form class="edit"') : html.index("</form>", html.index('<form class="edit"'))]
    sent = {}
    for found in re.finditer(r"<input ([^>]*)>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', found[1]))
        ticked = attributes.get("type") not in {"checkbox", "radio"} or "checked" in found[1]
        if "name" in attributes and ticked and attributes.get("type") != "file":
            sent[unescape(attributes["name"])] = unescape(attributes.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def everything(app: Flask, at: Desk) -> dict[str, int]:
    """One of each kind with every field filled: the addresses of their forms, with their ids."""
    writer, picture = person(app), asset(app, AssetKind.IMAGE)
    shared = {
        "summary": "A sentence.",
        "body": "## A heading\n\nWords.[^key1]\n\n:::urgent Help\n- now\n:::",
        "image_id": picture,
        "image_alt": "A picture",
        "citations-0-key": "key1",
        "citations-0-text": "A source.",
        "tags": "one, two",
        "credits-0-person_id": writer,
        "credits-0-role": "host",
    }
    article = at.write("/desk/articles/new", title="Hips", subject="MedicalCondition", subject_name="A hip", **shared)
    post = at.write("/desk/blog/new", title="A post", **shared)
    show = at.write(
        "/desk/podcast/new",
        title="A show",
        author_name="The site",
        owner_name="The owner",
        owner_email="owner@example.org",
        language="en-GB",
        category="Health & Fitness › Medicine",
        explicit="y",
        show_type="serial",
        copyright_holder="The site",
        locked="y",
        complete="y",
        **shared,
    )
    episode = at.write(
        f"/desk/podcast/{show}/episodes/new",
        title="An episode",
        season="2",
        number="3",
        episode_type="bonus",
        explicit="no",
        audio_id=asset(app, AssetKind.AUDIO),
        chapters="0:00 Welcome | https://example.org/\n1:30 Bars | and more | | https://example.org/a.png\n2:00.500 End",
        transcript="WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Anna>Hello &amp; welcome.\n",
        transcript_language="en-GB",
        **shared,
    )
    document = asset(app, AssetKind.DOCUMENT)
    resource = at.write(
        "/desk/resources/new", title="A leaflet", topic="Hip", source_name="NHS", document_id=document, **shared
    )
    return {
        f"/desk/articles/{article}/": article,
        f"/desk/blog/{post}/": post,
        f"/desk/podcast/{show}/": show,
        f"/desk/episodes/{episode}/": episode,
        f"/desk/resources/{resource}/": resource,
    }


def test_a_show_an_episode_and_a_resource_keep_what_is_theirs(app: Flask, at_desk: Desk) -> None:
    ids = list(everything(app, at_desk).values())
    show, episode, resource = (draft(app, entry_id) for entry_id in ids[2:])
    assert isinstance(show, ShowDraft)
    assert (show.category, show.subcategory, show.explicit, show.locked) == ("Health & Fitness", "Medicine", True, True)
    assert isinstance(episode, EpisodeDraft)
    assert (episode.season, episode.number, episode.explicit) == (2, 3, False)
    assert episode.episode_type is EpisodeType.BONUS
    assert episode.chapters == (
        {"start_ms": 0, "title": "Welcome", "url": "https://example.org/"},
        {"start_ms": 90_000, "title": "Bars | and more", "image": "https://example.org/a.png"},
        {"start_ms": 120_500, "title": "End"},
    )
    assert episode.transcript == ({"start_ms": 0, "end_ms": 2000, "speaker": "Anna", "text": "Hello & welcome."},)
    assert isinstance(resource, ResourceDraft)
    assert (resource.topic, resource.source_name) == ("Hip", "NHS")


@pytest.mark.parametrize("noun", NOUNS.values(), ids=lambda noun: noun.kind.value)
def test_no_field_of_a_draft_is_missing_on_its_form(noun: Noun) -> None:
    """What a form does not show it would wipe out."""
    shown = {name for _, names in noun.form.sections for name in names}
    shown |= {"subcategory"} if "category" in shown else set()
    assert {field.name for field in fields(noun.form.draft_class)} <= shown


def test_the_next_number_of_an_episode_is_suggested(app: Flask, at_desk: Desk) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    page = at_desk.get(f"/desk/podcast/{show}/episodes/new").text
    assert re.search(r'name="number"[^>]*value="1"', page)
    at_desk.write(f"/desk/podcast/{show}/episodes/new", title="One", season="2", number="7")
    page = at_desk.get(f"/desk/podcast/{show}/episodes/new").text
    assert re.search(r'name="number"[^>]*value="8"', page)
    assert re.search(r'name="season"[^>]*value="2"', page)


def test_an_article_lies_below_the_page_that_was_chosen(app: Flask, at_desk: Desk) -> None:
    top = at_desk.write("/desk/articles/new", title="Hips")
    assert f'<option selected value="{top}">' in at_desk.get(f"/desk/articles/new?parent={top}").text
    below = at_desk.write("/desk/articles/new", title="Exercises", parent_id=top)
    assert entry(app, below).path == "/hips/exercises/"


def test_rows_are_added_and_removed_without_a_script(at_desk: Desk) -> None:
    typed = {"title": "Kept", "citations-0-key": "one", "citations-0-text": "First.", "citations-1-key": "two"}
    more = at_desk.post("/desk/blog/new", {**typed, "do": "add-citations"})
    assert more.status_code == 200
    assert 'name="citations-2-key"' in more.text
    assert 'value="Kept"' in more.text
    fewer = at_desk.post("/desk/blog/new", {**typed, "do": "remove-citations-0"})
    assert 'value="one"' not in fewer.text
    assert re.search(r'name="citations-0-key"[^>]*value="two"', fewer.text)
    for odd in ("remove-citations-99", "remove-citations-x", "add-title", "add-credits", "remove-credits-²"):
        assert at_desk.post("/desk/blog/new", {**typed, "do": odd}).status_code < 500


def test_a_transcript_comes_from_a_file(app: Flask, at_desk: Desk) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    srt = b"\xef\xbb\xbf1\n00:00:01,000 --> 00:00:02,000\nAnna Reed: Hello.\n"
    new = f"/desk/podcast/{show}/episodes/new"
    episode = at_desk.write(new, title="One", transcript="old", transcript_file=(BytesIO(srt), "words.srt"))
    kept = draft(app, episode)
    assert isinstance(kept, EpisodeDraft)
    assert kept.transcript[0]["speaker"] == "Anna Reed"
    refused = at_desk.post(new, {"title": "Two", "transcript_file": (BytesIO(b"\xff\xfa\xfb"), "words.srt")})
    assert refused.status_code == 422
    assert "not text in UTF-8" in " ".join(problems_in(refused))


def test_a_file_that_was_just_uploaded_is_chosen(app: Flask, at_desk: Desk) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    sound = asset(app, AssetKind.AUDIO)
    for tail in (f"?asset={sound}", f"?for=x&asset={sound}"):
        page = at_desk.get(f"/desk/podcast/{show}/episodes/new{tail}").text
        assert f'<option selected value="{sound}">' in page
    assert at_desk.get(f"/desk/podcast/{show}/episodes/new?asset=999").status_code == 200
    assert at_desk.get("/desk/blog/new?asset=x").status_code == 200


def test_a_picture_brings_its_usual_description(app: Flask, at_desk: Desk) -> None:
    picture = asset(app, AssetKind.IMAGE)
    assert at_desk.post(f"/desk/media/{picture}/describe", {"alt": "A hip"}).status_code == 303
    plain = at_desk.write("/desk/blog/new", title="One", image_id=picture)
    own = at_desk.write("/desk/blog/new", title="Two", image_id=picture, image_alt="Another")
    decorative = at_desk.write("/desk/blog/new", title="Three", image_id=picture, image_decorative="y")
    assert [draft(app, n).image_alt for n in (plain, own, decorative)] == ["A hip", "Another", ""]
    too_long = at_desk.post(f"/desk/media/{picture}/describe", {"alt": "x" * 501})
    assert too_long.status_code == 422
    sound = asset(app, AssetKind.AUDIO)
    assert at_desk.post(f"/desk/media/{sound}/describe", {"alt": "x"}).status_code == 422


@pytest.mark.parametrize("path", NEW)
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Give it a title"),
        ("title", "   \x00\x0b ", "Give it a title"),
        ("title", "x" * 10_000, "255 is the most"),
        ("summary", "x" * 1001, "1000 is the most"),
        ("tags", ",".join(f"tag{n}" for n in range(1000)), "At most 40 tags"),
        ("image_id", "99", "Choose one from the list"),
        ("image_id", "9" * 30, "Choose one from the list"),
        ("image_id", "x", "Choose one from the list"),
        ("credits-0-person_id", "77", "Choose one from the list"),
        ("citations-0-text", "No key", "needs a short key"),
        ("body", "x" * 200_001, "200"),
        ("body", "> " * 1000 + "deep", "nest"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    app: Flask, at_desk: Desk, path: str, field: str, value: str, words: str
) -> None:
    good = {"title": "A title", "summary": "Typed and kept.", "topic": "Hip", "language": "en-GB"}
    answer = at_desk.post(path, {**good, field: value})
    if answer.status_code == 303:  # deep quotations may be taken as far as the body goes
        assert words == "nest"
        return
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert 'aria-invalid="true"' in answer.text or "citations" in field
    assert f'href="#{field}"' in answer.text or "citations" in field
    if field != "summary":
        assert "Typed and kept." in answer.text
    assert count(app) == 0


@pytest.mark.parametrize("path", NEW)
def test_script_in_any_field_is_text(app: Flask, at_desk: Desk, path: str) -> None:
    names = [
        "title", "summary", "body", "image_alt", "tags", "subject_name", "author_name", "owner_name", "copyright_holder",
        "topic", "source_name", "citations-0-text", "citations-0-note", "slug", "version", "publish_at", "do",
    ]  # fmt: skip
    sent = {name: NASTY for name in names if name != "do"} | {"citations-0-key": "key1", "language": "en-GB"}
    answer = at_desk.post(path, sent)
    assert answer.status_code == 303, problems_in(answer)
    page = at_desk.get(answer.location)
    listed = at_desk.get(re.sub(r"(/desk/\w+/).*", r"\1", answer.location))
    framed = at_desk.get("/desk/entries/1/page")
    for html in (page.text, listed.text, framed.text, at_desk.get("/desk/entries/1/revisions/1/").text):
        assert "<script>alert" not in html
        assert "{{7*7}}" in html or "49" not in html
    refused = at_desk.post(path, {**sent, "title": NASTY * 30, "do": "schedule", "image_id": NASTY, "subject": NASTY})
    assert refused.status_code == 422
    assert "<script>alert" not in refused.text


def test_a_thousand_levels_of_markup_are_text_or_refused(app: Flask, at_desk: Desk) -> None:
    for body in ("<div>" * 1000, "- " * 1000 + "x", ":::urgent A\n" * 1000, "[" * 1000, "*" * 1000, "> " * 1000):
        answer = at_desk.post("/desk/blog/new", {"title": "Deep", "body": body})
        assert answer.status_code in {303, 422}, body[:10]


def test_odd_names_of_rows_are_no_rows(app: Flask, at_desk: Desk) -> None:
    odd = {f"citations-{n}-key": "x" for n in ("²", "9" * 5000, "-1", "x")} | {"citationsX": "1"}
    assert at_desk.post("/desk/blog/new", {"title": "A title", **odd}).status_code == 303
    many = {f"credits-{n}-role": "author" for n in range(400)}
    assert at_desk.post("/desk/blog/new", {"title": "Another", **many}).status_code == 303


def test_an_address_that_is_taken_is_refused(app: Flask, at_desk: Desk) -> None:
    at_desk.write("/desk/blog/new", title="One", slug="feet")
    answer = at_desk.post("/desk/blog/new", {"title": "Two", "slug": "feet"})
    assert answer.status_code == 422
    assert "/blog/feet/ is taken" in " ".join(problems_in(answer))
    assert entry(app, at_desk.write("/desk/blog/new", title="Feet")).path == "/blog/feet-2/"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"chapters": "no time here"}, "Line 1: write a time"),
        ({"chapters": "0:10 Late"}, "must start at 0:00"),
        ({"transcript": "only words"}, "No cue was found"),
        ({"transcript": "WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>"}, "not one word in it"),
        ({"transcript": "WEBVTT\n\n00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA"}, "before the cue above"),
        ({"season": "one", "number": "-1", "title": ""}, "Give it a title"),
        ({"number": "1" * 5000}, "A whole number from 1"),
        ({"transcript_language": "Klingon!"}, "language code"),
        ({"episode_type": "epic"}, "Choose one from the list"),
        ({"explicit": "maybe"}, "Choose one from the list"),
        ({"audio_id": "55"}, "Choose one from the list"),
    ],
)
def test_what_is_wrong_with_an_episode_is_said(app: Flask, at_desk: Desk, typed: dict[str, str], words: str) -> None:
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    answer = at_desk.post(f"/desk/podcast/{show}/episodes/new", {"title": "One", **typed})
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert count(app) == 1


def test_all_that_is_wrong_is_said_at_once(at_desk: Desk) -> None:
    sent = {"title": "", "summary": "x" * 2000, "season": "one", "chapters": "nothing", "audio_id": "44"}
    show = at_desk.write("/desk/podcast/new", title="A show", language="en-GB")
    said = " ".join(problems_in(at_desk.post(f"/desk/podcast/{show}/episodes/new", sent)))
    for words in ("Give it a title", "1000 is the most", "A whole number", "Line 1", "Choose one from the list"):
        assert words in said


def test_a_show_says_what_is_wrong_with_it(at_desk: Desk) -> None:
    sent = {"title": "A show", "language": "Welsh", "owner_email": "nobody", "category": "Hips", "show_type": "x"}
    said = " ".join(problems_in(at_desk.post("/desk/podcast/new", sent)))
    for words in ("language code", "not an e-mail address", "Choose one from the list"):
        assert words in said


def test_a_category_from_elsewhere_stays(app: Flask, at_desk: Desk) -> None:
    from app.podcast import operations as podcast  # noqa: PLC0415 - used once

    with work(app):
        show = podcast.create_show(
            ShowDraft(title="Imported", category="Hips", subcategory=""), by=_editor(app), now=clock.now()
        ).id
    page = at_desk.get(f"/desk/podcast/{show}/").text
    assert '<option selected value="Hips">' in page


def _editor(app: Flask):  # type: ignore[no-untyped-def]  # an Actor; only handed on
    from app.accounts import queries as people  # noqa: PLC0415 - used once

    found = people.find_user("editor@example.org")
    assert found is not None
    return found.actor


def test_two_editors_never_overwrite_each_other(app: Flask, desk: Callable[[Role], Desk]) -> None:
    mine, theirs = desk(Role.EDITOR), desk(Role.ADMIN)
    post = mine.write("/desk/blog/new", title="Ours", body="First.")
    path = f"/desk/blog/{post}/"
    version = mine.version(path)
    theirs.post(path, {"title": "Ours", "body": "Theirs, saved.", "version": version})
    lost = mine.post(path, {"title": "Ours & mine", "body": "Mine, typed.", "version": version, "tags": "kept"})
    assert lost.status_code == 409
    for text in ("Theirs, saved.", "Mine, typed.", "Ours &amp; mine", "Sample admin saved this post"):
        assert text in lost.text
    assert draft(app, post).body == "<p>Theirs, saved.</p>"

    carried = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', lost.text, re.DOTALL))
    sent = {name: unescape(value) for name, value in carried.items()}
    sent["version"] = re.search(r'name="version" value="(\d+)"', lost.text)[1]  # type: ignore[index]  # it is there
    writing = mine.client.post(path, data={**sent, "csrf_token": token_of(lost), "do": "edit"})
    assert (writing.status_code, "Mine, typed." in writing.text) == (200, True)
    saved = mine.client.post(path, data={**sent, "csrf_token": token_of(lost), "do": "save"})
    assert saved.status_code == 303
    assert draft(app, post).tags == ("kept",)
    assert entry(app, post).latest_revision == 3


@pytest.mark.parametrize("version", ["", "x", "99", "9" * 40])
def test_a_version_that_is_none_is_a_conflict(app: Flask, at_desk: Desk, version: str) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours")
    answer = at_desk.post(f"/desk/blog/{post}/", {"title": "Ours", "version": version})
    assert answer.status_code == 409
    assert "The two say the same." in answer.text


def test_what_was_typed_on_a_page_that_went_away_is_shown(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Ours")
    version = at_desk.version(f"/desk/blog/{post}/")
    at_desk.post(f"/desk/entries/{post}/bin")
    answer = at_desk.post(f"/desk/blog/{post}/", {"title": "Typed all evening", "version": version})
    assert answer.status_code == 404
    assert "Typed all evening" in answer.text


def test_publishing_takes_the_typed_text_public(app: Flask, at_desk: Desk) -> None:
    post = at_desk.write("/desk/blog/new", title="Now", summary="A sentence.", body="Words.", do="publish")
    assert entry(app, post).state(clock.now()) is State.LIVE
    path = f"/desk/blog/{post}/"
    at_desk.post(path, {"title": "Later", "summary": "A sentence.", "version": at_desk.version(path)})
    assert entry(app, post).title == "Now"
    assert "Live with changes" in at_desk.get(path).text
    sent = {"title": "Later", "summary": "A sentence.", "version": at_desk.version(path), "do": "publish"}
    assert at_desk.post(path, sent).status_code == 303
    assert "The changes are published." in at_desk.get(path).text
    assert entry(app, post).title == "Later"


def test_what_cannot_be_published_is_not_half_saved(app: Flask, at_desk: Desk) -> None:
    sent = {"title": "Now", "body": "A mark.[^gone]", "image_id": asset(app, AssetKind.IMAGE), "do": "publish"}
    answer = at_desk.post("/desk/blog/new", sent)
    assert answer.status_code == 422
    said = " ".join(problems_in(answer))
    for words in ("Write a summary", "Describe the picture", "references that are not in the list: gone"):
        assert words in said
    assert count(app) == 0


def test_an_episode_is_published_when_nothing_is_missing(app: Flask, at_desk: Desk) -> None:
    show = at_desk.post("/desk/podcast/new", {"title": "A show", "language": "en-GB", "do": "publish"})
    assert "A show needs a cover" in " ".join(problems_in(show))
    good = {"title": "A show", "summary": "On hips.", "language": "en-GB", "author_name": "Us", "category": "Science"}
    cover = {"image_id": asset(app, AssetKind.IMAGE), "image_alt": "A hip"}
    show_id = at_desk.write("/desk/podcast/new", **good, **cover, do="publish")
    new = f"/desk/podcast/{show_id}/episodes/new"
    refused = at_desk.post(new, {"title": "One", "summary": "On hips.", "do": "publish"})
    assert "Upload the audio first." in " ".join(problems_in(refused))
    episode = at_desk.write(new, title="One", summary="On hips.", audio_id=asset(app, AssetKind.AUDIO), do="publish")
    assert entry(app, episode).state(clock.now()) is State.LIVE


@pytest.mark.parametrize(
    ("publish_at", "words"),
    [
        ("", "Give a date and a time"),
        ("soon", "Give a date and a time"),
        ("2027-02-28T10:00", "in the past"),
        ("2027-03-28T01:30", "the clocks skip 01:30"),
        ("2027-10-31T01:30", "comes twice"),
        ("2039-01-01T10:00", "more than five years"),
        ("99999-01-01T10:00", "Give a date and a time"),
    ],
)
def test_a_time_that_cannot_be_is_refused(app: Flask, at_desk: Desk, publish_at: str, words: str) -> None:
    sent = {"title": "Later", "summary": "A sentence.", "publish_at": publish_at, "do": "schedule"}
    answer = at_desk.post("/desk/blog/new", sent)
    assert answer.status_code == 422
    assert words in " ".join(problems_in(answer))
    assert f'value="{publish_at}"' in answer.text
    assert count(app) == 0


def test_of_a_time_that_comes_twice_one_is_chosen(app: Flask, at_desk: Desk) -> None:
    times = []
    for which in ("first", "second"):
        sent = {"title": which, "summary": "A sentence.", "publish_at": "2027-10-31T01:30", "do": "schedule"}
        assert "The first" in at_desk.post("/desk/blog/new", sent).text
        post = at_desk.write("/desk/blog/new", **sent, publish_at_which=which)
        times.append(entry(app, post).published_at)
        assert ("BST", "GMT")[which == "second"] in at_desk.get("/desk/").text
    assert times[0] is not None
    assert times[1] is not None
    assert (times[1] - times[0]).total_seconds() == 3600


def test_scheduled_in_the_sites_zone(app: Flask, at_desk: Desk) -> None:
    """Summer time: six in the evening in London is five in UTC."""
    sent = {"title": "Later", "summary": "A sentence.", "publish_at": "2027-06-01T18:00", "do": "schedule"}
    post = at_desk.write("/desk/blog/new", **sent)
    at = entry(app, post).published_at
    assert at is not None
    assert at.hour == 17
    assert "Tuesday 1 June 2027, 18:00" in at_desk.get(f"/desk/blog/{post}/").text


def test_an_author_writes_their_own_drafts_only(app: Flask, desk: Callable[[Role], Desk]) -> None:
    author, editor = desk(Role.AUTHOR), desk(Role.EDITOR)
    own, other = author.write("/desk/blog/new", title="Mine"), editor.write("/desk/blog/new", title="Somebody else's")
    assert author.get(f"/desk/blog/{own}/").status_code == 200
    assert "Publish now" not in author.get(f"/desk/blog/{own}/").text
    for path in ("", "preview", "page", "revisions/", "revisions/1/"):
        assert author.get(f"/desk/entries/{other}/{path}").status_code == 404
    assert author.get(f"/desk/blog/{other}/").status_code == 404
    assert author.post(f"/desk/entries/{other}/address", {"slug": "x"}).status_code == 404
    assert author.post(f"/desk/entries/{other}/revisions/1/restore").status_code == 404
    assert author.post(f"/desk/blog/{other}/", {"title": "Taken", "version": "1"}).status_code == 404
    assert "Somebody else" not in author.get("/desk/blog/").text


@pytest.mark.parametrize("do", ["publish", "schedule"])
def test_an_author_cannot_publish_and_keeps_what_they_typed(app: Flask, as_author: Desk, do: str) -> None:
    sent = {"title": "Typed", "summary": "A sentence.", "publish_at": "2027-06-01T18:00", "do": do}
    answer = as_author.post("/desk/blog/new", sent)
    assert answer.status_code == 403
    assert "You may not publish" in answer.text
    assert 'value="Typed"' in answer.text
    assert count(app) == 0
