"""Pages about the site itself: furniture, subscribing, feedback."""

from dataclasses import dataclass

from app.core.errors import Fault
from app.core.site import Site
from app.web.pages.frames import plain_head, trail
from app.web.pages.parts import FeedLink, Head, Link


@dataclass(frozen=True, kw_only=True)
class PlainPage:
    """A title, a first sentence, and a text that stands in the template."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class FeedbackPage(PlainPage):
    """The form, or the thanks; what was typed is kept when it was refused."""

    about: str = ""
    message: str = ""
    email: str = ""
    faults: tuple[Fault, ...] = ()

    def fault(self, field: str) -> str:
        """What is wrong with `field`, or nothing."""
        return " ".join(f.message for f in self.faults if f.field == field)


@dataclass(frozen=True)
class Plain:
    """The words of a page about the site, from which each of the pages above is framed."""

    path: str
    title: str
    summary: str
    noindex: bool = False

    def crumbs(self) -> tuple[Link, ...]:
        return trail(Link(self.title, None))

    def head(self, site: Site, *, feeds: tuple[FeedLink, ...] = ()) -> Head:
        return plain_head(
            self.title, self.summary, self.path, crumbs=self.crumbs(), site=site, noindex=self.noindex, feeds=feeds
        )

    def page(self, site: Site) -> PlainPage:
        return PlainPage(head=self.head(site), crumbs=self.crumbs(), title=self.title, summary=self.summary)
