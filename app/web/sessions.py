"""Flask's cookie session, kept to the desk: it holds the CSRF token and messages, never who is logged in."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class DeskSessions(SecureCookieSessionInterface):
    """Reading the session does not make a public page vary by cookie; only writing to it sets one."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified:
            super().save_session(app, session, response)
