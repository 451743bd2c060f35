from app.articles import queries
from app.content import queries as entries
from app.core import clock
from app.web.site import blueprint


@blueprint.get("/")
def home() -> str:
    return "home"


@blueprint.get("/<path:path>/")
def article(path: str) -> str:
    found = queries.find_article(f"/{path}/", now=clock.now())
    return found.title if found else entries.moved_to(f"/{path}/", now=clock.now())
