"""What the dashboard is made of: sections of a few lines, each with the way to the rest."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.accounts.permissions import Action, Actor, may
from app.content.desk_queries import Work, list_work

SHOWN = 8
"""Lines of a section; of what is beyond, the number is told."""


@dataclass(frozen=True)
class Line:
    """One thing: what it is, where one goes for it, and what there is to know, before and after its name."""

    name: str
    href: str
    before: str = ""
    after: str = ""
    done: tuple[int, int] | None = None
    """For what is under way: how much of how much."""


@dataclass(frozen=True)
class Section:
    """Lines under a heading. `whole` is where all of them are listed; one without a line shows what is said when `empty`,
    or does not show at all."""

    key: str
    title: str
    lines: tuple[Line, ...]
    total: int
    whole: str = ""
    empty: str = ""
    wrong: bool = False

    @property
    def more(self) -> int:
        return max(0, self.total - len(self.lines))


class Asking:
    """Who looks at the dashboard, and when; what more than one section needs is looked up once."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now

    def may(self, action: Action) -> bool:
        return may(self.actor, action)

    @property
    def only(self) -> int | None:
        """Whose pages are shown: None is everybody's."""
        return None if self.may(Action.WRITE_ANY) else self.actor.user_id

    @cached_property
    def work(self) -> Work:
        return list_work(now=self.now, made_by=self.only, drafts_of=self.actor.user_id, limit=SHOWN)


def section(key: str, title: str, lines: list[Line], *, total: int | None = None, **more: str) -> Section:
    """The first few of `lines`, of which there are `total` if not all are at hand."""
    return Section(key, title, tuple(lines[:SHOWN]), len(lines) if total is None else total, **more)  # type: ignore[arg-type]  # only words
