"""The desk: where editors work. Nothing here is ever kept by a cache."""

from flask import Blueprint, Response

blueprint = Blueprint("desk", __name__)


@blueprint.after_request
def never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


from app.web.desk import login  # noqa: E402,F401 - the views register themselves
