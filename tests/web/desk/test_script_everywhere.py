"""Script typed into every field of every form of the desk is words: on the answer, on every page afterwards, for readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from app.accounts.permissions import Role
from app.cli.demo.load import load
from app.core import clock
from app.core.db import db
from tests.journeys import desk_addresses
from tests.web.desk.conftest import Desk

SCRIPT = "\"'></textarea><script>alert(1)</script>{{7*191}} as a reason"
RAN = ("<script>alert", "1337")
ROW = re.compile(r"-\d+-")
TYPED = {"text", "search", "email", "url", "tel", "password", "number", "date", "datetime-local", ""}
# What would end the session that the test goes on with, and what throws away the pages that it looks at afterwards.
LEFT_ALONE = ("/logout", "/login", "/account/", "/delete-for-ever", "/withdraw", "/merge", "/revoke")


@dataclass(frozen=True)
class Form:
    """One form of a page: what it would send untouched, and the names of what can be typed in."""

    method: str
    path: str
    fields: dict[str, str]
    typed: frozenset[str]


def forms_on(address: str, text: str) -> Iterator[Form]:
    page: Any = html.fromstring(text)
    for form in page.forms:
        path = urlsplit(urljoin(f"http://localhost{address}", form.get("action") or address)).path
        if any(part in path for part in LEFT_ALONE):
            continue
        inputs = form.xpath(".//textarea[@name] | .//input[@name]")
        typed = frozenset(each.get("name") for each in inputs if each.get("type", "") in TYPED)
        sent = {str(name): str(value) for name, value in form.form_values() if name != "csrf_token"}
        yield Form(form.method.upper(), path, sent, typed)


def refused_in(answer: TestResponse) -> set[str]:
    page: Any = html.fromstring(answer.text)
    return {str(name) for name in page.xpath("//*[@aria-invalid='true']/@name")}


def sent(desk: Desk, form: Form) -> Iterator[TestResponse]:
    """The answers to the script in every field; then, when that is refused, in all that may hold any words."""
    names, tries = form.typed, 4
    while tries:
        fields = form.fields | dict.fromkeys(names, SCRIPT)
        if "body" in form.typed:  # readers are to see it, too
            fields |= {"do": "publish", "override_reason": SCRIPT}
        answer = desk.post(form.path, fields) if form.method == "POST" else desk.get(f"{form.path}?{urlencode(fields)}")
        yield answer
        wrong = refused_in(answer) if answer.status_code == 422 else set()
        rows = {name for name in names if ROW.search(name)}  # what is wrong in a row is said at its head
        names, tries = names - wrong - rows, tries - 1 if wrong | rows and answer.status_code == 422 else 0


def test_script_in_every_field_of_every_form_is_words(app: Flask, staff: object) -> None:
    with app.app_context():
        load(login_folder=None, now=clock.now())
        db.session.remove()
    staged = desk_addresses.stage(app)
    desk = Desk(app, Role.ADMIN)
    addresses = [staged.address(app, endpoint) for endpoint in desk_addresses.endpoints(app)]
    forms: dict[tuple[str, str, frozenset[str]], Form] = {}
    for address in addresses:
        for form in forms_on(address, desk.get(address).text):
            forms.setdefault((form.method, form.path, form.typed), form)
    taken = 0
    for form in (each for each in forms.values() if each.typed):
        for answer in sent(desk, form):
            assert answer.status_code in {200, 303, 404, 409, 422}, (form.path, answer.status_code)
            assert not [sign for sign in RAN if sign in answer.text], form.path
        taken += answer.status_code in {200, 303}
    assert taken > 30
    shown = 0
    for address in [*addresses, "/", "/blog/", "/blog/feed.xml", "/resources/", "/podcast/", "/physiotherapists/"]:
        answer = desk.get(address)
        assert answer.status_code < 500, address
        assert not [sign for sign in RAN if sign in answer.text], address
        shown += "&lt;script&gt;alert" in answer.text
    assert shown > 20
