"""Which times can be booked. Pure: hours and taken times come in, starts go out.

Hours are wall time with a zone, and become instants one window at a time: both ends of a window are put on the clock of
its day, and the steps between them are counted in real minutes. So a night in which the clocks go forward has an hour
less to give, and one in which they go back an hour more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """From one instant (included) to another (not included), both in UTC."""

    starts: datetime
    ends: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True)
class Weekly:
    """A stretch of a weekday (0 is Monday), in minutes after midnight by the wall clock."""

    weekday: int
    starts: int
    ends: int
    valid_from: date | None = None
    valid_until: date | None = None
    every_other_from: date | None = None

    def holds_on(self, day: date) -> bool:
        if day.weekday() != self.weekday:
            return False
        if (self.valid_from and day < self.valid_from) or (self.valid_until and day > self.valid_until):
            return False
        return self.every_other_from is None or (_monday(day) - _monday(self.every_other_from)).days % 14 == 0


@dataclass(frozen=True)
class Exceptional:
    """Other hours on one day; without times the whole day."""

    on: date
    closed: bool
    starts: int | None = None
    ends: int | None = None


@dataclass(frozen=True)
class Hours:
    """When somebody works at one location. `closed` are the practice's closed days and the bank holidays it keeps;
    an open exception is stronger than these: somebody said that this very day is worked."""

    zone: ZoneInfo
    weekly: tuple[Weekly, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Rules:
    """What is booked, in minutes, and the practice's limits."""

    minutes: int
    step_minutes: int
    gap_minutes: int = 0
    notice_minutes: int = 0
    latest_days: int = 60
    daily_cap: int | None = None


@dataclass(frozen=True)
class Taken:
    """A time that is occupied, with the gap after it. `counts` when it is an appointment at the same location, which the
    daily cap counts."""

    span: Span
    counts: bool = False


def windows(hours: Hours, day: date) -> list[Span]:
    """The stretches of a local day that are worked, in order; none overlaps another."""
    stretches = _open_minutes(hours, day)
    for exception in hours.exceptions:
        if exception.on == day and exception.closed and exception.starts is not None and exception.ends is not None:
            stretches = list(_without(stretches, exception.starts, exception.ends))
    return _joined(Span(_instant(hours.zone, day, a), _instant(hours.zone, day, b)) for a, b in stretches if a < b)


def gaps(open_: Iterable[Span], taken: Iterable[Taken]) -> list[Span]:
    """What is left of the stretches that are worked when the taken times are out of them."""
    found = list(open_)
    for busy in (each.span for each in taken):
        cut = [(Span(s.starts, min(s.ends, busy.starts)), Span(max(s.starts, busy.ends), s.ends)) for s in found]
        found = [part for pair in cut for part in pair if part.starts < part.ends]
    return sorted(found)


def free_starts(
    hours: Hours, rules: Rules, taken: Sequence[Taken], *, first: date, last: date, now: datetime
) -> Iterator[datetime]:
    """The starts that can be booked from `first` to `last` (local days, both included), in order, in UTC."""
    earliest, latest = bounds(hours.zone, rules, now=now)
    busy = sorted(each.span for each in taken)
    day = max(first, earliest.astimezone(hours.zone).date())
    end = min(last, latest)
    while day <= end:
        yield from _starts_on(day, hours, rules, taken, busy, earliest)
        day += DAY


def is_free(hours: Hours, rules: Rules, taken: Sequence[Taken], starts_at: datetime, *, now: datetime) -> bool:
    """Whether a start is one of those that are offered just now."""
    day = starts_at.astimezone(hours.zone).date()
    return any(start == starts_at for start in free_starts(hours, rules, taken, first=day, last=day, now=now))


def may_return(hours: Hours, rules: Rules, taken: Sequence[Taken], span: Span, *, occupied: Span) -> bool:
    """Whether a time that was given up can be had again: it need not be one of the starts that are offered, nor far enough
    ahead, but it lies in hours that are worked, is nobody else's, and is not one too many for the day."""
    day = span.starts.astimezone(hours.zone).date()
    if rules.daily_cap is not None and _count_on(day, hours.zone, taken) >= rules.daily_cap:
        return False
    worked = any(window.starts <= span.starts and span.ends <= window.ends for window in windows(hours, day))
    return worked and not any(each.span.overlaps(occupied) for each in taken)


def bounds(zone: ZoneInfo, rules: Rules, *, now: datetime) -> tuple[datetime, date]:
    """The first instant and the last local day that can be booked."""
    latest = now.astimezone(zone).date() + rules.latest_days * DAY
    return now + timedelta(minutes=rules.notice_minutes), latest


def _starts_on(
    day: date, hours: Hours, rules: Rules, taken: Sequence[Taken], busy: list[Span], earliest: datetime
) -> Iterator[datetime]:
    if rules.daily_cap is not None and _count_on(day, hours.zone, taken) >= rules.daily_cap:
        return
    length, step = timedelta(minutes=rules.minutes), timedelta(minutes=max(rules.step_minutes, 1))
    gap = timedelta(minutes=rules.gap_minutes)
    for window in windows(hours, day):
        start = window.starts
        while start + length <= window.ends:
            wanted = Span(start, start + length + gap)
            if start >= earliest and not any(wanted.overlaps(span) for span in busy):
                yield start
            start += step


def _count_on(day: date, zone: ZoneInfo, taken: Sequence[Taken]) -> int:
    return sum(each.counts and each.span.starts.astimezone(zone).date() == day for each in taken)


def _open_minutes(hours: Hours, day: date) -> list[tuple[int, int]]:
    todays = [exception for exception in hours.exceptions if exception.on == day]
    opened = [(e.starts, e.ends) for e in todays if not e.closed and e.starts is not None and e.ends is not None]
    if opened:
        return sorted(opened)
    if day in hours.closed or any(e.closed and e.starts is None for e in todays):
        return []
    return sorted((w.starts, w.ends) for w in hours.weekly if w.holds_on(day))


def _without(stretches: Iterable[tuple[int, int]], starts: int, ends: int) -> Iterator[tuple[int, int]]:
    for a, b in stretches:
        yield from ((x, y) for x, y in ((a, min(b, starts)), (max(a, ends), b)) if x < y)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Overlapping and adjacent stretches as one; what a change of the clocks left nothing of is dropped."""
    found: list[Span] = []
    for span in sorted(span for span in spans if span.starts < span.ends):
        if found and span.starts <= found[-1].ends:
            found[-1] = Span(found[-1].starts, max(found[-1].ends, span.ends))
        else:
            found.append(span)
    return found


def _instant(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """A wall time of a day; 24:00 is the next midnight. In the hour that the clocks skip it is the time an hour later; of
    the hour that comes twice it is the first."""
    whole, rest = divmod(minutes, 24 * 60)
    return datetime.combine(day + whole * DAY, time(rest // 60, rest % 60), zone).astimezone(UTC)


def _monday(day: date) -> date:
    return day - day.weekday() * DAY
