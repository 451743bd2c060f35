"""What the mails about bookings say. Pure. No mail names a complaint or what was booked, and none repeats what somebody
typed: nobody can send words of theirs through us. The practice reads who it is in its diary only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.booking.letters import Letter
from app.directory.wall_times import day_said, moment_said


class Kind(StrEnum):
    """Which mail; stored with each."""

    CONFIRM = "confirm"
    REQUESTED = "requested"
    BOOKED = "booked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MOVED = "moved"
    CANCELLED = "cancelled"
    AGAIN = "again"
    UNANSWERED = "unanswered"
    REMINDER = "reminder"
    OFFERED = "offered"
    READDRESSED = "readdressed"
    FORMER = "former"
    """To the address that was replaced."""
    WAITING = "waiting"


@dataclass(frozen=True)
class Facts:
    """A booking as its mails know it. `link` is the patient's page, or that of somebody who waits; of the practice the
    diary."""

    kind: Kind
    starts_at: datetime
    zone: ZoneInfo
    practitioner: str
    practice: str
    phone: str
    where: str
    """In one line."""
    ref: str
    link: str
    privacy: str
    until: datetime | None = None
    """How long the time is held."""
    change_until: datetime | None = None
    """How long the patient can change it by the link; None where that is over."""
    asked: bool = False
    """Whether it waits for the practice's answer."""
    by_practice: bool = False
    """Whether the practice did it."""
    by_site: bool = False
    """Whether those who run the site did it."""
    needs_address: bool = False
    """Whether it is a home visit, and nobody has said yet where to."""
    stands: str = ""
    """In a sentence: booked, asked for, cancelled, over."""


NEWS = {
    Kind.CONFIRM: "please confirm",
    Kind.REQUESTED: "asked for",
    Kind.BOOKED: "booked",
    Kind.ACCEPTED: "agreed",
    Kind.DECLINED: "not possible",
    Kind.MOVED: "new time",
    Kind.CANCELLED: "cancelled",
    Kind.AGAIN: "booked again",
    Kind.UNANSWERED: "no answer in time",
    Kind.REMINDER: "a reminder",
    Kind.OFFERED: "a time is free",
    Kind.READDRESSED: "your address was corrected",
}
ASKED_NEWS = {Kind.MOVED: "new time asked for", Kind.AGAIN: "asked for again"}
TOLD = {
    Kind.CONFIRM: "Please confirm your appointment. The time is held for you until {until}.",
    Kind.REQUESTED: "You have asked for this appointment.",
    Kind.BOOKED: "Your appointment is booked.",
    Kind.ACCEPTED: "{practice} has agreed: your appointment is booked.",
    Kind.DECLINED: "{practice} cannot give you this appointment. Nothing is booked.",
    Kind.MOVED: "You have moved your appointment. This is the new time; the old one does not hold any more.",
    Kind.CANCELLED: "You have cancelled this appointment. You do not have to do anything.",
    Kind.AGAIN: "The appointment that was cancelled is booked again.",
    Kind.UNANSWERED: "{practice} has not answered in time, so nothing is booked and the time is free again.",
    Kind.REMINDER: "This is to remind you of your appointment.",
    Kind.OFFERED: "A time that you are waiting for has become free. It is held for you until {until}.",
    Kind.READDRESSED: "Mails about this appointment come to this address from now on. Links in earlier mails do not work any"
    " more; use the one below.",
}
TOLD_OF_PRACTICE = {
    Kind.MOVED: "{practice} has moved your appointment. This is the new time; the old one does not hold any more.",
    Kind.CANCELLED: "{practice} has cancelled this appointment. We are sorry. You can choose another time.",
}
ASKED_TOLD = {
    Kind.REQUESTED: TOLD[Kind.REQUESTED],
    Kind.MOVED: "You have asked for another time. The old one is given up.",
    Kind.AGAIN: "You have taken back that you cancelled, and ask for the appointment again.",
}
WAITS = "{practice} still has to agree. Nobody else can have the time until {until}; you get a mail when there is an answer."


def for_patient(facts: Facts) -> Letter:
    return Letter(
        subject=f"Your appointment on {_day(facts)}: {_news(facts)}",
        first=("Hello,", *_said_to_patient(facts)),
        facts=(("When", _when(facts)), ("With", facts.practitioner), ("Where", facts.where), ("Reference", facts.ref)),
        link=(_patients_link(facts), facts.link),
        last=_also(facts),
        foot=(
            ("You get this mail because somebody left this address when they asked for an appointment.", ""),
            ("How your details are kept:", facts.privacy),
        ),
    )


def for_former(facts: Facts) -> Letter:
    """To an address that was replaced. It may be that of a stranger: no time, no link that opens anything."""
    call = f" The practice's telephone number is {facts.phone}." if facts.phone else ""
    return Letter(
        subject=f"Booking {facts.ref}: mails go to another address",
        first=(
            "Hello,",
            "Mails about this booking do not come to this address any more, because it was corrected.",
            "Links in earlier mails do not work any more.",
            f"If it was your appointment and you did not ask for this, please call the practice.{call}",
        ),
        facts=(("Reference", facts.ref),),
        link=("How details of bookings are kept", facts.privacy),
    )


