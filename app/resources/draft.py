"""What an editor writes into a resource. Pure."""

from dataclasses import dataclass
from typing import ClassVar

from app.content.drafts import EntryDraft, Target, Use
from app.core.errors import Fault
from app.core.slugs import slug_of
from app.core.web_address import is_web_address


@dataclass(frozen=True, kw_only=True)
class ResourceDraft(EntryDraft):
    """A link (`url`) or a document of ours (`document_id`) under a topic, with who stands behind it."""

    url: str = ""
    document_id: int | None = None
    topic: str = ""
    source_name: str = ""

    LINES: ClassVar[tuple[str, ...]] = (*EntryDraft.LINES, "url", "topic", "source_name")

    def faults(self) -> list[Fault]:
        found = super().faults()
        if not slug_of(self.topic, fallback="") or len(self.topic) > 60:
            found.append(Fault("topic", "Give a topic of at most 60 characters, such as Hip."))
        if self.url and (not is_web_address(self.url) or len(self.url) > 2000):
            found.append(Fault("url", "The address must start with https://, name a site and have no blanks."))
        if len(self.source_name) > 200:
            found.append(Fault("source_name", "At most 200 characters."))
        return found

    def uses(self) -> frozenset[Use]:
        document = set() if self.document_id is None else {Use(Target.ASSET, self.document_id, "document")}
        return super().uses() | document


def readiness(draft: ResourceDraft) -> list[Fault]:
    """What a resource lacks before it may be public."""
    if bool(draft.url) == (draft.document_id is not None):
        return [Fault("url", "Give either an address or a document.")]
    return []
