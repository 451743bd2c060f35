"""The page of curated links and downloads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.content.citing import sources_of
from app.content.drafts import Citation
from app.content.printed import Printed, printed
from app.core.site import Site
from app.core.slugs import slug_of
from app.references.status import Source
from app.resources.draft import ResourceDraft
from app.resources.models import Resource
from app.web.pages.frames import plain_head, trail
from app.web.pages.parts import Head, Link

RESOURCES = Link("Resources", "/resources/")
_SUMMARY = "Guidance, registers and leaflets that we rely on, by topic."


@dataclass(frozen=True)
class ResourceItem:
    """One link or download. `href` None: its document is not there (yet)."""

    title: str
    href: str | None
    anchor: str = ""
    summary: str = ""
    source: str = ""
    host: str = ""
    """Where an outside link leads, in words: "nice.org.uk"."""
    download: str = ""
    """What a document of ours is: "PDF, 812 kB"."""
    external: bool = True
    references: tuple[Printed, ...] = ()


@dataclass(frozen=True)
class Download:
    """A document of ours: where it is and what it is, in words."""

    href: str
    words: str


@dataclass(frozen=True)
class TopicGroup:
    """The resources of one topic."""

    name: str
    resources: tuple[ResourceItem, ...]


@dataclass(frozen=True)
class ResourcesPage:
    """All resources by topic, or those of one topic."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    summary: str
    groups: tuple[TopicGroup, ...]
    topics: tuple[Link, ...] = ()
    kicker: str = ""
    sample: bool = False


Grouped = Iterable[tuple[str, list[Resource]]]


def topic_link(name: str) -> Link:
    return Link(name, f"/resources/{slug_of(name)}/")


def resources_page(grouped: Grouped, documents: Mapping[int, Download], *, site: Site) -> ResourcesPage:
    """Every topic."""
    grouped = list(grouped)
    crumbs = trail(RESOURCES)
    return ResourcesPage(
        head=plain_head("Resources", _SUMMARY, "/resources/", crumbs=crumbs, site=site),
        crumbs=crumbs,
        title="Resources",
        summary=_SUMMARY,
        groups=_groups(grouped, documents),
        topics=tuple(topic_link(name) for name, _ in grouped) if len(grouped) > 1 else (),
        sample=_has_samples(grouped),
    )


def topic_page(name: str, resources: list[Resource], documents: Mapping[int, Download], *, site: Site) -> ResourcesPage:
    """One topic."""
    grouped = [(name, resources)]
    here = topic_link(name)
    crumbs = trail(RESOURCES, here)
    summary = f"Guidance, registers and leaflets about “{name}”."
    return ResourcesPage(
        head=plain_head(f"{name}: resources", summary, here.href or "", crumbs=crumbs, site=site),
        crumbs=crumbs,
        title=name,
        summary=summary,
        groups=_groups(grouped, documents),
        kicker="Resources",
        sample=_has_samples(grouped),
    )


def draft_page(draft: ResourceDraft, resource: Resource, *, site: Site) -> ResourcesPage:
    """A resource that is being written, alone under its topic."""
    item = ResourceItem(
        title=draft.title,
        href=draft.url or None,
        anchor=resource.slug,
        summary=draft.summary,
        source=draft.source_name,
        host=_host(draft.url),
        download="" if draft.document_id is None else "PDF",
        external=bool(draft.url),
        references=printed((), draft.citations, sources_of(draft.citations)),
    )
    crumbs = trail(RESOURCES, Link(draft.topic, None))
    return ResourcesPage(
        head=plain_head(draft.topic, draft.summary, "/resources/", crumbs=crumbs, site=site, noindex=True),
        crumbs=crumbs,
        title=draft.topic,
        summary=_SUMMARY,
        groups=(TopicGroup(draft.topic, (item,)),),
        kicker="Resources",
        sample=draft.sample,
    )


def _groups(grouped: Grouped, documents: Mapping[int, Download]) -> tuple[TopicGroup, ...]:
    grouped = list(grouped)
    sources = sources_of(*(_citations(r) for _, listed in grouped for r in listed))
    return tuple(TopicGroup(name, tuple(_item(r, documents, sources) for r in listed)) for name, listed in grouped)


def _citations(resource: Resource) -> tuple[Citation, ...]:
    return tuple(ResourceDraft.read("citations", resource.citations))


def _item(resource: Resource, documents: Mapping[int, Download], sources: Mapping[int, Source]) -> ResourceItem:
    download = documents.get(resource.document_id or 0)
    return ResourceItem(
        title=resource.title,
        href=resource.url or (download.href if download else None),
        anchor=resource.slug,
        summary=resource.summary,
        source=resource.source_name,
        host=_host(resource.url),
        download=download.words if download else "",
        external=bool(resource.url),
        references=printed((), _citations(resource), sources),
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""


def _has_samples(grouped: Grouped) -> bool:
    return any(resource.sample for _, listed in grouped for resource in listed)
