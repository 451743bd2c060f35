"""What the forms of booking share: what was typed, whether a person typed it, and the secret of this browser."""

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app, request
from werkzeug.wrappers import Response

from app.booking import privacy_notice
from app.booking.links import new_secret
from app.core.errors import Invalid, NotFound
from app.core.text import without_control_characters
from app.web.pages.booking import Typed

COOKIE = "__Host-hold"
COOKIE_LIFE = timedelta(hours=2)
"""Longer than any time is held; it says nothing but which held time is this browser's."""
SECRET_LENGTH = 43
SHORTEST = timedelta(seconds=3)
"""In less nobody types who they are."""
SHORTEST_PRESS = timedelta(seconds=2)
"""In less nobody reads what a button does: programs that open the links in mails press buttons, too."""
LONGEST = timedelta(days=1)
_KEY = re.compile(rf"[A-Za-z0-9_-]{{{SECRET_LENGTH}}}")
"""As `links.new_secret` makes them: a key stands in an address, where no other sign is safe."""
FURTHEST = timedelta(days=800)


def typed() -> Typed:
    """As it was typed, for the form that comes back."""
    return Typed(
        *(without_control_characters(request.form.get(name, "")) for name in ("name", "email", "phone", "note"))
    )


def stamp(purpose: str, *, now: datetime) -> str:
    """When a form was shown, and what for, in words that only this site can write."""
    seconds = int(now.timestamp())
    return f"{seconds}.{_mac(purpose, seconds)}"


def age(given: str, purpose: str, *, now: datetime) -> timedelta | None:
    """How old a stamp is; None for one that was altered, was made for something else, or is a day old."""
    seconds, _, mac = given.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12 and mac.isascii()):
        return None
    if not hmac.compare_digest(mac, _mac(purpose, int(seconds))):
        return None
    old = timedelta(seconds=int(now.timestamp()) - int(seconds))
    return old if timedelta() <= old < LONGEST else None


def kept_stamp(purpose: str, *, now: datetime) -> str:
    """The one that was sent, where it holds: a form that comes back may be sent again at once."""
    given = request.form.get("stamp", "")
    return given if age(given, purpose, now=now) is not None else stamp(purpose, now=now)


def require_person(purpose: str, *, now: datetime) -> None:
    """Raises Invalid for what a machine fills in, in words that help a person of whom it is believed by mistake."""
    if request.form.get("website"):
        raise Invalid("A field that people do not see was filled in, perhaps by your browser. Please send it again.")
    old = age(request.form.get("stamp", ""), purpose, now=now)
    if old is None or old < SHORTEST:
        raise Invalid("That was very quick. Please look whether everything is right, and send it again.")


def require_key(key: str) -> None:
    """Raises Invalid for what is no key of a form of ours."""
    if _KEY.fullmatch(key) is None:
        raise Invalid("This form was out of date. Please look whether everything is right, and send it again.")


def not_pressed(purpose: str, *, now: datetime) -> str:
    """Why a button of a page that a link opens counts for nothing; "" when a person has pressed it."""
    old = age(request.form.get("stamp", ""), purpose, now=now)
    if old is None:
        return "This page was out of date, so nothing was changed. It shows now how things stand: please choose again."
    if old < SHORTEST_PRESS:
        return "That was very quick, so nothing was changed. If it was you, please press again."
    return ""


def notice() -> int:
    """Which privacy notice the form was shown with: a newer one may be published while somebody types. The newest, where
    the form names none that there is."""
    newest, given = privacy_notice.current()[0], request.form.get("notice", "")
    named = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else newest
    return named if 0 < named <= newest else newest


def browser() -> str:
    """The secret under which this browser holds a time; "" where it has none."""
    given = request.cookies.get(COOKIE, "")
    return given if len(given) == SECRET_LENGTH and given.isascii() else ""


def browser_or_new() -> str:
    return browser() or new_secret()


def remember(response: Response, secret: str) -> None:
    """Set on the answer to a chosen time only, because without it that time could not be told from anybody else's."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(COOKIE_LIFE.total_seconds()),
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")


def number(given: str) -> int:
    """An id from a form or an address. Raises NotFound for what is none."""
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise NotFound("There is nothing to be booked under this address.")
    return int(given)


def start(given: str, *, now: datetime) -> datetime:
    """A chosen time. Raises Invalid for what is none."""
    try:
        chosen = datetime.fromisoformat(given)
    except ValueError:
        raise Invalid("Choose one of the times.", field="start") from None
    if chosen.tzinfo is None or abs(chosen.replace(tzinfo=now.tzinfo) - now) > FURTHEST:
        raise Invalid("Choose one of the times.", field="start")
    return chosen.astimezone(now.tzinfo)


def _mac(purpose: str, seconds: int) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"booking form\n{purpose}\n{seconds}".encode(), sha256).hexdigest()
