"""What is said about a show beside its text."""

import pytest

from app.podcast.draft import EpisodeType, ShowDraft
from app.podcast.models import Episode
from app.podcast.parts import Funding, OtherShow, Place, PlaceRole, SeasonName
from app.web.pages.parts import Link, Teaser
from app.web.pages.show_facts import ai_fact, in_seasons, is_whole, parts, place_facts, show_facts, support_links

GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"


def facts(draft: ShowDraft) -> dict[str, tuple[Link, ...]]:
    return {fact.name: fact.values for fact in show_facts(draft)}


def test_a_show_that_says_nothing_has_no_facts() -> None:
    assert facts(ShowDraft(title="Show")) == {}
    assert support_links(ShowDraft(title="Show")) == ()


def test_how_often_it_comes_or_that_it_has_ended() -> None:
    often = ShowDraft(title="Show", update_frequency="Every second Tuesday")
    assert facts(often) == {"New episodes": (Link("Every second Tuesday", None),)}
    ended = ShowDraft(title="Show", update_frequency="Weekly", complete=True)
    assert facts(ended) == {"New episodes": (Link("No more episodes are planned.", None),)}


def test_a_licence_leads_to_its_terms() -> None:
    def of(slug: str, url: str = "") -> tuple[Link, ...]:
        return facts(ShowDraft(title="Show", licence=slug, licence_url=url))["Licence"]

    assert of("cc-by-4.0") == (Link("Creative Commons BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),)
    assert of("CC-BY-NC-SA-4.0", "https://example.org/terms") == (
        Link("Creative Commons BY-NC-SA 4.0", "https://example.org/terms"),
    )
    assert of("House rules", "https://example.org/terms") == (Link("House rules", "https://example.org/terms"),)
    assert of("House rules") == (Link("House rules", None),)
    assert of("", "https://example.org/terms") == (Link("https://example.org/terms", "https://example.org/terms"),)


def test_other_shows_by_name_or_host_and_never_by_their_number() -> None:
    others = (
        OtherShow(GUID, "https://example.org/feed.xml", "A sample show"),
        OtherShow(GUID, "https://example.org/feed.xml"),
        OtherShow(GUID, title="Only a name"),
        OtherShow(GUID),
    )
    assert facts(ShowDraft(title="Show", podroll=others)) == {
        "We also listen to": (
            Link("A sample show", "https://example.org/feed.xml"),
            Link("example.org", "https://example.org/feed.xml"),
            Link("Only a name", None),
        )
    }


def test_places_lead_to_a_map_where_it_is_known() -> None:
    found = place_facts(
        [
            Place("Birmingham", osm="R162378"),
            Place("A street", osm="W12#3"),
            Place("Somewhere"),
            Place("Leeds", PlaceRole.CREATOR, geo="geo:53.8,-1.55,20;u=50"),
        ]
    )
    assert {fact.name: fact.values for fact in found} == {
        "About": (
            Link("Birmingham", "https://www.openstreetmap.org/relation/162378"),
            Link("A street", "https://www.openstreetmap.org/way/12"),
            Link("Somewhere", None),
        ),
        "Made in": (Link("Leeds", "https://www.openstreetmap.org/?mlat=53.8&mlon=-1.55#map=14/53.8/-1.55"),),
    }


def test_what_is_kept_as_plain_values_reads_like_a_draft() -> None:
    row, made = {"url": "https://example.org/give", "text": "Support"}, Funding("https://example.org/give", "Support")
    assert parts(Funding, [row]) == parts(Funding, [made]) == (made,)
    assert ai_fact("") == ()


@pytest.mark.parametrize(
    ("kept", "said"),
    [("true", "were made by AI"), ("false", "Nothing was made by AI"), ("One voice is.", "One voice is.")],
)
def test_what_the_form_keeps_for_machines_is_said_in_words(kept: str, said: str) -> None:
    assert said in ai_fact(kept)[0].values[0].text


def test_all_rights_reserved_is_no_slug() -> None:
    assert show_facts(ShowDraft(title="Show", licence="arr"))[0].values == (Link("All rights reserved", None),)


def _listed(*seasons: int | None) -> list[tuple[Episode, Teaser]]:
    return [(Episode(season=season, title=str(n)), Teaser(str(n), "/")) for n, season in enumerate(seasons)]


def test_seasons_have_their_names_and_what_stands_outside_has_its_place() -> None:
    named = ShowDraft(title="Show", season_names=(SeasonName(2, "Knees"),))
    found = in_seasons(_listed(2, 2, None, 1), named)
    assert [(season.name, [e.title for e in season.episodes]) for season in found] == [
        ("Season 2: Knees", ["0", "1"]),
        ("Outside the seasons", ["2"]),
        ("Season 1", ["3"]),
    ]


def test_a_show_without_seasons_is_one_list() -> None:
    (only,) = in_seasons(_listed(None, None), ShowDraft(title="Show"))
    assert (only.name, len(only.episodes)) == ("", 2)
    assert in_seasons([], ShowDraft(title="Show")) == ()


def test_a_trailer_a_bonus_and_what_cannot_be_heard_are_no_whole_episodes() -> None:
    heard = {"enclosure_sha256": "a" * 64, "enclosure_bytes": 1, "enclosure_mime": "audio/mpeg"}
    assert is_whole(Episode(episode_type=EpisodeType.FULL, enclosure_duration_ms=1, **heard))
    assert not is_whole(Episode(episode_type=EpisodeType.BONUS, enclosure_duration_ms=1, **heard))
    assert not is_whole(Episode(episode_type=EpisodeType.FULL, enclosure_sha256=""))
