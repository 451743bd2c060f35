"""The search for a physiotherapist. What somebody looks for is theirs: no answer to a search is kept by anybody."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Response, request

from app.booking.availability import Offer, list_offers
from app.booking.soonest import next_free
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.site import Site
from app.core.text import one_line
from app.directory import places, search
from app.directory.models import BookingMode
from app.directory.places import LONGEST, Nowhere, Place, Several
from app.web.pages.directory import (
    PATH,
    TICKS,
    WEEKS,
    Asked,
    Choice,
    DirectoryPage,
    FoundCard,
    Next,
    Stage,
    cards_of,
    choices_of,
    heading_of,
    nobody_words,
    pager_of,
    wider_search,
)
from app.web.pages.plain import Plain
from app.web.site import blueprint
from app.web.site.answers import page_number, show, this_site

_WORDS = Plain(PATH, "Find a physiotherapist", "Search by place and by what you need.")
_WORDS_OF_A_SEARCH = replace(_WORDS, noindex=True)


@blueprint.get(PATH)
def physiotherapists() -> Response:
    """The form, and below it who was found, or what to do instead."""
    asked = _asked()
    site = this_site()
    if asked.faults:
        return _show(asked, site, _page(asked, site, Stage.START), status=422)
    place = places.find_place(asked.near) if asked.near else None
    if isinstance(place, Place):
        return _show(asked, site, _found(asked, place, site))
    if search.is_empty():
        return _show(asked, site, _page(asked, site, Stage.EMPTY))
    if place is None:
        return _show(asked, site, _page(asked, site, Stage.START))
    return _show(asked, site, _which(asked, place, site))


def _asked() -> Asked:
    """What stands in the address; whatever else is there is passed over."""
    near = one_line(request.args.get("near", ""))[:LONGEST]
    ticked = tuple(name for name, _ in TICKS if request.args.get(name) == "1")
    try:
        radius = search.read_radius(one_line(request.args.get("radius", "")))
    except Invalid as refusal:
        return Asked(near=near, ticked=ticked, faults=refusal.faults)
    return Asked(near=near, radius=radius, ticked=ticked)


def _show(asked: Asked, site: Site, page: DirectoryPage, *, status: int = 200) -> Response:
    response = show("physiotherapists.html", page, status=status)
    if request.query_string:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(
    asked: Asked,
    site: Site,
    stage: Stage,
    *,
    heading: str = "",
    note: str = "",
    choices: tuple[Choice, ...] = (),
    cards: tuple[FoundCard, ...] = (),
) -> DirectoryPage:
    words = _WORDS_OF_A_SEARCH if asked.near or asked.ticked or asked.faults else _WORDS
    uses_places = stage not in {Stage.EMPTY, Stage.START}
    return DirectoryPage(
        head=words.head(site),
        crumbs=words.crumbs(),
        title=words.title,
        summary=words.summary,
        stage=stage,
        asked=asked,
        heading=heading,
        note=note,
        choices=choices,
        cards=cards,
        attributions=tuple(places.list_attributions()) if uses_places else (),
    )


def _which(asked: Asked, found: Several | Nowhere, site: Site) -> DirectoryPage:
    """The name is that of several places, or of none."""
    choices = choices_of(found, asked)
    if isinstance(found, Several):
        return _page(asked, site, Stage.SEVERAL, heading=f"Which {found.name} do you mean?", choices=choices)
    return _page(asked, site, Stage.NOWHERE, heading=found.why, choices=choices)


def _found(asked: Asked, place: Place, site: Site) -> DirectoryPage:
    page = search.search(place.point, asked.wanted, page=page_number())
    if page.number > page.last:
        raise NotFound("There is no such page of this list.")
    if not page.total:
        return _nobody(asked, place, site)
    cards = _cards(page.items, asked, place, site)
    made = _page(asked, site, Stage.RESULTS, heading=heading_of(page, asked, place), note=place.note, cards=cards)
    return replace(made, pager=pager_of(page, asked))


def _nobody(asked: Asked, place: Place, site: Site) -> DirectoryPage:
    if search.is_empty():  # asked here only: nearly every search finds somebody
        return _page(asked, site, Stage.EMPTY)
    nearest = search.find_nearest(place.point, asked.wanted)
    miles = nearest.miles if nearest else None
    cards = _cards([nearest], asked, place, site) if nearest else ()
    heading = nobody_words(asked, place, miles)
    made = _page(asked, site, Stage.NOBODY, heading=heading, note=place.note, cards=cards)
    return replace(made, wider=wider_search(asked, miles))


def _cards(found: Sequence[search.Found], asked: Asked, place: Place, site: Site) -> tuple[FoundCard, ...]:
    cards = search.list_cards(found, place.point, asked.wanted)
    listed = list_offers([card.location for card in cards])
    offers = {card.location.id: _suiting(listed[card.location.id], card, asked) for card in cards}
    times = next_free(offers, now=clock.now(), within_days=WEEKS * 7)
    firsts = {
        location_id: Next(starts_at, offer.zone, offer.mode is BookingMode.REQUEST, offer.service.at_home)
        for location_id, (offer, starts_at) in times.items()
    }
    return cards_of(cards, firsts, place, site.timezone)


def _suiting(offers: Sequence[Offer], card: search.Card, asked: Asked) -> Sequence[Offer]:
    """Whose next time is told: of home visits where these are looked for, and of no visit to where they do not come. All,
    where nothing else is offered."""
    visits = [offer for offer in offers if offer.service.at_home]
    if asked.wanted.home_visits:
        return visits or offers
    comes = card.location.home_miles is not None and card.miles <= card.location.home_miles
    return offers if comes else [offer for offer in offers if not offer.service.at_home] or offers
