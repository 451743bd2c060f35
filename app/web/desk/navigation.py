"""What stands at the side of every page of the desk: only what the person may open."""

from dataclasses import dataclass
from enum import StrEnum

from flask import request, url_for
from flask_login import current_user

from app.accounts.permissions import Action, Actor, may
from app.web.desk import blueprint
from app.web.desk.fields import messages, problems


class Group(StrEnum):
    """The heading under which a place stands; in the order of the menu."""

    WORK = "Work"
    WRITE = "Write"
    READERS = "Readers"
    SITE = "Site"
    PEOPLE = "People"
    SYSTEM = "System"


@dataclass(frozen=True)
class Place:
    """One place of the desk, and what one must be allowed to do to go there."""

    group: Group
    text: str
    endpoint: str
    needs: Action


PLACES: tuple[Place, ...] = (
    Place(Group.WORK, "Dashboard", "desk.home", Action.OPEN_DESK),
    Place(Group.WORK, "Calendar", "desk.calendar", Action.WRITE),
    Place(Group.WORK, "Reviews", "desk.reviews", Action.REVIEW),
    Place(Group.WRITE, "Articles", "desk.articles", Action.WRITE),
    Place(Group.WRITE, "Blog", "desk.blog", Action.WRITE),
    Place(Group.WRITE, "Podcast", "desk.podcast", Action.WRITE),
    Place(Group.WRITE, "Resources", "desk.resources", Action.WRITE),
    Place(Group.WRITE, "All pages", "desk.everything", Action.WRITE),
    Place(Group.WRITE, "Media", "desk_media.library", Action.UPLOAD),
    Place(Group.WRITE, "References", "desk.references", Action.WRITE),
    Place(Group.READERS, "Physiotherapists", "desk_directory.practitioners", Action.MANAGE_DIRECTORY),
    Place(Group.READERS, "Feedback", "desk.feedback", Action.READ_FEEDBACK),
    Place(Group.SITE, "Redirects", "desk.redirects", Action.MANAGE_REDIRECTS),
    Place(Group.SITE, "Missed addresses", "desk.missed", Action.MANAGE_REDIRECTS),
    Place(Group.SITE, "Broken links", "desk.links", Action.WRITE_ANY),
    Place(Group.SITE, "Bin", "desk.bin", Action.BIN),
    Place(Group.PEOPLE, "People", "desk.people", Action.NAME_PEOPLE),
    Place(Group.PEOPLE, "Logins", "desk.users", Action.MANAGE_PEOPLE),
    Place(Group.PEOPLE, "Activity", "desk.activity", Action.READ_ACTIVITY),
    Place(Group.READERS, "Patients’ privacy", "desk.privacy", Action.MANAGE_PRIVACY),
    Place(Group.SYSTEM, "Mail", "desk.mail", Action.READ_MAIL),
    Place(Group.SYSTEM, "Jobs", "desk.jobs", Action.MANAGE_JOBS),
)


@dataclass(frozen=True)
class MenuItem:
    text: str
    href: str
    here: bool


@dataclass(frozen=True)
class MenuGroup:
    """Some places under one heading."""

    title: str
    items: tuple[MenuItem, ...]


def menu(here: str = "") -> list[MenuItem]:
    """The places of the person who asks, nothing for nobody. `here` is the endpoint of the list that a page belongs to."""
    return [item for group in menu_groups(here) for item in group.items]


def menu_groups(here: str = "") -> list[MenuGroup]:
    """The same under their headings; a group without a place is left out. One place at most is where one is."""
    actor = reader()
    if actor is None:
        return []
    allowed_here = [place for place in PLACES if may(actor, place.needs)]
    current = here if any(place.endpoint == here for place in allowed_here) else _around(allowed_here)
    found = []
    for group in Group:
        items = [_item(place, current) for place in allowed_here if place.group is group]
        if items:
            found.append(MenuGroup(group.value, tuple(items)))
    return found


def _item(place: Place, current: str) -> MenuItem:
    return MenuItem(place.text, url_for(place.endpoint), place.endpoint == current)


def _around(places: list[Place]) -> str:
    """The endpoint of the place that the page is below, the nearest one; below the dashboard is nothing but itself."""
    inside = [place for place in places if _is_inside(place)]
    return max(inside, key=lambda place: len(url_for(place.endpoint))).endpoint if inside else ""


def _is_inside(place: Place) -> bool:
    address = url_for(place.endpoint)
    return request.path == address if place.endpoint == "desk.home" else request.path.startswith(address)


def reader() -> Actor | None:
    """Whoever is logged in, or None."""
    actor: Actor | None = current_user.actor if current_user.is_authenticated else None
    return actor


def allowed(action: str) -> bool:
    """Whether the person who asks may do this, by the action's name: for templates."""
    actor = reader()
    return actor is not None and may(actor, Action[action])


for _name, _function in (
    ("desk_menu_groups", menu_groups),
    ("desk_reader", reader),
    ("allowed", allowed),
    ("problems", problems),
    ("messages", messages),
):
    blueprint.add_app_template_global(_function, _name)
