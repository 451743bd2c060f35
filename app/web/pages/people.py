"""The page of a person who writes, reviews or speaks here."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.models import Person
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
    works: tuple[Teaser, ...] = ()


def person_page(person: Person, works: Iterable[Entry], *, site: Site) -> PersonPage:
    """A person with what they had a part in, newest first."""
    works = list(works)
    path = f"/people/{person.slug}/"
    crumbs = trail(Link(person.name, None))
    url = site.absolute(path)
    return PersonPage(
        head=Head(
            title=person.name,
            description=person.role_title or f"{person.name} at {site.name}",
            canonical=url,
            kind="profile",
            noindex=all(work.sample for work in works),
            json_ld=json_ld.script(
                json_ld.person(person.name, person.role_title, url=url), json_ld.trail(crumbs, url=url, site=site)
            ),
        ),
        crumbs=crumbs,
        title=person.name,
        role_title=person.role_title,
        registration=person.registration,
        bio=tuple(part for part in person.bio.split("\n\n") if part.strip()),
        interests=person.interests,
        works=tuple(teaser(work, kicker=_WORDS[work.kind]) for work in works),
    )
