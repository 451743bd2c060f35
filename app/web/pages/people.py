"""The page of a person who writes, reviews or speaks here."""

from dataclasses import dataclass

from app.web.pages.parts import Head, Link, Teaser


@dataclass(frozen=True)
class PersonPage:
    """Who somebody is, and what of theirs is published here."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    role_title: str = ""
    registration: str = ""
    bio: tuple[str, ...] = ()
    works: tuple[Teaser, ...] = ()
