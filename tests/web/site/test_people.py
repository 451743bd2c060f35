"""Somebody's own page: what they wrote apart from what they checked, and only what is stored."""

import json

from flask import Flask

from app.accounts.permissions import Actor
from app.articles import operations as articles
from app.articles.draft import ArticleDraft
from app.content import operations
from app.content.drafts import Credit, PersonRole
from app.core import clock
from tests import factories
from tests.web.conftest import Read, Visit
from tests.web.desk.conftest import work


def _person(app: Flask, by: Actor, **facts: str) -> None:
    with work(app):
        person = factories.person("Sample physiotherapist")
        for name, value in facts.items():
            setattr(person, name, value)
        for title, role in (("Knees", PersonRole.AUTHOR), ("Hips", PersonRole.REVIEWER)):
            draft = ArticleDraft(title=title, summary="S", body="<p>W</p>", credits=(Credit(person.id, role),))
            made = articles.create_article(draft, by=by, now=clock.now())
            operations.publish(made, by=by, now=clock.now())


def _said_to_machines(page: Read) -> dict[str, object]:
    (graph,) = (json.loads(script)["@graph"] for script in page.scripts if "@graph" in script)
    found: dict[str, object] = next(thing for thing in graph if thing["@type"] == "Person")
    return found


def test_what_somebody_wrote_stands_apart_from_what_they_reviewed(app: Flask, editor: Actor, page: Visit) -> None:
    _person(app, editor, registration="HCPC PH00000", interests="Paid by nobody.", bio="Has seen many hips.")
    seen = page("/people/sample-physiotherapist/")
    assert "Written Guide Knees" in seen.text
    assert "Reviewed Guide Hips" in seen.text
    assert "Declared interests Paid by nobody." in seen.text
    assert "Registration: HCPC PH00000. You can look it up in the public register" in seen.text
    assert not [a for a in seen.all("a") if "hcpc" in str(a.get("href"))]
    thing = _said_to_machines(seen)
    assert thing["hasCredential"] == {"@type": "EducationalOccupationalCredential", "name": "HCPC PH00000"}
    assert thing["description"] == "Has seen many hips."


def test_what_is_not_stored_is_not_claimed(app: Flask, editor: Actor, page: Visit) -> None:
    _person(app, editor)
    seen = page("/people/sample-physiotherapist/")
    assert "Registration" not in seen.text
    assert "None have been declared." in seen.text
    assert set(_said_to_machines(seen)) == {"@type", "name", "url"}
