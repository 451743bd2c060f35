"""Where old paths lead: looked up, made by hand, changed, taken down."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from app.accounts.permissions import Action
from app.content import redirect_queries as queries
from app.content.redirects import end_redirect, judge, known_of, path_of, save_redirect
from app.content.similar import Similar
from app.core import clock
from app.core.errors import Invalid
from app.core.text import one_line
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.rows import wanted
from app.web.desk.words import the_site
from app.web.form_base import Form

SORTS = {"": "All", "hand": "Made by hand", "moved": "Left by a move", "gone": "Taken down"}


class RedirectForm(Form):
    path = StringField("From", description="The old path, such as /old-page/, or its whole address.")
    target = StringField(
        "To",
        description="A path on this site, or an address elsewhere that begins with https://. "
        "Whoever follows a page of ours keeps following it when it moves.",
    )


@blueprint.get("/desk/redirects/")
@needs(Action.MANAGE_REDIRECTS)
def redirects() -> str:
    asked = wanted()
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else ""
    found = queries.list_leads(text=asked.text, sort=queries.Sort(sort), page=asked.page)
    return render_template("desk/redirects/list.html", found=found, text=asked.text, sort=sort, sorts=SORTS)


@blueprint.route("/desk/redirects/new", methods=["GET", "POST"])
@needs(Action.MANAGE_REDIRECTS)
def redirect_new() -> Response:
    """The form; besides it, pages to choose from: by search, and the one that is most like the old path."""
    form = RedirectForm()
    if not form.is_submitted():
        form = RedirectForm(formdata=None, path=request.args.get("path", "")[:500])
        return _page(form)
    return _saved(form, form.path.data or "")


@blueprint.route("/desk/redirects/change", methods=["GET", "POST"])
@needs(Action.MANAGE_REDIRECTS)
def redirect_change() -> Response:
    lead = queries.get_lead(_asked())
    form = RedirectForm()
    if not form.is_submitted():
        form = RedirectForm(formdata=None, path=lead.path, target=lead.target)
        return _page(form, lead=lead)
    return _saved(form, lead.path, lead=lead)


@blueprint.post("/desk/redirects/end")
@needs(Action.MANAGE_REDIRECTS)
def redirect_end() -> Response:
    path = _asked()
    with unit_of_work():
        end_redirect(path, by=current_actor(), now=clock.now())
    flash(f"{path} leads nowhere any more. Whoever asks for it is told that the page was taken down.")
    return redirect(url_for("desk.redirects"), code=303)


def _asked() -> str:
    return one_line(request.values.get("path", ""))


def _saved(form: RedirectForm, path: str, *, lead: queries.Lead | None = None) -> Response:
    now, own, to = clock.now(), the_site().url, form.target.data or ""
    try:
        with unit_of_work():
            judged = judge(path, to, own=own, known=known_of([(path, to)], own=own, now=now))
            save_redirect(judged, by=current_actor(), now=now)
            said = f"{judged.path} leads to {judged.target} now." if judged.target else f"{judged.path} is taken down."
    except Invalid as refusal:
        form.take(refusal)
        return _page(form, lead=lead, status=422)
    flash(said)
    back = "desk.missed" if request.form.get("back") == "missed" else "desk.redirects"
    return redirect(url_for(back), code=303)


def _page(form: RedirectForm, *, lead: queries.Lead | None = None, status: int = 200) -> Response:
    text, now = one_line(request.args.get("q", ""))[:200], clock.now()
    path = path_of(form.path.data or "", own=the_site().url)
    html = render_template(
        "desk/redirects/edit.html",
        form=form,
        lead=lead,
        q=text,
        found=queries.search_targets(text, now=now) if text else [],
        likely=Similar(queries.list_targets(now=now)).to(path) if path and not lead and not text else None,
        back=request.values.get("back", ""),
    )
    return make_response(html, status)
