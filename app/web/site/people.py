from flask import Response

from app.accounts.queries import find_person_by_slug
from app.core import clock
from app.core.errors import NotFound
from app.web.pages.people import find_had, person_page
from app.web.site import blueprint
from app.web.site.answers import show, this_site


@blueprint.get("/people/<slug>/")
def person(slug: str) -> Response:
    """Somebody who had a part in what is public; nobody else is shown, even if the desk knows them."""
    found = find_person_by_slug(slug)
    had = None if found is None else find_had(found.id, now=clock.now())
    if found is None or had is None:
        raise NotFound("There is no such person.")
    return show("people/person.html", person_page(found, had, site=this_site()))
