"""What an editor writes, apart from what the public sees. Pure.

A draft holds all that a publish changes together: text, picture, tags, references, people. Its snapshot is what a
revision keeps. Slug and place in the tree are not in it: they change at once.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar

from app.content import body as bodies
from app.content import corrections as past
from app.content.corrections import Correction, Formerly
from app.core.errors import Fault, Invalid
from app.core.slugs import slug_of
from app.core.text import one_line, without_control_characters
from app.core.web_address import is_web_address

__all__ = [
    "CITATIONS_MAX",
    "IN_TEXT",
    "SUMMARY_MAX",
    "TAGS_MAX",
    "TITLE_MAX",
    "Citation",
    "Correction",
    "Credit",
    "EntryDraft",
    "Formerly",
    "PersonRole",
    "Target",
    "Use",
    "checked",
    "publishing_faults",
]

IN_TEXT = "text"
"""The place of what stands in the body: a reviewer signs it off with the words around it."""
TITLE_MAX, SUMMARY_MAX, TAGS_MAX, CITATIONS_MAX = 255, 1000, 40, 200
D = TypeVar("D", bound="EntryDraft")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class PersonRole(StrEnum):
    AUTHOR = "author"
    REVIEWER = "reviewer"
    HOST = "host"
    GUEST = "guest"


class Target(StrEnum):
    """What an entry can use."""

    ASSET = "asset"
    ENTRY = "entry"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Citation:
    """A numbered reference. `key` is how the text points at it; `note` says what became of it ("Replaced by TA304").

    With a `reference_id` the library's text, address and status are printed instead of what stands here.
    """

    key: str
    text: str
    url: str = ""
    note: str = ""
    reference_id: int | None = None


@dataclass(frozen=True)
class Credit:
    person_id: int
    role: PersonRole = PersonRole.AUTHOR


@dataclass(frozen=True)
class Use:
    """One thing that a draft uses, and where: "picture", "text", "audio"."""

    target: Target
    target_id: int
    place: str


@dataclass(frozen=True, kw_only=True)
class EntryDraft:
    """What every kind has. The rooms add their own fields in subclasses."""

    title: str = ""
    summary: str = ""
    body: str = ""
    image_id: int | None = None
    image_alt: str = ""
    image_decorative: bool = False
    citations: tuple[Citation, ...] = ()
    tags: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    sample: bool = False
    corrections: tuple[Correction, ...] = ()
    formerly: tuple[Formerly, ...] = ()

    LINES: ClassVar[tuple[str, ...]] = ("title", "summary", "image_alt")
    """Fields of one line; they lose control characters and runs of blanks."""
    NOT_COLUMNS: ClassVar[frozenset[str]] = frozenset({"tags", "credits"})
    CLINICAL: ClassVar[tuple[str, ...]] = ("title", "summary", "body", "citations", "formerly")
    """What a reviewer signs off: the fields whose change drops a sign-off."""

    def cleaned(self) -> Self:
        """The draft as it may be stored. Raises Invalid when the body cannot be taken at all."""
        lines: dict[str, Any] = {name: one_line(getattr(self, name)) for name in self.LINES}
        citations = tuple(
            Citation(c.key.strip().lower(), one_line(c.text), one_line(c.url), one_line(c.note), c.reference_id)
            for c in self.citations
        )
        tags = tuple(dict.fromkeys(one_line(tag) for tag in self.tags if one_line(tag)))
        return replace(
            self,
            **lines,
            body=bodies.clean(without_control_characters(self.body)),
            citations=citations,
            tags=tags,
            corrections=past.cleaned_corrections(self.corrections),
            formerly=past.cleaned_formerly(self.formerly),
        )

    def faults(self) -> list[Fault]:
        """Why this cannot be saved even as a draft. Publishing asks for more: see the rooms."""
        found = []
        if not any(sign.isprintable() and not sign.isspace() for sign in self.title):  # zero-width signs show nothing
            found.append(Fault("title", "Give it a title, so that you can find it again."))
        if len(self.title) > TITLE_MAX:
            found.append(Fault("title", f"The title has {len(self.title)} characters; {TITLE_MAX} is the most."))
        if len(self.summary) > SUMMARY_MAX:
            found.append(
                Fault("summary", f"The summary has {len(self.summary)} characters; {SUMMARY_MAX} is the most.")
            )
        if len(self.tags) > TAGS_MAX:
            found.append(Fault("tags", f"There are {len(self.tags):,} tags; {TAGS_MAX} is the most."))
        if any(len(tag) > 60 for tag in self.tags):
            found.append(Fault("tags", "A tag has at most 60 characters."))
        if any(not slug_of(tag, fallback="") for tag in self.tags):
            found.append(Fault("tags", "Each tag needs at least one letter or digit."))
        return found + _citation_faults(self.citations) + past.faults_of(self.corrections, self.formerly)

    def uses(self) -> frozenset[Use]:
        """Everything else of this site that the draft points at."""
        in_body = bodies.uses(self.body)
        found = {Use(Target.ASSET, asset_id, IN_TEXT) for asset_id in in_body.assets}
        found |= {Use(Target.ENTRY, entry_id, IN_TEXT) for entry_id in in_body.entries}
        if self.image_id is not None:
            found.add(Use(Target.ASSET, self.image_id, "picture"))
        cited = (c.reference_id for c in self.citations if c.reference_id is not None)
        found |= {Use(Target.REFERENCE, reference_id, "references") for reference_id in cited}
        return frozenset(found)

    def columns(self) -> dict[str, Any]:
        """The fields that are columns of the entry, as plain values."""
        plain = {name: value for name, value in self.to_snapshot().items() if name not in self.NOT_COLUMNS}
        # A member of a closed set stays one: rules compare them with `is`.
        return {name: of if isinstance(of := getattr(self, name), StrEnum) else value for name, value in plain.items()}

    def to_snapshot(self) -> dict[str, Any]:
        """Plain JSON values, from which `from_snapshot` gives the same draft again."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=date.isoformat))
        return plain

    @classmethod
    def from_snapshot(cls, snapshot: dict[str, Any]) -> Self:
        """The draft of a snapshot; fields it does not know yet have their defaults, those of the past are left out."""
        known = {f.name for f in fields(cls)} & snapshot.keys()
        return cls(**{name: cls.read(name, snapshot[name]) for name in known})

    @classmethod
    def read(cls, name: str, value: Any) -> Any:
        """One field's value from its JSON form."""
        match name:
            case "citations":
                names = [f.name for f in fields(Citation)]
                return tuple(Citation(**{name: item[name] for name in names if name in item}) for item in value)
            case "credits":
                return tuple(Credit(item["person_id"], PersonRole(item["role"])) for item in value)
            case "corrections":
                return past.read_corrections(value)
            case "formerly":
                return past.read_formerly(value)
            case _:
                return tuple(value) if isinstance(value, list) else value

    def content_hash(self) -> str:
        """SHA-256 of the snapshot: the same text has the same hash."""
        return _hash(self.to_snapshot())

    def clinical_hash(self) -> str:
        """SHA-256 of what a reviewer signs off; tags, picture, people and the like are not in it."""
        snapshot = self.to_snapshot()
        return _hash({name: snapshot[name] for name in self.CLINICAL})


