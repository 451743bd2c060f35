"""What patients are told about their data: the text of today, and every one that was ever shown."""

from flask import Response

from app.booking import privacy_notice
from app.core.errors import NotFound
from app.web.pages.notice import notice_page
from app.web.site import blueprint
from app.web.site.answers import show, this_site

TEMPLATE = "furniture/booking_privacy.html"


@blueprint.get("/privacy/booking/")
def booking_privacy() -> Response:
    versions = privacy_notice.list_versions()
    return show(TEMPLATE, notice_page(versions[0] if versions else None, versions, site=this_site()))


@blueprint.get("/privacy/booking/<number>/")
def booking_privacy_version(number: str) -> Response:
    """The newest one has an address of its own, too: bookings go on naming it when another follows."""
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        raise NotFound("There is no such version of the privacy notice.")
    shown = privacy_notice.get_version(int(number))
    return show(TEMPLATE, notice_page(shown, privacy_notice.list_versions(), site=this_site()))
