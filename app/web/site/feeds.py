from flask import Blueprint

blueprint = Blueprint("site_feeds", __name__)


@blueprint.get("/podcast/<show>/feed.xml")
def podcast(show: str) -> str:
    return show
