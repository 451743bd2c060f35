from flask import render_template
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content.models import Kind
from app.web.auth import needs
from app.web.desk import blueprint, editing
from app.web.desk.nouns import NOUNS
from app.web.desk.rows import STATES, listed, wanted

NOUN = NOUNS[Kind.POST]


@blueprint.get("/desk/blog/")
@needs(Action.WRITE)
def blog() -> str:
    asked = wanted()
    return render_template(
        "desk/entries/list.html",
        noun=NOUN,
        new="desk.post_new",
        rows=listed(Kind.POST, asked),
        asked=asked,
        states=STATES,
    )


@blueprint.route("/desk/blog/new", methods=["GET", "POST"])
@needs(Action.WRITE)
def post_new() -> Response:
    return editing.new(editing.Page(NOUN, crumbs=[("Blog", "desk.blog")]))


@blueprint.route("/desk/blog/<id:entry_id>/", methods=["GET", "POST"])
@needs(Action.WRITE)
def post(entry_id: int) -> Response:
    entry = editing.find_mine(entry_id, Kind.POST)
    return editing.edit(editing.Page(NOUN, entry, crumbs=[("Blog", "desk.blog")]))
