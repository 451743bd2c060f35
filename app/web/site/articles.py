from werkzeug.wrappers import Response

from app.articles import queries
from app.core import clock
from app.web.pages.articles import article_page
from app.web.pages.content import of_entry
from app.web.site import blueprint
from app.web.site.answers import moved, show, this_site


@blueprint.get("/<path:path>/")
def article(path: str) -> Response:
    """An article at any depth; and what every address that nothing else answers comes to."""
    now = clock.now()
    found = queries.find_article(f"/{path}/", now=now)
    if found is None:
        return moved(f"/{path}/")
    return show("articles/article.html", article_page(of_entry(found), found, now=now, site=this_site()))
