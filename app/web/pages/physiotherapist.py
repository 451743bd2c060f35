"""The page of a physiotherapist: who they are, where, what they offer, when they can be had next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.booking.availability import Offer
from app.core.site import Site
from app.directory.hcpc import REGISTER
from app.directory.languages import language_names
from app.directory.models import BookingMode, Location, Practice, Practitioner, Service
from app.directory.wall_times import moment_said
from app.web.pages import json_ld
from app.web.pages.bodies import Shelf
from app.web.pages.frames import trail
from app.web.pages.parts import Head, Link, Picture

PLACES = Link("Find a physiotherapist", "/physiotherapists/")


@dataclass(frozen=True)
class NextFree:
    """The first time that can be had at a place."""

    at: datetime
    words: str
    service: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """One practice where somebody works, as patients need it."""

    name: str
    lines: tuple[str, ...]
    """The address; only the town where nobody is seen."""
    sees_here: bool
    home_visits: str
    phone: str
    website: str
    step_free: bool
    access: tuple[str, ...]
    sample: bool
    booked_here: bool
    """Whether times are given out on this site."""
    asked_for: bool
    """Whether the practice has to agree to a time first."""
    booked_at: str
    """The practice's own booking page, where booking is done there."""
    next_free: NextFree | None


@dataclass(frozen=True)
class Offered:
    """A service with its price."""

    name: str
    minutes: int
    price: str
    description: str
    where: str
    at_home: bool


@dataclass(frozen=True)
class Number:
    """The registration, and when an editor last found it on the register."""

    hcpc: str
    confirmed: date | None
    register: str = REGISTER


@dataclass(frozen=True, kw_only=True)
class PhysiotherapistPage:
    """Everything that the template prints."""

    head: Head
    crumbs: tuple[Link, ...]
    title: str
    about: tuple[str, ...]
    photo: Picture | None
    treats: tuple[str, ...]
    languages: tuple[str, ...]
    accepts_new: bool
    video: bool
    number: Number | None
    places: tuple[Place, ...]
    offered: tuple[Offered, ...]
    book: str
    """Where a time is chosen; nothing where no place gives out times here."""
    sample: bool


def physiotherapist_page(
    found: Practitioner,
    offers: Mapping[int, Sequence[Offer]],
    free: Mapping[int, tuple[Offer, datetime]],
    *,
    shelf: Shelf,
    site: Site,
) -> PhysiotherapistPage:
    """`offers` are what can be booked here by location, `free` the first time of each."""
    path = f"/physiotherapists/{found.slug}/"
    crumbs = trail(PLACES, Link(found.name, None))
    services = [service for service in found.services if service.active]
    places = tuple(_place(each, services, offers.get(each.id, ()), free.get(each.id)) for each in found.locations)
    photo = shelf.picture(found.photo_id, found.photo_alt)
    url = site.absolute(path)
    image = site.absolute(photo.src) if photo else None
    things = (_person(found, url, image, site), *(_clinic(each, site) for each in found.locations if each.sees_here))
    return PhysiotherapistPage(
        head=Head(
            title=found.name,
            description=_described(found, places),
            canonical=url,
            kind="profile",
            image=image,
            image_alt=found.photo_alt,
            noindex=found.sample or any(place.sample for place in places),
            json_ld=json_ld.script(*things, json_ld.trail(crumbs, url=url, site=site)),
        ),
        crumbs=crumbs,
        title=found.name,
        about=_paragraphs(found.about),
        photo=photo,
        treats=tuple(each.name for each in found.treatments),
        languages=language_names(list(found.languages)),
        accepts_new=found.accepts_new,
        video=found.video,
        number=Number(found.hcpc_number, found.hcpc_checked_on) if found.hcpc_number else None,
        places=places,
        offered=tuple(_offered(each, found) for each in services),
        book=f"{path}book/" if any(place.booked_here for place in places) else "",
        sample=found.sample,
    )


