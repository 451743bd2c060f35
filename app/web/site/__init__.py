"""The public site: reads, sets no cookie, holds no token."""

from flask import Blueprint

blueprint = Blueprint("site", __name__)

# The views register themselves.
from app.web.site import (  # noqa: E402,F401
    about,
    articles,
    blog,
    booking_privacy,
    feedback,
    history,
    home,
    machines,
    missed,
    people,
    physiotherapist,
    physiotherapists,
    podcast,
    resources,
    subscribe,
)
