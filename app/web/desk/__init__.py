"""The desk: where editors work. Nothing here is ever kept by a cache."""

from flask import Blueprint, Response
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**53
"""No id is larger, and no database is asked for one that is."""

blueprint = Blueprint("desk", __name__)


class IdConverter(IntegerConverter):
    """The id of a row in an address; a number that no database could hold is an address that does not exist."""

    regex = r"\d{1,15}"


@blueprint.record_once
def _know_ids(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["id"] = IdConverter


@blueprint.after_request
def never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


from app.web.desk import (  # noqa: E402,F401 - the views register themselves
    account,
    activity,
    articles,
    bin_,
    blog,
    bulk,
    calendar,
    chapters,
    comments,
    feedback,
    filters,
    find,
    flagged,
    home,
    invitations,
    jobs,
    kept,
    links,
    listeners,
    lists,
    live_preview,
    login,
    login_again,
    mail,
    missed,
    moving,
    navigation,
    people,
    pings,
    placing,
    podcast,
    podcast_check,
    preview,
    privacy,
    profile,
    redirects,
    redirects_csv,
    reference_imports,
    references,
    reset,
    resources,
    review_queue,
    reviews,
    revisions,
    saving,
    sharing,
    state_words,
    text_imports,
    transcript,
    tree,
    users,
    words,
    writing,
)