def for_who_waits(
    *,
    first: date,
    last: date,
    parts: Sequence[str],
    practitioner: str,
    practice: str,
    link: str,
    privacy: str,
) -> Letter:
    """That somebody is on the waiting list, and how to leave it."""
    days = day_said(first) if first == last else f"{day_said(first)} to {day_said(last)}"
    return Letter(
        subject="You are on a waiting list",
        first=(
            "Hello,",
            "You are on the waiting list for an appointment.",
            "When a time becomes free it is held for you for an hour, and you get a mail with a link to take it or let it go.",
        ),
        facts=(
            ("Days", f"{days}, {' or '.join(f'{part}s' for part in parts) or 'any time of day'}"),
            ("With", practitioner),
            ("Where", practice),
        ),
        link=("See or leave the waiting list", link),
        last=("After the last of these days you are taken off it without doing anything.",),
        foot=(
            (
                "You get this mail because somebody left this address on a waiting list. If it was not you, leave it.",
                "",
            ),
            ("How your details are kept:", privacy),
        ),
    )


def for_practice(facts: Facts) -> Letter:
    return Letter(
        subject=f"Booking {facts.ref}: {_news(facts)}",
        first=(_said_to_practice(facts),),
        facts=(("When", _when(facts)), ("With", facts.practitioner), ("Reference", facts.ref)),
        link=("Open it in your diary", facts.link),
        foot=(("Who it is stands in your diary, not in a mail.", ""),),
    )


def clock_said(zone: ZoneInfo) -> str:
    """Whose clock a time is by."""
    if zone.key == "Europe/London":
        return "UK time"
    return f"{zone.key.rsplit('/', 1)[-1].replace('_', ' ')} time"


def _news(facts: Facts) -> str:
    """The end of a subject, the same for both sides."""
    return ASKED_NEWS.get(facts.kind, NEWS[facts.kind]) if facts.asked else NEWS[facts.kind]


def _said_to_patient(facts: Facts) -> tuple[str, ...]:
    """The first sentences."""
    if facts.asked and facts.kind in ASKED_TOLD:
        said = [ASKED_TOLD[facts.kind], WAITS]
    else:
        others = TOLD_OF_PRACTICE if facts.by_practice else TOLD_OF_SITE if facts.by_site else TOLD
        said = [others.get(facts.kind, TOLD[facts.kind])]
    if facts.kind is Kind.READDRESSED:
        said.append(facts.stands)
    return tuple(each.format(practice=facts.practice, until=_until(facts)) for each in said)


def _patients_link(facts: Facts) -> str:
    match facts.kind:
        case Kind.CONFIRM:
            return "Confirm this appointment"
        case Kind.OFFERED:
            return "Take this time, or let it go"
        case Kind.CANCELLED if not (facts.by_practice or facts.by_site):
            return "See this appointment, or take it back"
        case Kind.CANCELLED | Kind.DECLINED | Kind.UNANSWERED:
            return "See this appointment"
        case _:
            return "See, move or cancel this appointment" if facts.change_until else "See this appointment"


def _also(facts: Facts) -> tuple[str, ...]:
    """What to know besides."""
    said = []
    if facts.kind is Kind.CONFIRM:
        said.append("If it was not you who asked, do nothing: without the link nothing is booked.")
    if facts.kind is Kind.OFFERED:
        said.append("If you do not take it, it is offered to the next who waits, and you stay on the list.")
    if facts.needs_address and facts.kind not in {Kind.CONFIRM, Kind.OFFERED}:
        said.append("It is a home visit, and the practice does not know yet where you live: please say so by the link.")
    if facts.change_until and facts.kind not in {Kind.CONFIRM, Kind.OFFERED}:
        limit = moment_said(facts.change_until, facts.zone)
        said.append(f"You can move or cancel it by the link until {limit}. After that, please call the practice.")
    if facts.phone:
        said.append(f"The practice's telephone number is {facts.phone}.")
    return tuple(said)


TOLD_OF_SITE = {
    Kind.CANCELLED: "This appointment is cancelled: it cannot take place as it was booked. We are sorry. You can choose another"
    " time, or somebody else.",
}
TOLD_TO_PRACTICE = {
    Kind.MOVED: "A patient has moved an appointment to this time.",
    Kind.CANCELLED: "A patient has cancelled this appointment. The time is free again.",
    Kind.AGAIN: "A patient has taken back that they cancelled: this appointment holds again.",
    Kind.READDRESSED: "A patient has corrected their e-mail address. Your diary shows the new one.",
    Kind.UNANSWERED: "Somebody asked for this time and was not answered. It is free again.",
}


def _said_to_practice(facts: Facts) -> str:
    if facts.asked and facts.kind in {Kind.REQUESTED, Kind.MOVED, Kind.AGAIN}:
        return f"Somebody asks for this time. Please answer until {_until(facts)}: then it is free again."
    if facts.by_site and facts.kind is Kind.CANCELLED:
        return (
            "The people who run this site have cancelled this appointment: something in the directory has changed, or its"
            " patient asked to be forgotten. The time is free again."
        )
    return TOLD_TO_PRACTICE.get(facts.kind, "A new appointment is booked.")


def _when(facts: Facts) -> str:
    return f"{moment_said(facts.starts_at, facts.zone)} ({clock_said(facts.zone)})"


def _day(facts: Facts) -> str:
    return day_said(facts.starts_at.astimezone(facts.zone).date())


def _until(facts: Facts) -> str:
    return moment_said(facts.until, facts.zone) if facts.until else "it is answered"
