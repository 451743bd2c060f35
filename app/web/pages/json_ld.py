"""What search engines read, by schema.org. Pure, and from stored facts only: what nobody recorded is not claimed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from app.content.corrections import Correction, Formerly
from app.content.printed import Printed
from app.core.site import Site
from app.web.filters import iso
from app.web.pages.content import Content
from app.web.pages.listening import Audio, Chapter
from app.web.pages.parts import Credit, Link, Reviewed

Thing = dict[str, Any]

# Inside a script element only these can end it or start markup; in JSON they may always be written so.
_ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def script(*things: Thing) -> Markup:
    """The content of `<script type="application/ld+json">`."""
    graph = {"@context": "https://schema.org", "@graph": [_filled(thing) for thing in things]}
    return Markup(json.dumps(graph, ensure_ascii=False).translate(_ESCAPES))  # noqa: S704 - escaped just now


def trail(crumbs: Iterable[Link], *, url: str, site: Site) -> Thing:
    """The breadcrumb; its last place is the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": c.text, "item": site.absolute(c.href) if c.href else url}
            for n, c in enumerate(crumbs, start=1)
        ],
    }


def publisher(site: Site) -> Thing:
    return {"@type": "Organization", "name": site.name, "url": f"{site.url}/"}


def web_site(site: Site) -> Thing:
    return {
        "@type": "WebSite",
        "name": site.name,
        "url": f"{site.url}/",
        "description": site.description,
        "inLanguage": site.language,
        "publisher": publisher(site),
    }


def article(
    content: Content,
    *,
    about: Link | None,
    references: Iterable[Printed],
    reviewed: Reviewed,
    image: str | None,
    site: Site,
) -> Thing:
    """A page of health information. `about`: the name and schema.org's type of what it is about, as (text, href).

    A review is claimed only of the words on the page: nothing once they were changed since.
    """
    thing = _written("MedicalWebPage", content, image=image, site=site)
    if about is not None:
        thing["about"] = {"@type": about.href, "name": about.text}
    thing["audience"] = {"@type": "MedicalAudience", "audienceType": "Patient"}
    thing["citation"] = _citations(references)
    if reviewed.last is not None and reviewed.by:
        thing["lastReviewed"] = reviewed.last.isoformat()
        thing["reviewedBy"] = [_person(credit, site) for credit in reviewed.by]
    return thing


def post(content: Content, *, references: Iterable[Printed], image: str | None, site: Site) -> Thing:
    thing = _written("BlogPosting", content, image=image, site=site) | {"citation": _citations(references)}
    return {**thing, "headline": content.title, "keywords": [tag.text for tag in content.tags]}


def series(
    content: Content,
    *,
    references: Iterable[Printed],
    feed: str,
    language: str,
    licence: str,
    image: str | None,
    site: Site,
) -> Thing:
    """A show. `licence` is the address of its terms, or nothing."""
    thing = _written("PodcastSeries", content, image=image, site=site) | {"citation": _citations(references)}
    return {**thing, "inLanguage": language, "webFeed": feed, "license": licence}


@dataclass(frozen=True)
class Heard:
    """What is to be heard in an episode."""

    audio: Audio | None
    chapters: Sequence[Chapter] = ()
    season: int | None = None
    number: int | None = None
    has_transcript: bool = False


def episode(
    content: Content, heard: Heard, *, show: Link, references: Iterable[Printed], image: str | None, site: Site
) -> Thing:
    thing = _written("PodcastEpisode", content, image=image, site=site) | {"citation": _citations(references)}
    thing["partOfSeries"] = {"@type": "PodcastSeries", "name": show.text, "url": site.absolute(show.href or "/")}
    if heard.season is not None:
        thing["partOfSeason"] = {"@type": "PodcastSeason", "seasonNumber": heard.season}
    thing["episodeNumber"] = heard.number
    thing["contributor"] = [_person(c, site) for c in content.credits if c.role == "guest"]
    if heard.audio is not None:
        thing["duration"] = duration(heard.audio.duration_ms)
        thing["associatedMedia"] = _audio(heard.audio, content.path if heard.has_transcript else "", site)
        thing["hasPart"] = [_clip(chapter, content.path, site) for chapter in heard.chapters]
    return thing


def _audio(audio: Audio, transcript_of: str, site: Site) -> Thing:
    """The recording, and where its words are: schema.org takes an address for a text."""
    thing: Thing = {
        "@type": "AudioObject",
        "contentUrl": site.absolute(audio.src),
        "encodingFormat": audio.mime,
        "contentSize": str(audio.bytes),
        "duration": duration(audio.duration_ms),
    }
    if transcript_of:
        captions = site.absolute(f"{transcript_of}transcript.vtt")
        thing["transcript"] = site.absolute(f"{transcript_of}transcript.html")
        thing["caption"] = {"@type": "MediaObject", "contentUrl": captions, "encodingFormat": "text/vtt"}
    return thing


def _clip(chapter: Chapter, path: str, site: Site) -> Thing:
    seconds = chapter.start_ms // 1000
    return {
        "@type": "Clip",
        "name": chapter.title,
        "startOffset": seconds,
        "endOffset": chapter.end_ms // 1000,
        "url": f"{site.absolute(path)}#t={seconds}",
    }


def person(name: str, role: str, *, url: str) -> Thing:
    return {"@type": "Person", "name": name, "jobTitle": role, "url": url}


def duration(milliseconds: int) -> str:
    """As ISO 8601 writes it: PT1H2M3S."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n]
    return f"PT{''.join(parts) or '0S'}"


def _written(kind: str, content: Content, *, image: str | None, site: Site) -> Thing:
    url = site.absolute(content.path)
    authors = [_person(c, site) for c in content.credits if c.role in {"author", "host"}]
    return {
        "@type": kind,
        "@id": url,
        "url": url,
        "name": content.title,
        "description": content.summary,
        "inLanguage": site.language,
        "datePublished": _time(content.published),
        "dateModified": _time(content.changed) if content.published else None,
        "image": image,
        "author": authors,
        "publisher": publisher(site),
        "correction": [*map(_correction, content.corrections), *map(_formerly, content.formerly)],
    }


def _citations(references: Iterable[Printed]) -> list[Thing]:
    """What has become of a source is its status there; in words, as readers are told."""
    return [
        {
            "@type": "CreativeWork",
            "name": r.text,
            "url": r.url,
            "creativeWorkStatus": r.status.value.capitalize() if r.status and r.troubled else None,
            "disambiguatingDescription": r.note,
        }
        for r in references
    ]


def _correction(correction: Correction) -> Thing:
    return {"@type": "CorrectionComment", "datePublished": correction.on.isoformat(), "text": correction.text}


def _formerly(formerly: Formerly) -> Thing:
    """What we used to say is a correction too: of what was right by what was known then."""
    text = f"We used to say: {formerly.said} What we say now: {formerly.instead}"
    return {"@type": "CorrectionComment", "datePublished": _time(formerly.until), "text": text}


def _person(credit: Credit, site: Site) -> Thing:
    return person(credit.name, credit.title, url=site.absolute(credit.href) if credit.href else "")


def _time(value: date | datetime | None) -> str | None:
    return None if value is None else iso(value)


def _filled(thing: Any) -> Any:
    """Without what is empty."""
    if isinstance(thing, dict):
        return {name: _filled(value) for name, value in thing.items() if value not in (None, "", [], {})}
    return [_filled(value) for value in thing] if isinstance(thing, list) else thing
