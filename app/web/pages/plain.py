"""Pages about the site itself: furniture, subscribing, feedback, the search for a physiotherapist."""

from dataclasses import dataclass

from app.core.errors import Fault
from app.web.pages.parts import FeedLink, Head, Link


@dataclass(frozen=True)
class PlainPage:
    """A title, a first sentence, and a text that stands in the template."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str


@dataclass(frozen=True)
class ShowAddress:
    """A podcast and the address to paste into an app."""

    title: str
    slug: str
    address: str


@dataclass(frozen=True)
class SubscribePage(PlainPage):
    """Every feed with how to use it."""

    shows: tuple[ShowAddress, ...] = ()
    feeds: tuple[FeedLink, ...] = ()


@dataclass(frozen=True)
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
class FindPage(PlainPage):
    """The results of a search for a physiotherapist, with the search kept in its form."""

    near: str = ""
    ticked: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The search in words."""
        words = [text for name, text in TICKS if name in self.ticked]
        asked = ", ".join(words) if words else "a physiotherapist"
        return f"{asked} near {self.near}" if self.near else (asked if words else "")


TICKS = (("neuro", "Neuro Physiotherapy"), ("home_visits", "Home Visits"), ("female", "Female Physiotherapists"))
