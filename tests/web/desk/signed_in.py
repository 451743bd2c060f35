"""A browser of a test that is logged in."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.accounts import operations as accounts
from app.accounts import queries as people
from app.accounts.permissions import Actor
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from app.web.auth import COOKIE


class SignedIn:
    """Requests of one person; writes carry the token of the desk."""

    def __init__(self, app: Flask, actor: Actor) -> None:
        self.client: FlaskClient = app.test_client()
        with app.app_context():
            with unit_of_work():
                token = accounts.start_session(people.get_user(actor.user_id), user_agent="test", now=clock.now())
            db.session.remove()
        self.client.set_cookie(COOKIE, token)
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/desk/media/").text)
        self.csrf = found.group(1) if found else ""

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """A request of a script, with the token in a header."""
        return self.client.open(path, method=method, headers={"X-CSRFToken": self.csrf, **(headers or {})}, **options)

    def submit(self, path: str, **fields: Any) -> TestResponse:
        """A form, with the token in a field."""
        # Encoded here, because the test client would leave the temporary file of a large form open.
        parts = {n: FileStorage(v[0], v[1]) if isinstance(v, tuple) else v for n, v in fields.items()}
        boundary, body = encode_multipart({"csrf_token": self.csrf, **parts})
        return self.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")
