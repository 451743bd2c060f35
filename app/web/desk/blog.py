from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content.models import Kind
from app.web.auth import needs
from app.web.desk import blueprint, editing, lists
from app.web.desk.nouns import NOUNS

NOUN = NOUNS[Kind.POST]


@blueprint.get("/desk/blog/")
@needs(Action.WRITE)
def blog() -> str:
    return lists.shown(NOUN, new="desk.post_new")


@blueprint.route("/desk/blog/new", methods=["GET", "POST"])
@needs(Action.WRITE)
def post_new() -> Response:
    return editing.new(editing.Page(NOUN, crumbs=[("Blog", "desk.blog")]))


@blueprint.route("/desk/blog/<id:entry_id>/", methods=["GET", "POST"])
@needs(Action.WRITE)
def post(entry_id: int) -> Response:
    entry = editing.find_mine(entry_id, Kind.POST)
    return editing.edit(editing.Page(NOUN, entry, crumbs=[("Blog", "desk.blog")]))