def _hash(plain: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def checked(draft: D) -> D:
    """`draft` cleaned, or Invalid with every fault that keeps it from being saved."""
    cleaned = draft.cleaned()
    faults = cleaned.faults()
    if faults:
        raise Invalid.of(faults)
    return cleaned


def _citation_faults(citations: Iterable[Citation]) -> list[Fault]:
    seen: set[str] = set()
    for number, citation in enumerate(citations, start=1):
        if number > CITATIONS_MAX:
            return [Fault("citations", f"At most {CITATIONS_MAX} references.")]
        if not _KEY.fullmatch(citation.key):
            return [
                Fault(
                    "citations",
                    f"Reference {number} needs a short key of letters a to z, digits and hyphens, such as ta304.",
                )
            ]
        if citation.key in seen:
            return [Fault("citations", f"Two references have the key {citation.key}.")]
        if not citation.text or len(citation.text) > 1000:
            return [Fault("citations", f"Reference {citation.key} needs a text of at most 1,000 characters.")]
        if citation.url and not is_web_address(citation.url):
            return [
                Fault(
                    "citations",
                    f"The address of reference {citation.key} must start with https://, name a site and have no blanks.",
                )
            ]
        seen.add(citation.key)
    return []


def publishing_faults(draft: EntryDraft) -> list[Fault]:
    """What every kind must have before it may be public."""
    found = []
    if not draft.summary:
        found.append(Fault("summary", "Write a summary of a sentence or two: lists, feeds and search results show it."))
    if draft.image_id is not None and not draft.image_alt and not draft.image_decorative:
        found.append(
            Fault("image_alt", "Describe the picture for people who cannot see it, or say that it is decorative.")
        )
    missing = [key for key in bodies.uses(draft.body).references if key not in {c.key for c in draft.citations}]
    if missing:
        found.append(
            Fault("citations", f"The text points at references that are not in the list: {', '.join(missing)}.")
        )
    return found + past.publishing_faults(draft.formerly, (c.key for c in draft.citations))
