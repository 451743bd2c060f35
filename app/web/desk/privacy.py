"""What patients are told about their data, and what they ask for: administrators see counts, never whose they are."""

import json

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from app.accounts.activity import note
from app.accounts.permissions import Action
from app.booking import exporting, privacy_notice, restoring, restricting, whose
from app.booking.erasing import Erased, erase
from app.booking.models import Party
from app.booking.operations import Who
from app.booking.whose import Counted
from app.core import clock
from app.core.errors import Conflict, Fault, HouseError, Invalid, NotFound
from app.core.text import one_line
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.words import the_site
from app.web.form_base import Form


class NoticeForm(Form):
    text = TextAreaField(
        "What patients are told",
        description="In Markdown: ## before a heading, - before each line of a list. A new text is a new version; the old ones stay readable, because bookings name the version that was shown.",
    )


@blueprint.route("/desk/privacy/", methods=["GET", "POST"])
@needs(Action.MANAGE_PRIVACY)
def privacy() -> Response:
    form = NoticeForm()
    if not form.is_submitted():
        version, text = privacy_notice.current()
        site = the_site()
        starter = privacy_notice.starter(site=site.name, contact=site.contact_email)
        return _notice_page(NoticeForm(formdata=None, text=text if version else starter))
    try:
        if not form.validate():
            return _notice_page(form, 422)
        with unit_of_work():
            version = privacy_notice.publish(form.text.data or "", by=current_actor(), now=clock.now()).version
    except Invalid as refusal:
        form.take(refusal)
        return _notice_page(form, 422)
    flash(f"Version {version} is shown to patients from now on.")
    return redirect(url_for("desk.privacy"), code=303)


@blueprint.route("/desk/privacy/requests/", methods=["GET", "POST"])
@needs(Action.MANAGE_PRIVACY)
def privacy_requests() -> Response:
    """Look up, give out, keep but not use, erase. What was typed stands in the form's body and in no address."""
    if request.method == "GET":
        return _requests_page()
    typed, do = one_line(request.form.get("who", ""))[:300], request.form.get("do", "find")
    try:
        if do in _DEEDS:
            return _DEEDS[do](typed)
        with unit_of_work():
            return _requests_page(typed, found=_counted(typed))
    except (Conflict, NotFound, Invalid) as refusal:
        return _refused(typed, refusal)


def _export(typed: str) -> Response:
    """To be sent on to the person, whose identity somebody has looked at: the reason is kept, and each booking's reading."""
    reason = one_line(request.form.get("reason", ""))
    if not reason:
        raise Invalid("Say why: who asked, and how you made sure that it is them.", field="reason")
    with unit_of_work():
        target, now, by = whose.by_email_or_ref(typed), clock.now(), current_actor()
        made = exporting.export(target, now=now)
        exporting.note_export(target, by=by, now=now)
        note("gave out what is kept about a patient", by=by, now=now, about=_many(len(made["bookings"])), reason=reason)
    response = make_response(json.dumps(made, indent=2, ensure_ascii=False))
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="what-is-kept.json"'
    return response


def _restrict(typed: str) -> Response:
    with unit_of_work():
        changed = restricting.restrict(whose.by_email_or_ref(typed), by=_us(), now=clock.now())
        note("restricted a patient's details", by=current_actor(), now=clock.now(), about=_many(changed))
        found = _counted(typed)
    return _requests_page(typed, found=found, said=f"Kept, but not used from now on: {_many(changed)}.")


def _lift(typed: str) -> Response:
    with unit_of_work():
        changed = restricting.lift(whose.by_email_or_ref(typed), by=_us(), now=clock.now())
        note("lifted the restriction of a patient's details", by=current_actor(), now=clock.now(), about=_many(changed))
        found = _counted(typed)
    return _requests_page(typed, found=found, said=f"Used again: {_many(changed)}.")


def _erase(typed: str) -> Response:
    if "sure" not in request.form:
        raise Invalid("Tick that you are sure. Nothing was erased.", field="sure")
    with unit_of_work():
        target, ahead = whose.by_email_or_ref(typed), "cancel_ahead" in request.form
        erased = erase(target, by=_us(), cancel_ahead=ahead, now=clock.now())
        note("erased a patient", by=current_actor(), now=clock.now(), about=_many(erased.contacts))
    restoring.catch_up(now=clock.now())
    return _requests_page(erased=erased)


_DEEDS = {"export": _export, "restrict": _restrict, "lift": _lift, "erase": _erase}


def _us() -> Who:
    return Who(Party.SITE, current_actor().user_id)


def _counted(typed: str) -> Counted:
    found = whose.counted(whose.by_email_or_ref(typed), now=clock.now())
    if found.nothing:
        raise NotFound("Nothing is kept about this person, or not any more.")
    return found


def _many(count: int) -> str:
    return "1 booking" if count == 1 else f"{count} bookings"


def _refused(typed: str, refusal: HouseError) -> Response:
    """With the counts, where the person was found and something else was wrong."""
    faults = refusal.faults if isinstance(refusal, Invalid) else (Fault("", refusal.message),)
    found = None
    if faults[0].field in {"reason", "sure"} or isinstance(refusal, Conflict):
        with unit_of_work():
            found = _counted(typed)
    status = 404 if isinstance(refusal, NotFound) else 409 if isinstance(refusal, Conflict) else 422
    return _requests_page(typed, found=found, problem=refusal.message, field=faults[0].field, status=status)


def _notice_page(form: NoticeForm, status: int = 200) -> Response:
    versions = privacy_notice.list_versions()
    return make_response(render_template("desk/privacy/notice.html", form=form, versions=versions), status)


def _requests_page(
    typed: str = "",
    *,
    found: Counted | None = None,
    erased: Erased | None = None,
    said: str = "",
    problem: str = "",
    field: str = "",
    status: int = 200,
) -> Response:
    page = {
        "typed": typed,
        "reason": request.form.get("reason", ""),
        "found": found,
        "erased": erased,
        "said": said,
        "problem": problem,
        "field": field,
    }
    return make_response(render_template("desk/privacy/requests.html", **page), status)
