from flask import Response, make_response, render_template

from app.booking.availability import list_offers
from app.booking.soonest import next_free
from app.core import clock
from app.core.errors import Gone, NotFound
from app.directory.queries import Standing, find_by_slug, standing_of
from app.web.pages.bodies import fetch_shelf
from app.web.pages.physiotherapist import physiotherapist_page
from app.web.site import blueprint
from app.web.site.answers import this_site


@blueprint.get("/physiotherapists/<slug>/")
def physiotherapist(slug: str) -> Response:
    """Somebody who is listed. The next free time depends on the minute, so this page is made anew each time."""
    found, now = find_by_slug(slug[:100]), clock.now()
    if found is None or standing_of(found) is Standing.NEW:
        raise NotFound("There is no such physiotherapist.")
    if standing_of(found) is Standing.DELISTED:
        raise Gone("This physiotherapist is not listed here any more.")
    offers = list_offers(found.locations)
    page = physiotherapist_page(
        found,
        offers,
        next_free(offers, now=now),
        shelf=fetch_shelf(images=[found.photo_id], now=now),
        site=this_site(),
    )
    response = make_response(render_template("site/physiotherapist.html", page=page))
    response.headers["Cache-Control"] = "no-cache"
    return response
