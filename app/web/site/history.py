from flask import redirect, request
from werkzeug.wrappers import Response

from app.articles import queries
from app.content import queries as entries
from app.content.change_history import list_changes
from app.content.models import Kind
from app.core import clock
from app.core.errors import NotFound
from app.web.pages.history import history_page, history_path
from app.web.site import blueprint
from app.web.site.answers import show, this_site


@blueprint.get("/changes/<path:path>/")
def history(path: str) -> Response:
    """What has changed on an article; `?clinical=1` leaves out what changed nothing in the advice."""
    now = clock.now()
    article = queries.find_article(f"/{path}/", now=now)
    if article is None:
        other = entries.find_by_path(f"/{path}/")
        if other is not None and other.kind is not Kind.ARTICLE:
            raise NotFound("The changes of this page are not told.")
        return redirect(history_path(entries.moved_to(f"/{path}/", now=now)), 301)
    page = history_page(
        article, list_changes(article), clinical_only=request.args.get("clinical") == "1", site=this_site()
    )
    return show("articles/history.html", page)
