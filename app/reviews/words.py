"""What the desk says of a page's reviews, in sentences. Pure: it is handed what is known."""

from dataclasses import dataclass
from datetime import date

from app.reviews.models import Outcome, Review, Scope

OUTCOMES = {
    Outcome.APPROVED: "Approved",
    Outcome.STILL_ACCURATE: "Still accurate",
    Outcome.CHANGES_REQUESTED: "Changes requested",
}


@dataclass(frozen=True)
class Known:
    """What is known of a page's reviews on a day. `stands` is the sign-off of the public text; `last` the one that took
    effect last, also when it was dropped since; `of_draft` the one that covers the newest draft."""

    today: date
    health: bool
    public: bool
    has_changes: bool
    stands: Review | None
    last: Review | None
    of_draft: Review | None
    latest: Review | None
    last_on: date | None
    due: date | None
    told_from: date | None
    """The day from which readers are told that the review is late."""


def day_in_words(day: date) -> str:
    """ "2 March 2027"."""
    return f"{day.day} {day:%B} {day.year}"


def name_of(review: Review) -> str:
    """ "Sample reviewer (HCPC 000000)"."""
    return f"{review.reviewer} ({review.registration})" if review.registration else review.reviewer


def sentences(known: Known) -> list[str]:
    """Where the page stands, the public text first."""
    return [*_of_public(known), *_of_due(known), *_of_draft(known), *_of_latest(known)]


def _of_public(known: Known) -> list[str]:
    if known.stands is not None:
        return [f"{name_of(known.stands)} signed off the public text on {day_in_words(known.stands.reviewed_on)}."]
    if known.last_on is not None:
        of = f"{day_in_words(known.last_on)}{f' by {known.last.reviewer}' if known.last else ''}"
        dropped = (
            f"The sign-off was dropped: the public text, or a picture in it, was changed after the review of {of}."
        )
        return [
            f"{dropped} Its page says so until the text is reviewed again, or is again the one that was signed off."
        ]
    if not known.public:
        return ["It is not public yet. A review of the draft takes effect when that text is published."]
    said = "Nobody has reviewed the whole of the public text yet."
    return [f"{said} Its page says “Last reviewed: not yet”." if known.health else said]


def _of_due(known: Known) -> list[str]:
    if known.due is None or known.told_from is None:
        return []
    if known.due > known.today:
        return [f"The next review is due on {day_in_words(known.due)}."]
    if known.due == known.today:
        return ["The next review is due today."]
    late = (known.today - known.due).days
    said = f"Its review was due on {day_in_words(known.due)}, {late} day{'' if late == 1 else 's'} ago."
    when = "Readers are told so on its page."
    if known.told_from > known.today:
        when = f"From {day_in_words(known.told_from)} its page tells readers so."
    return [f"{said} {when}"]


def _of_draft(known: Known) -> list[str]:
    if not known.has_changes:
        return []
    if known.of_draft is None:
        return (
            [covers_before(known.stands)]
            if known.stands is not None
            else ["Nobody has signed off the newest draft yet."]
        )
    if known.stands is not None and known.of_draft.id == known.stands.id:
        return ["The newest draft changes nothing that was signed off: the sign-off stays when it is published."]
    day = day_in_words(known.of_draft.reviewed_on)
    return [f"{name_of(known.of_draft)} signed off the newest draft on {day}. That takes effect when it is published."]


def _of_latest(known: Known) -> list[str]:
    latest = known.latest
    if latest is None or latest.outcome is not Outcome.CHANGES_REQUESTED:
        return []
    return [f"{latest.reviewer} asked for changes on {day_in_words(latest.reviewed_on)}. See below what."]


def covers_before(review: Review) -> str:
    """Of a text that a sign-off does not cover any more."""
    return f"The sign-off of {review.reviewer} ({day_in_words(review.reviewed_on)}) covers the page before its change."


def outcome_in_words(review: Review) -> str:
    """ "Approved: the whole page"."""
    of = "the whole page" if review.scope is Scope.WHOLE else review.scope_note
    return f"{OUTCOMES[review.outcome]}: {of}"
