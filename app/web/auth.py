"""Who is asking: Flask-Login over our own session table.

The cookie carries a random secret whose hash is looked up at every request, so that logging out, disabling a user or
changing a password takes effect at once and in every browser. Flask-Login's own remember cookie is never used.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import unquote

from flask import Flask, Request, Response, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import operations, passwords, queries
from app.accounts.permissions import Action, Actor, may, require
from app.core import clock
from app.core.errors import Busy, Invalid, TooMany
from app.core.unit_of_work import unit_of_work

COOKIE = "__Host-session"
ROOMS = ("/desk/", "/practice/")
"""Where one has to be logged in."""
P = ParamSpec("P")
R = TypeVar("R")


class SignedIn:
    """What Flask-Login calls a user: who it is, and which session says so."""

    is_authenticated, is_active, is_anonymous = True, True, False

    def __init__(self, actor: Actor, email: str, seen_at: datetime) -> None:
        self.actor, self.email, self.seen_at = actor, email, seen_at

    def get_id(self) -> str:
        return str(self.actor.user_id)


def init_app(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # our sessions are rows, see above
    manager.request_loader(_load)
    manager.init_app(app, add_context_processor=False)  # no page is to look up who reads it unless it asks
    app.after_request(_refresh)


def current_actor() -> Actor:
    """The person who is logged in. Raises Unauthorized, which the desk answers with the login page."""
    if not current_user.is_authenticated:
        raise Unauthorized
    actor: Actor = current_user.actor
    return actor


def needs(action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Only for people who may do `action`; others get the login page or a refusal."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(current_actor(), action)
            return view(*args, **kwargs)

        guarded.needs = action  # type: ignore[attr-defined]  # read by the test of the route table
        return guarded

    return decorate


def log_in(email: str, password: str) -> str:
    """A new session's secret for the right password. Raises Invalid or TooMany, the same for known and unknown people."""
    user_id = check_password(email, password)
    if user_id is None:
        raise Invalid("That e-mail address and password do not belong together.", field="password")
    with unit_of_work():
        token = start_session(user_id)
    session.clear()
    return token


def check_password(email: str, password: str) -> int | None:
    """The id of the active user whose password this is. A wrong one is counted; raises TooMany after too many."""
    now, address = clock.now(), client_address(request)
    wait = queries.seconds_until_login(email, address, now=now)
    if wait:
        raise TooMany(f"Too many wrong passwords. Try again in {-(-wait // 60)} minutes.", retry_after=wait)
    user = queries.find_user(email)
    user_id = user.id if user is not None and user.active else None
    if passwords.matches(password, user.password_hash if user is not None and user_id is not None else None):
        return user_id
    with unit_of_work():
        operations.note_failure(email, address, now=now)
    return None


def start_session(user_id: int) -> str:
    """Inside a unit of work: a session for this browser; returns the secret for its cookie."""
    return operations.start_session(queries.get_user(user_id), user_agent=request.user_agent.string, now=clock.now())


def log_out() -> None:
    token = request.cookies.get(COOKIE)
    if token:
        with unit_of_work():
            operations.end_session(token)
    session.clear()


def set_cookie(response: BaseResponse, token: str) -> None:
    """The session cookie; Chromium takes a Secure one over http on loopback too."""
    response.set_cookie(
        COOKIE,
        token,
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
        max_age=int(operations.SESSION_LIFE.total_seconds()),
    )


def drop_cookie(response: BaseResponse) -> None:
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")


def client_address(asked: Request) -> str:
    """The other end, as far as the settings trust what proxies say."""
    return asked.remote_addr or "unknown"


def to_login() -> BaseResponse:
    """To the login page, and from there back to what was asked for."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else url_for("desk.home")
    return redirect(url_for("desk.login", next=wanted), code=303)


def landing(token: str, target: str | None) -> str:
    """Where somebody goes who has just got the session `token`: to what they asked for, where they may go, else home."""
    found = queries.find_session(token, now=clock.now())
    to_diary = found is not None and not may(found.user.actor, Action.OPEN_DESK)
    home = url_for("practice.home") if to_diary else url_for("desk.home")
    led = safe_next(target)
    return led if led.startswith(home) else home


def safe_next(target: str | None) -> str:
    """`target` when it is a path of this site below the desk or the diary, else the desk."""
    ours = (
        bool(target)
        and str(target).startswith(ROOMS)
        and "\\" not in str(target)
        and not any(ord(c) < 33 or ord(c) == 127 for c in str(target))
        and ".." not in unquote(str(target)).split("?", 1)[0].split("/")
    )
    return str(target) if ours else url_for("desk.home")


def _load(asked: Request) -> SignedIn | None:
    token = asked.cookies.get(COOKIE)
    if not token or len(token) > 100:
        return None
    found = queries.find_session(token, now=clock.now())
    if found is None:
        return None
    if clock.now() - found.seen_at > operations.SEEN_EVERY:
        g.keep_session = token
    return SignedIn(found.user.actor, found.user.email, found.seen_at)


def _refresh(response: Response) -> Response:
    token = g.pop("keep_session", None)
    if token:
        with suppress(Busy), unit_of_work():  # the next request will do; this one's answer is ready
            operations.keep_session(token, now=clock.now())
    return response
