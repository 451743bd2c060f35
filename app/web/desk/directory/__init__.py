"""The directory at the desk: who is listed, where they work, what they offer, when, and who looked their number up."""

from flask import Blueprint

from app.web.desk import never_kept
from app.web.desk.kept import keep_for

blueprint = Blueprint("desk_directory", __name__)
blueprint.after_request(never_kept)
keep_for(blueprint)

from app.web.desk.directory import (  # noqa: E402,F401 - the views register themselves
    changes,
    closed,
    hours,
    lists,
    members,
    places,
    practices,
    practitioners,
    register,
    services,
)
