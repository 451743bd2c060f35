"""What stands at the side of every page of the desk: only what the person may open."""

from dataclasses import dataclass

from flask import request, url_for
from flask_login import current_user

from app.accounts.permissions import Action, Actor, may
from app.web.desk import blueprint
from app.web.desk.fields import messages, problems


@dataclass(frozen=True)
class Place:
    """One place of the desk, and what one must be allowed to do to go there."""

    text: str
    endpoint: str
    needs: Action


PLACES: tuple[Place, ...] = (
    Place("Dashboard", "desk.home", Action.OPEN_DESK),
    Place("Calendar", "desk.calendar", Action.WRITE),
    Place("Articles", "desk.articles", Action.WRITE),
    Place("Blog", "desk.blog", Action.WRITE),
    Place("Podcast", "desk.podcast", Action.WRITE),
    Place("Resources", "desk.resources", Action.WRITE),
    Place("All pages", "desk.everything", Action.WRITE),
    Place("Reviews", "desk.reviews", Action.REVIEW),
    Place("References", "desk.references", Action.WRITE),
    Place("Media", "desk_media.library", Action.UPLOAD),
    Place("Feedback", "desk.feedback", Action.READ_FEEDBACK),
    Place("Links", "desk.links", Action.WRITE_ANY),
    Place("Redirects", "desk.redirects", Action.MANAGE_REDIRECTS),
    Place("People", "desk.people", Action.NAME_PEOPLE),
    Place("Logins", "desk.users", Action.MANAGE_PEOPLE),
    Place("Activity", "desk.activity", Action.READ_ACTIVITY),
    Place("Mail", "desk.mail", Action.READ_MAIL),
    Place("Bin", "desk.bin", Action.BIN),
    Place("Jobs", "desk.jobs", Action.MANAGE_JOBS),
)


@dataclass(frozen=True)
class MenuItem:
    text: str
    href: str
    here: bool


def menu(here: str = "") -> list[MenuItem]:
    """The places of the person who asks, nothing for nobody. `here` is the endpoint of the list that a page belongs to."""
    actor = reader()
    if actor is None:
        return []
    return [
        MenuItem(p.text, url_for(p.endpoint), p.endpoint == here or _is_inside(p))
        for p in PLACES
        if may(actor, p.needs)
    ]


def _is_inside(place: Place) -> bool:
    """Whether the page is below this place; below the dashboard is nothing but itself."""
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
    ("desk_menu", menu),
    ("desk_reader", reader),
    ("allowed", allowed),
    ("problems", problems),
    ("messages", messages),
):
    blueprint.add_app_template_global(_function, _name)
