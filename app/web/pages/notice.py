"""What patients are told about their data, as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.booking.models import PrivacyNotice
from app.booking.privacy_notice import as_html
from app.core.site import Site
from app.web.pages.frames import plain_head, trail
from app.web.pages.parts import Link
from app.web.pages.plain import PlainPage

PATH = "/privacy/booking/"
TITLE = "Your data when you book"
SUMMARY = "What is kept about you when you book an appointment, who sees it, and when it is gone."


@dataclass(frozen=True)
class Version:
    """One of the texts that were shown, and since when."""

    number: int
    href: str
    since: datetime
    here: bool


@dataclass(frozen=True, kw_only=True)
class NoticePage(PlainPage):
    """`until` is None for the text that is shown now. Without a text there is no version."""

    html: str = ""
    version: int = 0
    since: datetime | None = None
    until: datetime | None = None
    versions: tuple[Version, ...] = ()


def notice_page(shown: PrivacyNotice | None, versions: Sequence[PrivacyNotice], *, site: Site) -> NoticePage:
    """`versions` with the newest first; `shown` is one of them, or None where there is none."""
    is_old = shown is not None and shown.version != versions[0].version
    above = (Link("Privacy", "/privacy/"),)
    crumbs = (
        trail(*above, Link(TITLE, PATH), Link("An older version", None)) if is_old else trail(*above, Link(TITLE, None))
    )
    path = f"{PATH}{shown.version}/" if is_old and shown else PATH
    head = plain_head(TITLE, SUMMARY, path, crumbs=crumbs, site=site, noindex=is_old or shown is None)
    if shown is None:
        return NoticePage(head=head, crumbs=crumbs, title=TITLE, summary=SUMMARY)
    return NoticePage(
        head=head,
        crumbs=crumbs,
        title=TITLE,
        summary=SUMMARY,
        html=as_html(shown.text),
        version=shown.version,
        since=shown.since,
        until=next((each.since for each in reversed(versions) if each.version > shown.version), None),
        versions=tuple(
            Version(each.version, f"{PATH}{each.version}/", each.since, each.version == shown.version)
            for each in versions
        ),
    )
