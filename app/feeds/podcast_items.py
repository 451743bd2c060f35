"""An episode, gathered as an item of a podcast feed."""

import json
from dataclasses import dataclass

from app.content.drafts import PersonRole
from app.content.models import Entry
from app.core.site import Site
from app.feeds.chapter_list import with_chapters
from app.feeds.documents import Cover, Enclosure, Image, Participant, PodcastItem, TranscriptLink
from app.feeds.kept import Kept
from app.feeds.podcast_addresses import Addresses
from app.feeds.show_notes import reduced
from app.feeds.texts import Surroundings
from app.media.enclosures import Enclosure as AudioFile
from app.media.queries import picture_of
from app.podcast import chapters, parts, transcript_formats
from app.podcast.draft import EpisodeType
from app.podcast.models import Episode
from app.podcast.parts import Place, Soundbite

_KEPT = Kept(4096)
_LARGEST_KEPT = 20_000  # characters
_TIMED = frozenset({"vtt", "srt", "json"})
# Our four roles in the words of the Podcast Taxonomy (person_roles.json): who checks facts is its "fact checker".
_TAXONOMY = {
    PersonRole.HOST: ("host", "cast"),
    PersonRole.GUEST: ("guest", "cast"),
    PersonRole.AUTHOR: ("author", "writing"),
    PersonRole.REVIEWER: ("fact checker", "writing"),
}


@dataclass(frozen=True)
class Frame:
    """What the items of one feed share."""

    around: Surroundings
    addresses: Addresses
    hosts: tuple[Participant, ...]
    season_names: dict[int, str]
    transcribed: frozenset[int]
    """The ids of the episodes with a transcript: the words themselves, a book for each show, are not loaded."""


def item_of(episode: Episode, audio: AudioFile, frame: Frame) -> PodcastItem:
    """`episode` was loaded with its people, and `frame` with what its text points at."""
    assert episode.published_at is not None  # it is live
    site, addresses = frame.around.site, frame.addresses
    found = chapters.resolved(chapters.from_stored(episode.chapters), frame.around.picture_url)
    cover = cover_of(episode.image_id, frame.around)
    return PodcastItem(
        guid=episode.guid,
        title=episode.title,
        url=site.absolute(addresses.episode_page(episode)),
        description=episode.summary,
        content=with_chapters(_notes(episode, frame), found),
        published_at=episode.published_at,
        enclosure=Enclosure(
            site.absolute(addresses.audio(episode, audio.extension)), audio.bytes, audio.mime, audio.sha256
        ),
        duration_ms=audio.duration_ms,
        season=episode.season,
        number=episode.number,
        episode_type=episode.episode_type,
        explicit=episode.explicit,
        cover=cover,
        chapters=found,
        chapters_url=site.absolute(addresses.beside(episode, "chapters.json")) if found else "",
        transcripts=_transcripts(episode, site, addresses) if episode.id in frame.transcribed else (),
        season_name=frame.season_names.get(episode.season or 0, ""),
        display=_display(episode),
        people=_with_hosts(participants(episode, site), frame.hosts),
        places=parts.read_rows(Place, episode.places),
        soundbites=parts.read_rows(Soundbite, episode.soundbites),
        images=(artwork(cover, episode.image_alt),) if cover else (),
        ai_content=ai_content(episode.ai_content),
    )


def _notes(episode: Episode, frame: Frame) -> str:
    """The text in the tags of podcast apps. It is kept as long as nothing that it is made of has changed, or each publish
    would read and print again what has stood in the feed for years."""
    around = frame.around
    if len(episode.body) > _LARGEST_KEPT:
        return reduced(around.text(episode))
    address = around.site.absolute(episode.path)
    pointed_at, help_ = around.pointed_at(episode), around.site.urgent_help
    made_of = (episode.body, json.dumps(episode.citations), str(episode.sample), address, help_, pointed_at)
    return _KEPT.get("\0".join(made_of), lambda: reduced(around.text(episode)))


def cover_of(asset_id: int | None, around: Surroundings) -> Cover | None:
    """The picture as it was uploaded, with its measured facts."""
    asset = around.assets.get(asset_id or 0)
    if asset is None:
        return None
    url = around.site.absolute(picture_of(asset).original)
    return Cover(url, asset.mime, asset.width or 0, asset.height or 0, str(asset.facts.get("mode", "")))


def artwork(cover: Cover, alt: str, *, purpose: str = "artwork") -> Image:
    return Image(cover.url, purpose, alt=alt, mime=cover.mime, width=cover.width, height=cover.height)


def participants(entry: Entry, site: Site) -> tuple[Participant, ...]:
    """Who made it, in the order printed."""
    return tuple(
        Participant(line.person.name, *_TAXONOMY[line.role], url=site.absolute(f"/people/{line.person.slug}/"))
        for line in entry.people
    )


def is_host(person: Participant) -> bool:
    return (person.role, person.group) == _TAXONOMY[PersonRole.HOST]


def _with_hosts(own: tuple[Participant, ...], hosts: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """Rule 29: an item's persons replace the show's. So the show's hosts are said again, unless the episode has its own."""
    if not own or any(map(is_host, own)):
        return own
    present = {person.url for person in own}
    return (*(host for host in hosts if host.url not in present), *own)


def ai_content(said: str) -> bool | None:
    """The value of podcast:txt purpose="ai-content", which is true or false; anything else says nothing."""
    return {"true": True, "false": False}.get(said.strip().lower())


def _display(episode: Episode) -> str:
    """A bonus counts by itself: "Bonus 3", where the number alone would look like the third episode."""
    return f"Bonus {episode.number}" if episode.number and episode.episode_type is EpisodeType.BONUS else ""


def _transcripts(episode: Episode, site: Site, addresses: Addresses) -> tuple[TranscriptLink, ...]:
    """WebVTT first: Apple takes no other with the names of speakers."""
    return tuple(
        TranscriptLink(
            url=site.absolute(addresses.beside(episode, f"transcript.{ending}")),
            mime=mime,
            language=episode.transcript_language,
            timed=ending in _TIMED,
        )
        for ending, (mime, _) in transcript_formats.PRINTERS.items()
    )
