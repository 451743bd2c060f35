from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.content.models import Kind
from app.resources import queries
from app.web.auth import needs
from app.web.desk import blueprint, editing, lists
from app.web.desk.nouns import NOUNS

NOUN = NOUNS[Kind.RESOURCE]
CRUMBS: editing.Crumbs = [("Resources", "desk.resources")]


@blueprint.get("/desk/resources/")
@needs(Action.WRITE)
def resources() -> str:
    return lists.shown(NOUN, new="desk.resource_new")


@blueprint.route("/desk/resources/new", methods=["GET", "POST"])
@needs(Action.WRITE)
def resource_new() -> Response:
    return editing.new(editing.Page(NOUN, crumbs=CRUMBS, more={"topics": queries.list_topics()}))


@blueprint.route("/desk/resources/<id:entry_id>/", methods=["GET", "POST"])
@needs(Action.WRITE)
def resource(entry_id: int) -> Response:
    entry = editing.find_mine(entry_id, Kind.RESOURCE)
    return editing.edit(editing.Page(NOUN, entry, crumbs=CRUMBS, more={"topics": queries.list_topics()}))
