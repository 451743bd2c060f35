from flask import request
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content.models import Kind
from app.web.auth import needs
from app.web.desk import blueprint, editing, lists
from app.web.desk.nouns import NOUNS

NOUN = NOUNS[Kind.ARTICLE]
CRUMBS: editing.Crumbs = [("Articles", "desk.articles")]


@blueprint.get("/desk/articles/")
@needs(Action.WRITE)
def articles() -> str:
    return lists.shown(NOUN, new="desk.article_new")


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
