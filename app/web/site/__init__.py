"""The public site: reads, sets no cookie, holds no token."""

from flask import Blueprint

blueprint = Blueprint("site", __name__)

from app.web.site import articles, blog, podcast, resources  # noqa: E402,F401 - the views register themselves
