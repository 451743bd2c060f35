"""Somebody's own page: what they wrote apart from what they checked, and only what is stored."""

import json

from flask import Flask

from app.accounts import operations as accounts
from app.accounts.permissions import Actor
from app.articles import operations as articles
from app.articles.draft import ArticleDraft
from app.content import operations
from app.content.drafts import Credit, PersonRole
from app.core import clock
from app.core.db import db
from app.core.unit_of_work import unit_of_work
from tests import factories
from tests.reviews.pages import LONGER, Page
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


def test_what_somebody_wrote_stands_there_and_no_review_that_was_not_made(
    app: Flask, editor: Actor, page: Visit
) -> None:
    _person(app, editor, registration="HCPC PH00000", interests="Paid by nobody.", bio="Has seen many hips.")
    seen = page("/people/sample-physiotherapist/")
    assert "Written Guide Knees" in seen.text
    assert "Reviewed" not in seen.text  # to be named as a reviewer is not to have reviewed
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


def test_what_somebody_signed_off_stands_there_while_the_sign_off_does(app: Flask, editor: Actor, page: Visit) -> None:
    with app.app_context():
        with unit_of_work():
            reviewer = accounts.save_person(None, name="Sample reviewer", registration="Sample register 1")
            reviewer_id = reviewer.id
        made = Page(editor)
        made.sign(person_id=reviewer_id)
        db.session.remove()
    assert page("/an-article/").all("a", href="/people/sample-reviewer/")
    assert "Reviewed Guide An article" in page("/people/sample-reviewer/").text
    with app.app_context():
        made.write(body=LONGER)
        made.publish()
        db.session.remove()
    later = page("/people/sample-reviewer/")
    assert later.status == 200
    assert "Reviewed" not in later.text


def test_who_signed_off_a_draft_is_not_shown_yet(app: Flask, editor: Actor, page: Visit) -> None:
    with app.app_context():
        with unit_of_work():
            reviewer_id = accounts.save_person(None, name="Sample reviewer").id
        Page(editor, live=False).sign(person_id=reviewer_id)
        db.session.remove()
    assert page("/people/sample-reviewer/").status == 404
