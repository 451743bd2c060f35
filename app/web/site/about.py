"""Pages about the site itself."""

from flask import Response

from app.web.pages.plain import Plain
from app.web.site import blueprint
from app.web.site.answers import show, this_site

ABOUT = Plain("/about/", "Who we are and how we edit", "How pages are written, checked and corrected.")
ACCESSIBILITY = Plain("/accessibility/", "Accessibility", "What works, what does not yet, and whom to tell.")
PRIVACY = Plain("/privacy/", "Privacy", "What this site learns about you: very little.")


@blueprint.get("/about/")
def about() -> Response:
    return show("furniture/about.html", ABOUT.page(this_site()))


@blueprint.get("/accessibility/")
def accessibility() -> Response:
    return show("furniture/accessibility.html", ACCESSIBILITY.page(this_site()))


@blueprint.get("/privacy/")
def privacy() -> Response:
    return show("furniture/privacy.html", PRIVACY.page(this_site()))
