"""What an editor writes into an article. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from app.content.drafts import EntryDraft


class Subject(StrEnum):
    """What the page is about, in schema.org's words; it goes into the page's JSON-LD."""

    NONE = ""
    CONDITION = "MedicalCondition"
    PROCEDURE = "SurgicalProcedure"
    THERAPY = "PhysicalTherapy"


@dataclass(frozen=True, kw_only=True)
class ArticleDraft(EntryDraft):
    subject: Subject = Subject.NONE
    subject_name: str = ""

    LINES: ClassVar[tuple[str, ...]] = (*EntryDraft.LINES, "subject_name")

    @classmethod
    def read(cls, name: str, value: Any) -> Any:
        return Subject(value) if name == "subject" else super().read(name, value)
