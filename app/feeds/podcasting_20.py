"""The elements of the podcast namespace that describe a show and its episodes to apps. What is empty is left out.

Source: podcast-namespace docs/tags as of 13 May 2026. The numbers are those of docs/feeds.md.
"""

from base64 import b64encode
from collections.abc import Iterable
from email.utils import format_datetime
from math import gcd

from app.feeds.documents import Enclosure, Image, Licence, Participant, PodcastDocument, PodcastItem, Trailer, Updates
from app.feeds.extensions import Element, to_the_second
from app.feeds.lists import licences
from app.podcast.parts import Funding, OtherShow, Place, Soundbite, Txt

Attributes = tuple[tuple[str, str], ...]


def show_elements(document: PodcastDocument) -> tuple[Element, ...]:
    """What a channel says beyond itunes, in a fixed order."""
    return (
        Element("podcast:medium", document.medium),
        *map(_funding, document.funding),
        *map(_place, document.places),
        *_licence(document.licence),
        *_txts(document.txts, document.ai_content),
        *map(_person, document.people),
        *map(_image, document.images),
        *map(_trailer, document.trailers),
        *_podroll(document.podroll),
        *_publisher(document.publisher),
        *_updates(document.updates),
        *([Element("podcast:podping", attributes=(("usesPodping", "true"),))] if document.uses_podping else []),
        *([Element("podcast:socialInteract", attributes=(("protocol", "disabled"),))] if document.comments_off else []),
    )


def episode_elements(item: PodcastItem) -> tuple[Element, ...]:
    """What an item says beyond itunes, chapters and transcripts, in a fixed order."""
    return (
        *map(_person, item.people),
        *map(_place, item.places),
        *map(_soundbite, item.soundbites),
        *map(_image, item.images),
        *_txts((), item.ai_content),
        *_alternate(item.enclosure),
    )


def numbers(item: PodcastItem) -> list[Element]:
    """Rules 25 and 28: the numbers for Apple, and again with the names that other apps show in their place."""
    found = []
    if item.season:
        found.append(Element("itunes:season", str(item.season)))
        found.append(Element("podcast:season", str(item.season), _given(name=item.season_name)))
    if item.number:
        found.append(Element("itunes:episode", str(item.number)))
        found.append(Element("podcast:episode", str(item.number), _given(display=item.display)))
    return found


def integrity(sha256: str) -> str:
    """A hexadecimal SHA-256 in the words of W3C Subresource Integrity."""
    return f"sha256-{b64encode(bytes.fromhex(sha256)).decode()}"


def _given(**attributes: str) -> Attributes:
    """The attributes that say something; an underscore stands for a hyphen."""
    return tuple((name.replace("_", "-"), value) for name, value in attributes.items() if value)


def _funding(funding: Funding) -> Element:
    return Element("podcast:funding", funding.text, _given(url=funding.url))


def _place(place: Place) -> Element:
    """The form of 2025."""
    more = _given(rel=place.role, geo=place.geo, osm=place.osm, country=place.country)
    return Element("podcast:location", place.name, more)


def _licence(licence: Licence | None) -> list[Element]:
    if licence is None:
        return []
    known = licences().get(licence.name.lower())
    if known is not None:  # the tag wants the identifier in lower case
        return [Element("podcast:license", licence.name.lower(), _given(url=licence.url or known.url))]
    return [Element("podcast:license", licence.name, _given(url=licence.url))]


def _txts(rows: Iterable[Txt], ai_content: bool | None) -> list[Element]:
    found = [Element("podcast:txt", row.value, _given(purpose=row.purpose)) for row in rows]
    if ai_content is not None:
        found = [said for said in found if ("purpose", "ai-content") not in said.attributes]
        found.append(Element("podcast:txt", "true" if ai_content else "false", (("purpose", "ai-content"),)))
    return found


def _person(person: Participant) -> Element:
    more = _given(role=person.role, group=person.group, img=person.image, href=person.url)
    return Element("podcast:person", person.name, more)


def _image(image: Image) -> Element:
    """The form of 2025, which has taken the place of podcast:images."""
    ratio = ""
    if image.width and image.height:
        by = gcd(image.width, image.height)
        ratio = f"{image.width // by}/{image.height // by}"
    more = _given(
        href=image.url,
        alt=image.alt,
        aspect_ratio=ratio,
        width=str(image.width or ""),
        height=str(image.height or ""),
        type=image.mime,
        purpose=image.purpose,
    )
    return Element("podcast:image", attributes=more)


def _trailer(trailer: Trailer) -> Element:
    more = _given(
        pubdate=format_datetime(to_the_second(trailer.published_at)),
        url=trailer.enclosure.url,
        length=str(trailer.enclosure.length),
        type=trailer.enclosure.mime,
        season=str(trailer.season or ""),
    )
    return Element("podcast:trailer", trailer.title, more)


def _remote(other: OtherShow, medium: str = "") -> Element:
    more = _given(medium=medium, feedGuid=other.feed_guid, feedUrl=other.feed_url, title=other.title)
    return Element("podcast:remoteItem", attributes=more)


def _podroll(others: tuple[OtherShow, ...]) -> list[Element]:
    return [Element("podcast:podroll", children=tuple(map(_remote, others)))] if others else []


def _publisher(publisher: OtherShow | None) -> list[Element]:
    if publisher is None:
        return []
    return [Element("podcast:publisher", children=(_remote(publisher, "publisher"),))]


def _updates(updates: Updates | None) -> list[Element]:
    if updates is None:
        return []
    more = _given(rrule=updates.rule, dtstart=updates.start, complete="true" if updates.complete else "")
    return [Element("podcast:updateFrequency", updates.words, more)]


def _soundbite(clip: Soundbite) -> Element:
    times = (("startTime", _seconds(clip.start_ms)), ("duration", _seconds(clip.duration_ms)))
    return Element("podcast:soundbite", clip.title, times)


def _seconds(ms: int) -> str:
    """Decimal seconds without rounding: 73.5."""
    return f"{ms // 1000}.{ms % 1000:03}".rstrip("0").removesuffix(".")


def _alternate(enclosure: Enclosure) -> list[Element]:
    """The enclosure again, with what proves that a download is the file that was published."""
    if not enclosure.sha256:
        return []
    proof = Element("podcast:integrity", attributes=(("type", "sri"), ("value", integrity(enclosure.sha256))))
    source = Element("podcast:source", attributes=(("uri", enclosure.url),))
    more = _given(type=enclosure.mime, length=str(enclosure.length), default="true")
    return [Element("podcast:alternateEnclosure", attributes=more, children=(source, proof))]
