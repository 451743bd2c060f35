from flask import render_template, request
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content.models import Kind
from app.web.auth import needs
from app.web.desk import blueprint, editing
from app.web.desk.nouns import NOUNS
from app.web.desk.rows import STATES, listed, wanted

NOUN = NOUNS[Kind.ARTICLE]
CRUMBS: editing.Crumbs = [("Articles", "desk.articles")]


@blueprint.get("/desk/articles/")
@needs(Action.WRITE)
def articles() -> str:
    asked = wanted()
    rows = listed(Kind.ARTICLE, asked)
    return render_template(
        "desk/entries/list.html", noun=NOUN, new="desk.article_new", rows=rows, asked=asked, states=STATES
    )


@blueprint.route("/desk/articles/new", methods=["GET", "POST"])
@needs(Action.WRITE)
def article_new() -> Response:
    page = editing.Page(NOUN, crumbs=CRUMBS)
    return editing.new(page, values={"parent_id": request.args.get("parent", "")})


@blueprint.route("/desk/articles/<id:entry_id>/", methods=["GET", "POST"])
@needs(Action.WRITE)
def article(entry_id: int) -> Response:
    entry = editing.find_mine(entry_id, Kind.ARTICLE)
    return editing.edit(editing.Page(NOUN, entry, crumbs=CRUMBS))
