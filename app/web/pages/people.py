"""The page of a person who writes, reviews or speaks here."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.models import Person
from app.content.drafts import PersonRole
from app.content.models import Entry, Kind
from app.core.site import Site
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


_LISTS = (
    ("Written", frozenset({PersonRole.AUTHOR})),
    ("Reviewed", frozenset({PersonRole.REVIEWER})),
    ("In the podcast", frozenset({PersonRole.HOST, PersonRole.GUEST})),
)


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


def person_page(person: Person, parts: Iterable[tuple[Entry, frozenset[PersonRole]]], *, site: Site) -> PersonPage:
    """A person with what they had a part in, newest first: what they wrote apart from what they checked."""
    parts = list(parts)
    path = f"/people/{person.slug}/"
    crumbs = trail(Link(person.name, None))
    url = site.absolute(path)
    return PersonPage(
        head=Head(
            title=person.name,
            description=person.role_title or f"{person.name} at {site.name}",
            canonical=url,
            kind="profile",
            noindex=all(work.sample for work, _ in parts),
            json_ld=json_ld.script(_profile(person, url), json_ld.trail(crumbs, url=url, site=site)),
        ),
        crumbs=crumbs,
        title=person.name,
        role_title=person.role_title,
        registration=person.registration,
        bio=tuple(part for part in person.bio.split("\n\n") if part.strip()),
        interests=person.interests,
        lists=tuple(filter(lambda listed: listed.works, (_works(title, roles, parts) for title, roles in _LISTS))),
        is_hcpc="hcpc" in person.registration.lower(),
    )


def _works(title: str, roles: frozenset[PersonRole], parts: list[tuple[Entry, frozenset[PersonRole]]]) -> Works:
    return Works(title, tuple(teaser(work, kicker=_WORDS[work.kind]) for work, had in parts if had & roles))


def _profile(person: Person, url: str) -> json_ld.Thing:
    """What is stored, and nothing that would have to be guessed from it."""
    thing = json_ld.person(person.name, person.role_title, url=url)
    thing["description"] = person.bio
    if person.registration:
        thing["hasCredential"] = {"@type": "EducationalOccupationalCredential", "name": person.registration}
    return thing
