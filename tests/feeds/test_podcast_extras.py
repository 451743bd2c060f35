"""What a show and its episodes say beyond the basics, gathered from the database."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.content.drafts import Credit, PersonRole
from app.core.site import Site
from app.core.unit_of_work import unit_of_work
from app.feeds.documents import FeedLink, History, Participant, PodcastDocument, Updates
from app.feeds.kept import Kept
from app.feeds.podcast import PUBLIC, Addresses, podcast_document, show_faults
from app.feeds.rss import podcast_rss
from app.feeds.strict import strictly_parsed
from app.podcast import chapters as chapter_lists
from app.podcast import queries
from app.podcast.draft import EpisodeType
from app.podcast.models import Show
from app.podcast.parts import Funding, OtherShow, Place, SeasonName, Soundbite, Txt
from tests import factories
from tests.conftest import MovableClock
from tests.feeds import house as made

Gather = Callable[..., PodcastDocument]
GUID = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
PRIVATE = Addresses(
    feed=lambda show: f"{show.path}private/secret/feed.xml",
    show_page=lambda show: "/",
    episode_page=lambda episode: "/",
    audio=lambda episode, ending: f"/podcast/x/private/secret/{episode.slug}.{ending}",
    beside=lambda episode, name: f"/podcast/x/private/secret/{episode.slug}/{name}",
    private=True,
)


@pytest.fixture
def site(house: Flask) -> Site:
    found: Site = replace(house.extensions["site"], hubs=("https://hub.example/",), podping=True)
    return found


@pytest.fixture
def gathered(site: Site, moving: MovableClock) -> Gather:
    def gather(show: Show, addresses: Addresses = PUBLIC) -> PodcastDocument:
        return podcast_document(queries.get_show(show.id), site=site, now=moving.now, addresses=addresses)

    return gather


def test_everything_that_an_editor_wrote_about_the_show_is_in_its_document(
    gathered: Gather, site: Site, editor: Actor, moving: MovableClock
) -> None:
    wrote: dict[str, Any] = {
        "funding": (Funding("https://give.example/", "Help"),),
        "places": (Place("Leeds", country="GB"),),
        "txts": (Txt("verify", "abc"),),
        "podroll": (OtherShow(GUID, "https://x.example/feed.xml", "Another"),),
    }
    with unit_of_work():
        banner = made.picture("d", width=1920, height=1080)
        more: dict[str, Any] = {
            "publisher": (OtherShow(GUID),),
            "licence": "cc-by-4.0",
            "ai_content": "false",
            "complete": True,
        }
        show = made.show(
            by=editor,
            **wrote,
            **more,
            update_frequency="Weekly",
            update_rule="FREQ=WEEKLY",
            banner_id=banner.id,
            banner_alt="Two runners.",
            medium="course",
        )
    document = gathered(show)
    assert {name: getattr(document, name) for name in wrote} == wrote
    assert document.publisher == OtherShow(GUID)
    assert document.licence is not None
    assert document.licence.name == "cc-by-4.0"
    assert (document.ai_content, document.medium, document.comments_off) == (False, "course", True)
    assert document.updates == Updates("Weekly", "FREQ=WEEKLY", complete=True)
    assert [(image.purpose, image.alt, image.width) for image in document.images] == [
        ("artwork", "Two arcs.", 3000),
        ("banner", "Two runners.", 1920),
    ]
    assert document.links == (FeedLink("hub", "https://hub.example/"),)
    assert document.uses_podping is True
    assert document.history is History.COMPLETE
    assert show_faults(queries.get_show(show.id), site=site, now=moving.now) == []


def test_a_show_that_has_ended_says_so_without_a_frequency(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor, complete=True)
        other = made.show("Another", by=editor, image_id=show.image_id)
    assert gathered(show).updates == Updates("There will be no more episodes.", complete=True)
    assert gathered(other).updates is None


@pytest.mark.parametrize("shut", [{"blocked": True}, {"private": True}])
def test_rule_12_and_52_nobody_is_told_of_a_blocked_or_private_show(
    gathered: Gather, editor: Actor, shut: dict[str, Any]
) -> None:
    with unit_of_work():
        show = made.show(by=editor, **shut)
    document = gathered(show)
    assert (document.links, document.uses_podping, document.blocked) == ((), False, True)


def test_rule_12_podping_is_not_claimed_where_the_show_does_without(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor, podping=False)
    assert gathered(show).uses_podping is False


def test_rule_12_and_52_a_site_that_only_this_machine_knows_names_no_hub(house: Flask) -> None:
    own: Site = house.extensions["site"]
    settings = replace(
        house.extensions["settings"], websub_hubs=("https://hub.example/",), podping_url="https://p.example/"
    )
    assert (Site.of(settings).hubs, Site.of(settings).podping) == (own.hubs, False) == ((), False)
    real = replace(settings, site_url="https://physio.example")
    assert (Site.of(real).hubs, Site.of(real).podping) == (("https://hub.example/",), True)


def test_rule_17_a_show_that_has_moved_names_its_present_address(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        queries.get_show(show.id).announces_address = True
    document = gathered(show)
    assert document.new_feed_url == document.self_url
    assert gathered(show, PRIVATE).new_feed_url == ""


def test_rule_14_trailers_stand_in_the_channel_too(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        made.episode(show, "Coming soon", by=editor, episode_type=EpisodeType.TRAILER, number=None, season=2)
    document = gathered(show)
    (trailer,) = document.trailers
    assert (trailer.title, trailer.season, trailer.enclosure) == ("Coming soon", 2, document.items[0].enclosure)


def test_rule_28_season_names_and_what_is_shown_for_a_bonus(
    gathered: Gather, editor: Actor, moving: MovableClock
) -> None:
    with unit_of_work():
        show = made.show(by=editor, season_names=(SeasonName(1, "Hips"), SeasonName(2, "Knees")))
        made.episode(show, "Bonus talk", by=editor, episode_type=EpisodeType.BONUS, number=3)
        made.episode(show, "Other", by=editor, season=None, audio_id=made.audio("e").id)
    moving.move(seconds=5)
    found = {item.title: (item.season_name, item.display) for item in gathered(show).items}
    assert found == {"Bonus talk": ("Hips", "Bonus 3"), "Other": ("", "")}


def test_rule_29_an_item_names_the_shows_hosts_again(gathered: Gather, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        host, guest = factories.person("Sample host"), factories.person("Sample guest")
        show = made.show(by=editor, credits=(Credit(host.id, PersonRole.HOST), Credit(guest.id, PersonRole.REVIEWER)))
        for count, people in enumerate(
            (
                (),
                (Credit(guest.id, PersonRole.GUEST),),
                (Credit(guest.id, PersonRole.HOST),),
                (Credit(host.id, PersonRole.GUEST),),
            )
        ):
            moving.move(seconds=5)
            made.episode(show, f"Talk {count}", by=editor, credits=people, audio_id=made.audio(f"e{count}").id)
    document = gathered(show)
    address = "http://localhost/people/sample-{}/"
    the_host = Participant("Sample host", url=address.format("host"))
    assert document.people == (
        the_host,
        Participant("Sample guest", "fact checker", "writing", address.format("guest")),
    )
    heard = {item.title: [(one.name, one.role) for one in item.people] for item in document.items}
    assert heard == {
        "Talk 0": [],
        "Talk 1": [("Sample host", "host"), ("Sample guest", "guest")],
        "Talk 2": [("Sample guest", "host")],
        "Talk 3": [("Sample host", "guest")],
    }


def test_rule_30_and_31_clips_and_the_proof_of_the_file(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        made.episode(show, by=editor, soundbites=(Soundbite(1_000, 20_000, "Why"),), ai_content="true")
    item = gathered(show).items[0]
    assert item.soundbites == (Soundbite(1_000, 20_000, "Why"),)
    assert item.enclosure.sha256 == "b" * 64
    assert item.ai_content is True


def test_rule_33_an_episodes_own_cover_is_its_artwork(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        made.episode(show, by=editor, image_id=made.picture("f").id, image_alt="A hip.")
    item = gathered(show).items[0]
    assert [(image.url, image.alt) for image in item.images] == [(item.cover and item.cover.url, "A hip.")]


def test_rule_38_the_chapters_in_the_notes_agree_with_json_and_podlove(gathered: Gather, editor: Actor) -> None:
    rows = (
        {"start_ms": 0, "title": "Hello & welcome"},
        {"start_ms": 60_500, "title": "Walking <slowly>"},
        {"start_ms": 119_003, "title": "End"},
    )
    with unit_of_work():
        show = made.show(by=editor)
        made.episode(show, by=editor, chapters=rows)
    document = gathered(show)
    found = strictly_parsed(podcast_rss(document)).find("channel/item")
    notes = found.findtext("content:encoded", namespaces={"content": "http://purl.org/rss/1.0/modules/content/"})
    assert "<p>00:00 Hello &amp; welcome</p>\n<p>01:00.500 Walking &lt;slowly&gt;</p>\n<p>01:59.003 End</p>" in notes
    typed = "\n".join(line[3:-4] for line in notes.split("\n") if line[:4] == "<p>0")
    expected = chapter_lists.from_stored(rows)
    assert [one.start_ms for one in chapter_lists.parse_list(typed)] == [one.start_ms for one in expected]
    assert chapter_lists.parse_json(chapter_lists.to_json(document.items[0].chapters).decode()) == expected
    podlove = found.findall("{http://podlove.org/simple-chapters}chapters/*")
    assert [chapter_lists.parse_time(one.get("start")) for one in podlove] == [one.start_ms for one in expected]


def test_rule_36_chapters_are_given_in_every_way_that_a_feed_has(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        made.episode(show, by=editor)
    found = strictly_parsed(podcast_rss(gathered(show))).find("channel/item")
    assert found.find("{https://podcastindex.org/namespace/1.0}chapters").get("type") == chapter_lists.JSON_TYPE
    assert found.find("{http://podlove.org/simple-chapters}chapters") is not None
    assert "<p>00:00 Hello</p>" in found.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")


def test_rule_35_a_list_that_the_editor_typed_is_not_said_twice(gathered: Gather, editor: Actor) -> None:
    body = "<p>0:00 Hello</p><p>1:00.500 Walking</p>"
    with unit_of_work():
        show = made.show(by=editor)
        made.episode(show, by=editor, body=body)
    assert gathered(show).items[0].content.count("Walking") == 1


def test_a_private_feed_has_its_own_addresses_and_keeps_the_guids(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        show = made.show(by=editor, private=True)
        made.episode(show, by=editor)
    ours, theirs = gathered(show), gathered(show, PRIVATE)
    assert theirs.self_url == "http://localhost/podcast/steady-steps/private/secret/feed.xml"
    (item,) = theirs.items
    assert item.guid == ours.items[0].guid
    assert item.enclosure.url == "http://localhost/podcast/x/private/secret/walking-again.mp3"
    assert item.chapters_url == "http://localhost/podcast/x/private/secret/walking-again/chapters.json"
    assert {link.url.rpartition("/")[0] for link in item.transcripts} == {
        "http://localhost/podcast/x/private/secret/walking-again"
    }
    assert (theirs.blocked, theirs.links, theirs.uses_podping) == (True, (), False)
    assert strictly_parsed(podcast_rss(theirs)).findtext("channel/{*}block") == "Yes"


def test_a_picture_in_the_notes_and_a_link_to_another_page_are_followed(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        post = factories.post("Stairs", by=editor)
        show = made.show(by=editor)
        made.episode(
            show, by=editor, body=f'<p><a data-entry="{post.id}">More</a> and <a data-entry="999">none</a></p>'
        )
    notes = gathered(show).items[0].content
    assert '<a href="http://localhost/blog/stairs/">More</a> and none' in notes


def test_two_shows_keep_apart_what_has_the_same_name(gathered: Gather, editor: Actor) -> None:
    with unit_of_work():
        shows = [made.show(title, by=editor, image_id=made.picture(m).id) for title, m in (("One", "1"), ("Two", "2"))]
        for count, show in enumerate(shows):
            made.episode(show, "Walking", by=editor, audio_id=made.audio(f"9{count}").id)
    documents = [gathered(show) for show in shows]
    assert [len(document.items) for document in documents] == [1, 1]
    for facts in ("guid", "url", "enclosure"):
        assert len({getattr(document.items[0], facts) for document in documents}) == 2
    assert len({document.podcast_guid for document in documents}) == 2


def test_a_changed_text_is_printed_anew(gathered: Gather, editor: Actor, moving: MovableClock) -> None:
    with unit_of_work():
        show = made.show(by=editor)
        episode = made.episode(show, by=editor)
    before = gathered(show).items[0].content
    assert gathered(show).items[0].content == before
    with unit_of_work():
        queries.get_episode(episode.id).body = "<p>Quite another text.</p>"
    assert "Quite another text." in gathered(show).items[0].content


def test_the_newest_texts_only_are_kept() -> None:
    kept = Kept(2)
    made_again: list[str] = []

    def make(name: str) -> str:
        made_again.append(name)
        return name

    for name in ("a", "b", "a", "c", "a"):
        assert kept.get(name, partial(make, name)) == name
    assert made_again == ["a", "b", "c", "a"]
