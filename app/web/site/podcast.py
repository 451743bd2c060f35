from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotFound
from app.podcast import queries
from app.web.pages.content import of_entry
from app.web.pages.podcast import episode_page
from app.web.pages.shows import show_page, shows_page
from app.web.site import blueprint
from app.web.site.answers import moved, page_number, this_site
from app.web.site.answers import show as answer


@blueprint.get("/podcast/")
def podcast() -> Response:
    now = clock.now()
    return answer("podcast/list.html", shows_page(queries.list_shows(now=now), now=now, site=this_site()))


@blueprint.get("/podcast/<show>/")
def show(show: str) -> Response:
    now = clock.now()
    found = queries.find_show(f"/podcast/{show}/", now=now)
    if found is None:
        return moved(f"/podcast/{show}/")
    episodes = queries.list_episodes(found.id, now=now, page=page_number())
    if episodes.number > episodes.last:
        raise NotFound("This list has no such page.")
    trailer = queries.find_trailer(found.id, now=now)
    page = show_page(of_entry(found), found, episodes, now=now, site=this_site(), trailer=trailer)
    return answer("podcast/show.html", page)


@blueprint.get("/podcast/<show>/<episode>/")
def episode(show: str, episode: str) -> Response:
    now = clock.now()
    path = f"/podcast/{show}/{episode}/"
    found = queries.find_episode(path, now=now)
    if found is None:
        return moved(path)
    of_show = queries.get_show(found.parent_id or 0)
    return answer("podcast/episode.html", episode_page(of_entry(found), found, of_show, now=now, site=this_site()))
