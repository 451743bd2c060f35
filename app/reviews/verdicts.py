"""The verdict of somebody who was shown a preview: checked, signed once, and told to whoever asked for it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.accounts.models import User
from app.content import queries as content
from app.content.models import Entry
from app.core import mail
from app.core.db import db
from app.core.errors import Fault, Forbidden, Invalid
from app.core.text import one_line, without_control_characters
from app.reviews import sharing_queries as queries
from app.reviews.models import Outcome, Review, Scope, ShareLink
from app.reviews.sharing_words import VerdictMail
from app.reviews.signing import Verdict, sign

NAME_MAX, NOTE_MAX, SCOPE_MAX = 120, 4_000, 300
MOST_BY_LINK = 20
DUE_AT_MOST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Judgement:
    """A verdict as it was written; None is what was not chosen. `confirmed` is the tick under the reviewer's own words."""

    outcome: Outcome | None
    scope: Scope | None
    reviewer: str
    registration: str
    scope_note: str = ""
    note: str = ""
    next_due: date | None = None
    confirmed: bool = False

    def cleaned(self) -> "Judgement":
        whole = self.scope is Scope.WHOLE
        return Judgement(
            self.outcome,
            self.scope,
            one_line(self.reviewer),
            one_line(self.registration),
            "" if whole else one_line(self.scope_note),
            without_control_characters(self.note).strip(),
            self.next_due,
            self.confirmed,
        )

    def faults(self, *, today: date, commented: bool) -> list[Fault]:
        """Why a cleaned one cannot be signed; `commented` is whether its reviewer has left comments."""
        return [
            *_faults_of_name(self.reviewer, self.registration),
            *_faults_of_scope(self.scope, self.scope_note),
            *_faults_of_outcome(self.outcome, self.note, commented=commented),
            *_faults_of_due(self.next_due, today),
            *([] if self.confirmed else [Fault("confirmed", "Tick this to say that the verdict is your own.")]),
        ]


@dataclass(frozen=True)
class Signer:
    """The account of whoever is logged in while signing; 0 and "" for nobody."""

    user_id: int = 0
    name: str = ""


def judge(
    link: ShareLink, entry: Entry, judgement: Judgement, *, today: date, now: datetime, signer: Signer, address: str
) -> Review:
    """Sign what the link shows, and write to whoever shared it; `address` is where they read it. The same verdict sent twice
    is signed once."""
    if not link.asks_review:
        raise Forbidden("This link is for reading and commenting only. Ask the sender if you were to review it.")
    judgement = judgement.cleaned()
    faults = judgement.faults(today=today, commented=bool(queries.list_comments_by(link.id)))
    if faults or judgement.outcome is None or judgement.scope is None:
        raise Invalid.of(faults)
    given = queries.list_verdicts_by(link.id)
    for one in given:
        if _is_same(one, judgement):
            return one
    if len(given) >= MOST_BY_LINK:
        raise Invalid("Many verdicts have come by this link. Please ask the sender for a new one.")
    verdict = Verdict(
        outcome=judgement.outcome,
        scope=judgement.scope,
        reviewer=judgement.reviewer,
        registration=judgement.registration,
        reviewed_on=today,
        next_due=judgement.next_due,
        scope_note=judgement.scope_note,
        note=judgement.note,
    )
    signed = sign(
        entry,
        verdict,
        revision_number=link.revision_number,
        now=now,
        link_id=link.id,
        user_id=signer.user_id or None,
        recorded_by="" if signer.name == judgement.reviewer else signer.name,
    )
    db.session.flush()
    _tell(link, entry, signed, address=address, now=now)
    return signed


def _is_same(review: Review, judgement: Judgement) -> bool:
    return (
        review.outcome is judgement.outcome
        and review.scope is judgement.scope
        and review.reviewer == judgement.reviewer
        and review.registration == judgement.registration
        and review.scope_note == judgement.scope_note
        and review.note == judgement.note
        and review.next_due == judgement.next_due
    )


def _tell(link: ShareLink, entry: Entry, review: Review, *, address: str, now: datetime) -> None:
    sender = None if link.created_by_id is None else db.session.get(User, link.created_by_id)
    if sender is None or not sender.active:
        return
    draft = entry.draft_class.from_snapshot(content.get_revision(entry.id, link.revision_number).snapshot)
    scope = "the whole page" if review.scope is Scope.WHOLE else f"a part: {review.scope_note}"
    said = VerdictMail(
        draft.title,
        review.outcome,
        review.reviewer,
        review.registration,
        scope,
        review.note,
        review.next_due,
        address,
    )
    mail.write(to=sender.email, subject=said.subject, text=said.text, cause=f"review:{review.id}", now=now)


def _faults_of_name(reviewer: str, registration: str) -> list[Fault]:
    found = []
    if not reviewer or len(reviewer) > NAME_MAX:
        found.append(Fault("reviewer", f"Give your name in at most {NAME_MAX} characters."))
    if not registration or len(registration) > NAME_MAX:
        found.append(Fault("registration", "Give the register that you are on and your number there."))
    return found


def _faults_of_scope(scope: Scope | None, scope_note: str) -> list[Fault]:
    if scope is None:
        return [Fault("scope", "Say whether you looked at the whole page or at a part of it.")]
    if scope is Scope.PART and not scope_note:
        return [Fault("scope_note", "Say which part you looked at.")]
    if len(scope_note) > SCOPE_MAX:
        return [Fault("scope_note", f"Say which part in at most {SCOPE_MAX} characters.")]
    return []


def _faults_of_outcome(outcome: Outcome | None, note: str, *, commented: bool) -> list[Fault]:
    if outcome is None:
        return [Fault("outcome", "Choose a verdict.")]
    if outcome is Outcome.CHANGES_REQUESTED and not note and not commented:
        return [Fault("note", "Say what should change, here or as a comment on the words.")]
    if len(note) > NOTE_MAX:
        return [Fault("note", f"Your note has {len(note)} characters; {NOTE_MAX:,} is the most.")]
    return []


def _faults_of_due(next_due: date | None, today: date) -> list[Fault]:
    if next_due is None:
        return []
    if next_due <= today:
        return [Fault("next_due", "The next review must be later than today.")]
    if next_due > today + DUE_AT_MOST:
        return [Fault("next_due", "That is more than five years ahead.")]
    return []
