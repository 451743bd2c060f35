from app.blog import queries
from app.core import clock
from app.web.site import blueprint


@blueprint.get("/blog/")
def blog() -> str:
    return "blog"


@blueprint.get("/blog/<slug>/")
def post(slug: str) -> str:
    found = queries.find_post(f"/blog/{slug}/", now=clock.now())
    return found.title if found else ""
