"""How long the desk's lists take with ten thousand entries: a page of each, as the server answers it, without a browser.
At most 200 ms are promised. The ratio is to the same list of an almost empty site."""

import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import operations as accounts
from app.accounts.models import User
from app.accounts.permissions import Actor, Role
from app.articles.draft import Subject
from app.content.drafts import EntryDraft
from app.content.models import AssignedGuid, Entry, Kind, Revision, Tag, entry_tags
from app.core import clock
from app.core.db import Model, db
from app.core.unit_of_work import unit_of_work
from app.web.auth import COOKIE
from bench.figures import HEAD, Figure, tries
from bench.sites import site_in
from tests import factories

COUNT = 10_000
RUNS = 21
WANTED = 200
LISTS = {
    "blog": "/desk/blog/",
    "blog, page 100": "/desk/blog/?page=100",
    "articles": "/desk/articles/",
    "all pages": "/desk/pages/",
    "all pages, by title": "/desk/pages/?sort=title",
    "drafts": "/desk/pages/?state=draft",
    "live": "/desk/blog/?state=live",
    "with changes": "/desk/pages/?state=changes",
    "title has": "/desk/pages/?q=number+77",
    "a tag": "/desk/pages/?tag=knee",
    "review due": "/desk/pages/?due=1&sort=review",
    "dashboard": "/desk/",
}
_BODY = "<p>" + "Bend the knee, then straighten it, slowly and without a jerk. " * 120 + "</p>"


def fill(count: int, *, by: Actor) -> None:
    """Inside a unit of work: `count` posts and articles of about 7 KB, a tenth of them drafts, a tenth with changes, each
    with a revision or two and a tag. Written row by row, past the operations: those would take minutes."""
    now = clock.now()
    tags = [_tag(name) for name in ("hip", "knee", "back")]
    db.session.flush()
    first = (db.session.scalar(sa.select(sa.func.max(Entry.id))) or 0) + 1
    rows: list[dict[str, Any]] = []
    for entry_id in range(first, first + count):
        kind = Kind.POST if entry_id % 3 else Kind.ARTICLE
        at = now - timedelta(minutes=entry_id * 7)
        is_draft, has_changes = entry_id % 10 == 0, entry_id % 10 == 1
        rows.append(
            {
                "id": entry_id,
                "kind": kind,
                "guid": f"bench-{entry_id}",
                "slug": f"number-{entry_id}",
                "path": f"/blog/number-{entry_id}/" if kind is Kind.POST else f"/number-{entry_id}/",
                "title": f"A page about moving, number {entry_id}",
                "summary": "A sentence or two about it.",
                "body": _BODY,
                "changed_at": at,
                "created_at": at,
                "created_by_id": by.user_id,
                "published_at": None if is_draft else at,
                "first_published_at": None if is_draft else at,
                "next_review_on": (now + timedelta(days=entry_id % 700 - 60)).date(),
                "version": 1,
                "live_revision": None if is_draft else 1,
                "latest_revision": 2 if has_changes else 1,
            }
        )
    _insert(rows, by)
    db.session.execute(sa.insert(entry_tags), [{"entry_id": r["id"], "tag_id": tags[r["id"] % 3].id} for r in rows])


def _tag(slug: str) -> Tag:
    found = db.session.scalar(sa.select(Tag).where(Tag.slug == slug))
    if found is None:
        found = Tag(slug=slug, name=slug.capitalize())
        db.session.add(found)
    return found


def _insert(rows: list[dict[str, Any]], by: Actor) -> None:
    entries = Model.metadata.tables["entries"]
    db.session.execute(sa.insert(entries), [{**_defaults(), **row} for row in rows])
    posts = [{"id": row["id"]} for row in rows if row["kind"] is Kind.POST]
    articles = [
        {"id": row["id"], "subject": Subject.NONE, "subject_name": ""} for row in rows if row["kind"] is Kind.ARTICLE
    ]
    db.session.execute(sa.insert(Model.metadata.tables["posts"]), posts)
    db.session.execute(sa.insert(Model.metadata.tables["articles"]), articles)
    ledger = [{"guid": r["guid"], "entry_id": r["id"], "assigned_at": r["created_at"]} for r in rows]
    db.session.execute(sa.insert(AssignedGuid), ledger)
    db.session.execute(sa.insert(Revision), [each for row in rows for each in _revisions(row, by)])


def _defaults() -> dict[str, Any]:
    return {
        "position": 0,
        "image_alt": "",
        "image_decorative": False,
        "citations": [],
        "corrections": [],
        "formerly": [],
        "sample": False,
        "private": False,
    }


def _revisions(row: dict[str, Any], by: Actor) -> list[dict[str, Any]]:
    draft = EntryDraft(title=row["title"], summary=row["summary"], body=row["body"])
    made = {
        "entry_id": row["id"],
        "snapshot": draft.to_snapshot(),
        "content_hash": f"bench-{row['id']}",
        "created_at": row["created_at"],
        "created_by_id": by.user_id,
        "created_by": by.name,
    }
    return [{**made, "number": number} for number in range(1, row["latest_revision"] + 1)]


def signed_in(app: Flask, user_id: int) -> FlaskClient:
    """A browser that is logged in."""
    with app.app_context():
        with unit_of_work():
            token = accounts.start_session(db.session.get_one(User, user_id), user_agent="bench", now=clock.now())
        db.session.remove()
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return client


def _samples(client: FlaskClient) -> dict[str, list[float]]:
    return {name: tries(partial(_ask, client, path), RUNS) for name, path in LISTS.items()}


def _ask(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} was answered with {answer.status_code}.")


def measure(count: int = COUNT) -> None:
    """Prints a line for each list: with `count` entries, and how much longer that is than with a handful."""
    with tempfile.TemporaryDirectory() as name:
        app = site_in(Path(name))
        with app.app_context():
            flask_migrate.upgrade()
            with unit_of_work():
                by = factories.user(Role.EDITOR).actor
                fill(40, by=by)
            db.session.remove()
        client = signed_in(app, by.user_id)
        few = _samples(client)
        with app.app_context():
            with unit_of_work():
                fill(count - 40, by=by)
            db.session.remove()
        many = _samples(client)
        print(HEAD)
        for each, taken in many.items():
            ratio = median(taken) / median(few[each])
            print(Figure(each, taken, WANTED, f"{ratio:.1f} times as long as with 40 entries").line())
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    measure()
