"""Clinical reviews: what waits for one, where a page stands, and writing down what a reviewer said."""

from dataclasses import dataclass
from datetime import date

from flask import current_app, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action, may
from app.content import queries as content
from app.content.models import Entry
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.reviews import judging, queries, recording, signing
from app.reviews.models import Review
from app.reviews.settings import wired
from app.reviews.words import day_in_words, name_of, outcome_in_words, sentences
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.nouns import NOUNS
from app.web.desk.review_form import DueForm, ReviewForm
from app.web.desk.rows import edit_link
from app.web.desk.state_words import state_key
from app.web.desk.words import the_site
from app.web.pages.preview import preview

SHARING = "desk.sharing_page"


@dataclass(frozen=True)
class Row:
    """One review as the page lists it."""

    review: Review
    who: str
    what: str
    of: str
    effect: str


@blueprint.get("/desk/entries/<id:entry_id>/review/")
@needs(Action.OPEN_DESK)
def review(entry_id: int) -> Response:
    return _page(_find(entry_id))


@blueprint.post("/desk/entries/<id:entry_id>/review/record")
@needs(Action.REVIEW)
def review_record(entry_id: int) -> Response:
    form = ReviewForm()
    form.offer(_texts(_find(entry_id)))
    try:
        verdict, number = form.verdict()
        with unit_of_work():
            entry = _find(entry_id)
            made = recording.record_review(entry, verdict, revision_number=number, by=current_actor(), now=clock.now())
            said = _effect(entry, made) or "It changes no date on the page."
    except Invalid as refusal:
        form.take(refusal)
        return _page(_find(entry_id), form=form, status=422)
    flash(f"The review is recorded. {said}")
    return redirect(url_for("desk.review", entry_id=entry_id), code=303)


@blueprint.post("/desk/entries/<id:entry_id>/review/due")
@needs(Action.REVIEW)
def review_due(entry_id: int) -> Response:
    form = DueForm()
    try:
        day = form.due.day()
        with unit_of_work():
            signing.set_next_due(_find(entry_id), day, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        form.take(refusal)
        return _page(_find(entry_id), due=form, status=422)
    flash("No review is planned." if day is None else f"The next review is due on {day_in_words(day)}.")
    return redirect(url_for("desk.review", entry_id=entry_id), code=303)


@blueprint.get("/desk/entries/<id:entry_id>/review/text/<id:number>")
@needs(Action.REVIEW)
def review_text(entry_id: int, number: int) -> str:
    """One saved text as readers would see it: for reviewers, who write nothing here themselves."""
    entry = _find(entry_id)
    draft = entry.draft_class.from_snapshot(content.get_revision(entry_id, number).snapshot)
    template, page = preview(entry, draft, now=clock.now(), site=the_site())
    return render_template(f"site/{template}", page=page)


def _find(entry_id: int) -> Entry:
    """The entry, for those who may review it or write it."""
    entry, actor = content.get_entry(entry_id), current_actor()
    if not (may(actor, Action.REVIEW) or may(actor, Action.WRITE, owner_id=entry.created_by_id)):
        raise NotFound("That page does not exist, or it is somebody else's.")
    return entry


def _texts(entry: Entry) -> list[tuple[str, str]]:
    """What can be reviewed: the public text and the newest draft, or the one where no clinical word differs."""
    live, latest = entry.live_revision, entry.latest_revision
    if live is None:
        return [(str(latest), "The draft as it is saved now")]
    if live == latest or _hash(entry, live) == _hash(entry, latest):
        return [(str(live), "The public text")]
    return [(str(latest), "The newest draft"), (str(live), "The public text")]


def _hash(entry: Entry, number: int) -> str:
    return entry.draft_class.from_snapshot(content.get_revision(entry.id, number).snapshot).clinical_hash()


def _page(entry: Entry, *, form: ReviewForm | None = None, due: DueForm | None = None, status: int = 200) -> Response:
    actor, now = current_actor(), clock.now()
    today, texts = wired().day_of(now), _texts(entry)
    html = render_template(
        "desk/reviews/entry.html",
        entry=entry,
        noun=NOUNS[entry.kind],
        may_write=may(actor, Action.WRITE, owner_id=entry.created_by_id),
        may_review=may(actor, Action.REVIEW),
        for_others=may(actor, Action.WRITE_ANY),
        edit_link=edit_link(entry),
        state_key=state_key(entry, now),
        state=entry.state_in_words(now),
        sentences=sentences(judging.known_of(entry, now=now)),
        texts=texts,
        form=_filled(texts, today) if form is None else form,
        due=DueForm(formdata=None, data={"due": entry.next_review_on}) if due is None else due,
        today=today,
        usual=queries.usual_due(today),
        latest_due=signing.latest_due(entry, today=today),
        months=wired().every_months,
        people=[person.name for person in recording.list_reviewers()],
        rows=[_row(entry, each) for each in queries.list_reviews(entry.id)],
        sharing=url_for(SHARING, entry_id=entry.id) if SHARING in current_app.view_functions else None,
    )
    return make_response(html, status)


def _filled(texts: list[tuple[str, str]], today: date) -> ReviewForm:
    own = recording.own_name(current_actor())
    values = {
        "number": texts[0][0],
        "scope": "whole",
        "reviewer": own.name,
        "registration": own.registration,
        "reviewed_on": today.isoformat(),
    }
    form = ReviewForm(formdata=None, data=values)
    form.offer(texts)
    return form


def _row(entry: Entry, each: Review) -> Row:
    words = {str(number): text for number, text in _texts(entry)}
    of = words.get(str(each.revision_number), f"revision {each.revision_number}")
    return Row(each, name_of(each), outcome_in_words(each), of[0].lower() + of[1:], _effect(entry, each))


def _effect(entry: Entry, each: Review) -> str:
    """What a review does to the public page."""
    if entry.sign_off_id == each.id:
        return "It stands for the public text."
    if not queries.signs_off(each.outcome, each.scope):
        return ""
    cover = queries.Coverage(entry).of(entry.latest_revision)
    waits = entry.has_changes or entry.live_revision is None
    return "It takes effect when that text is published." if waits and cover and cover.review_id == each.id else ""
