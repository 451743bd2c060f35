"""Writing every kind of entry: what is typed is what is kept."""

import re
from dataclasses import fields
from html import unescape
from io import BytesIO

import pytest
from flask import Flask

from app.accounts import operations as accounts
from app.content.drafts import Citation, Credit, PersonRole
from app.core import clock
from app.media.models import AssetKind
from app.podcast.draft import EpisodeDraft, EpisodeType, ShowDraft
from app.resources.draft import ResourceDraft
from app.web.desk.nouns import NOUNS, Noun
from tests.web.desk.conftest import Desk, asset, draft, entry, problems_in, work


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


def _editor(app: Flask):  # type: ignore[no-untyped-def]  # an Actor; only handed on
    from app.accounts import queries as people  # noqa: PLC0415 - used once

    found = people.find_user("editor@example.org")
    assert found is not None
    return found.actor


def test_a_category_from_elsewhere_stays(app: Flask, at_desk: Desk) -> None:
    from app.podcast import operations as podcast  # noqa: PLC0415 - used once

    with work(app):
        show = podcast.create_show(
            ShowDraft(title="Imported", category="Hips", subcategory=""), by=_editor(app), now=clock.now()
        ).id
    page = at_desk.get(f"/desk/podcast/{show}/").text
    assert '<option selected value="Hips">' in page
