"""A practice's diary: for its own people, who log in. To everybody else there is no such practice.

Every address but the first names its practice, and every view takes it from `access.member`, which looks whether the
person is one of its people. Pages are never kept by a cache: they say who patients are.
"""

from flask import Blueprint, Response

blueprint = Blueprint("practice", __name__)


@blueprint.after_request
def never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


from app.web.practice import (  # noqa: E402,F401 - the views register themselves
    blocking,
    bookings,
    calendars,
    closed,
    correcting,
    days,
    home,
    hours,
    leaving,
    lists,
    members,
    moving,
    phone,
    services,
    texts,
)
