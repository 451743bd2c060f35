"""Where a show's feed, its audio and what belongs to its episodes are. A private feed has other addresses."""

from collections.abc import Callable
from dataclasses import dataclass

from app.podcast.models import Episode, Show


@dataclass(frozen=True)
class Addresses:
    """How a feed names things. Every function gives a path of this site (or a full address)."""

    feed: Callable[[Show], str]
    """The feed itself: its atom:link rel=self."""
    show_page: Callable[[Show], str]
    episode_page: Callable[[Episode], str]
    audio: Callable[[Episode, str], str]
    """The file that apps download, with the ending that it has: ("mp3")."""
    beside: Callable[[Episode, str], str]
    """What belongs to an episode, by name: "chapters.json", "transcript.vtt"."""
    private: bool = False
    """For one listener only: directories are kept out, and no hub and nobody else hears of it."""


def _audio(episode: Episode, extension: str) -> str:
    # The path is kept for good, but its ending must be that of the file (rule 21): another format redirects.
    stem = (episode.enclosure_path or "").rpartition(".")[0]
    return f"{stem}.{extension}"


PUBLIC = Addresses(
    feed=lambda show: f"{show.path}feed.xml",
    show_page=lambda show: show.path,
    episode_page=lambda episode: episode.path,
    audio=_audio,
    beside=lambda episode, name: f"{episode.path}{name}",
)