def _place(
    location: Location, services: list[Service], offers: Sequence[Offer], free: tuple[Offer, datetime] | None
) -> Place:
    practice = location.practice
    modes = {practice.mode, *(each.mode for each in services if each.location_id in {None, location.id} and each.mode)}
    return Place(
        name=practice.name,
        lines=_lines(practice, whole=location.sees_here),
        sees_here=location.sees_here,
        home_visits=f"up to {location.home_miles:g} miles from here" if location.home_miles else "",
        phone=practice.phone,
        website=practice.website,
        step_free=practice.step_free and location.sees_here,
        access=_paragraphs(practice.access) if location.sees_here else (),
        sample=practice.sample,
        booked_here=bool(offers),
        asked_for=bool(offers) and all(offer.mode is BookingMode.REQUEST for offer in offers),
        booked_at=practice.booking_link if BookingMode.LINK in modes else "",
        next_free=None if free is None else NextFree(free[1], moment_said(free[1], free[0].zone), free[0].service.name),
    )


def _offered(service: Service, found: Practitioner) -> Offered:
    several = len(found.locations) > 1
    names = {each.id: each.practice.name for each in found.locations}
    where = names.get(service.location_id, "") if several and service.location_id is not None else ""
    return Offered(
        service.name, service.minutes, pounds(service.price_pence), service.description, where, service.at_home
    )


def pounds(pence: int | None) -> str:
    """ "£45" or "£45.50"; nothing where no price is said."""
    if pence is None:
        return ""
    return f"£{pence // 100}" if pence % 100 == 0 else f"£{pence / 100:.2f}"


def _lines(practice: Practice, *, whole: bool) -> tuple[str, ...]:
    """A home base is nobody's business: where nobody is seen, only the town is told."""
    street = tuple(line.strip() for line in practice.address.splitlines() if line.strip())
    parts = (*street, practice.town, practice.postcode) if whole else (practice.town,)
    return tuple(filter(None, parts))


def _described(found: Practitioner, places: Sequence[Place]) -> str:
    towns = ", ".join(dict.fromkeys(each.practice.town for each in found.locations if each.practice.town))
    treats = ", ".join(each.name for each in found.treatments)
    parts = (f"Physiotherapist in {towns}" if towns else "Physiotherapist", f"treats {treats}" if treats else "")
    visits = "home visits" if any(place.home_visits for place in places) else ""
    return f"{'; '.join(filter(None, (*parts, visits)))}."


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _person(found: Practitioner, url: str, image: str | None, site: Site) -> json_ld.Thing:
    """A person with a registration, from stored facts: that a number was confirmed is no claim that anybody is good."""
    thing = json_ld.person(found.name, "Physiotherapist", url=url)
    thing |= {"@id": f"{url}#person", "image": image, "description": found.about}
    thing["knowsLanguage"] = list(found.languages)
    thing["knowsAbout"] = [each.name for each in found.treatments]
    thing["worksFor"] = [{"@id": _clinic_id(each, site)} for each in found.locations if each.sees_here]
    if found.hcpc_number:
        thing["hasCredential"] = {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "Registration",
            "name": "Registered physiotherapist",
            "identifier": found.hcpc_number,
            "recognizedBy": {"@type": "Organization", "name": "Health and Care Professions Council", "url": REGISTER},
        }
    return thing


def _clinic(location: Location, site: Site) -> json_ld.Thing:
    practice = location.practice
    street = ", ".join(line.strip() for line in practice.address.splitlines() if line.strip())
    address = {
        "@type": "PostalAddress",
        "streetAddress": street,
        "addressLocality": practice.town,
        "postalCode": practice.postcode,
        "addressCountry": "GB",
    }
    return {
        "@type": ["Physiotherapy", "MedicalClinic"],
        "@id": _clinic_id(location, site),
        "name": practice.name,
        "address": address,
        "telephone": practice.phone,
        "url": practice.website,
        "geo": {"@type": "GeoCoordinates", "latitude": practice.latitude, "longitude": practice.longitude},
    }


def _clinic_id(location: Location, site: Site) -> str:
    return site.absolute(f"/physiotherapists/#practice-{location.practice_id}")
