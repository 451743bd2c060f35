"""The page of a person who writes, reviews or speaks here."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Person
from app.content.drafts import PersonRole
from app.content.known import list_parts
from app.content.models import Entry, Kind
from app.core.site import Site
from app.reviews.queries import list_signed_off, was_shown_as_reviewer
from app.web.pages import json_ld
from app.web.pages.frames import teaser, trail
from app.web.pages.parts import Head, Link, Teaser

_WORDS = {
    Kind.ARTICLE: "Guide",
    Kind.POST: "Blog post",
    Kind.SHOW: "Podcast",
    Kind.EPISODE: "Episode",
    Kind.RESOURCE: "Resource",
}


_WROTE = frozenset({PersonRole.AUTHOR})
_SPOKE = frozenset({PersonRole.HOST, PersonRole.GUEST})


@dataclass(frozen=True)
class Had:
    """What somebody had to do with what is public, newest first: the pages that name them, and those whose words they
    signed off. Who is only named as the reviewer of a page has reviewed nothing yet."""

    parts: tuple[tuple[Entry, frozenset[PersonRole]], ...]
    reviewed: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*(entry for entry, _ in self.parts), *self.reviewed)


def find_had(person_id: int, *, now: datetime) -> Had | None:
    """None for whom the public does not know. A page that led to a reviewer keeps their own page there, though the words
    have changed since."""
    had = Had(tuple(list_parts(person_id, now=now)), tuple(list_signed_off(person_id, now=now)))
    return had if had.entries or was_shown_as_reviewer(person_id, now=now) else None


@dataclass(frozen=True)
class Works:
    """What somebody did in one way: wrote, checked, said."""

    title: str
    works: tuple[Teaser, ...]


@dataclass(frozen=True)
class PersonPage:
    """Who somebody is, and what of theirs is published here."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    role_title: str = ""
    registration: str = ""
    bio: tuple[str, ...] = ()
    interests: str = ""
    lists: tuple[Works, ...] = ()
    is_hcpc: bool = False
    """Whether the registration says that it stands in the HCPC's register."""


def person_page(person: Person, had: Had, *, site: Site) -> PersonPage:
    """A person with what they had a part in: what they wrote apart from what they checked."""
    path = f"/people/{person.slug}/"
    crumbs = trail(Link(person.name, None))
    url = site.absolute(path)
    return PersonPage(
        head=Head(
            title=person.name,
            description=person.role_title or f"{person.name} at {site.name}",
            canonical=url,
            kind="profile",
            noindex=all(work.sample for work in had.entries),
            json_ld=json_ld.script(_profile(person, url), json_ld.trail(crumbs, url=url, site=site)),
        ),
        crumbs=crumbs,
        title=person.name,
        role_title=person.role_title,
        registration=person.registration,
        bio=tuple(part for part in person.bio.split("\n\n") if part.strip()),
        interests=person.interests,
        lists=_lists(had),
        is_hcpc="hcpc" in person.registration.lower(),
    )


def _lists(had: Had) -> tuple[Works, ...]:
    """Those that are not empty."""
    named = (
        ("Written", tuple(entry for entry, roles in had.parts if roles & _WROTE)),
        ("Reviewed", had.reviewed),
        ("In the podcast", tuple(entry for entry, roles in had.parts if roles & _SPOKE)),
    )
    return tuple(
        Works(title, tuple(teaser(entry, kicker=_WORDS[entry.kind]) for entry in entries))
        for title, entries in named
        if entries
    )


def _profile(person: Person, url: str) -> json_ld.Thing:
    """What is stored, and nothing that would have to be guessed from it."""
    thing = json_ld.person(person.name, person.role_title, url=url)
    thing["description"] = person.bio
    if person.registration:
        thing["hasCredential"] = {"@type": "EducationalOccupationalCredential", "name": person.registration}
    return thing
