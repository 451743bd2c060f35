"""Flask's cookie session, kept to the desk: it holds the CSRF token and messages, never who is logged in."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature


class DeskSessions(SecureCookieSessionInterface):
    """Reading the session does not make a public page vary by cookie; only writing to it sets one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        # Flask refuses a cookie whose signature is younger than now. When the computer's clock is put back an hour,
        # that would be every cookie, and each form that is open would be refused. How long somebody stays logged in is
        # for the session in the database to say.
        signer = self.get_signing_serializer(app)
        try:
            signed = request.cookies.get(self.get_cookie_name(app), "")
            return self.session_class(signer.loads(signed) if signer and signed else None)
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified:
            super().save_session(app, session, response)
