"""The sample site goes into an empty database, all of it or nothing.

Everything is written by the rooms' own operations, each page at the past instant at which it claims to have come out.
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.accounts import operations as accounts
from app.accounts import passwords
from app.accounts import queries as users
from app.accounts.permissions import Action, Actor, Role, may
from app.articles import operations as articles
from app.articles.draft import ArticleDraft
from app.blog import operations as blog
from app.cli.demo import read
from app.cli.demo.diary import load_diary
from app.cli.demo.directory import load_directory
from app.cli.demo.library import save_references
from app.cli.demo.read import Page
from app.content import body as bodies
from app.content import operations as content
from app.content import queries as entries
from app.content.drafts import EntryDraft
from app.content.models import Entry
from app.core.errors import Invalid
from app.core.files import write_whole
from app.core.unit_of_work import unit_of_work
from app.media import images, intake
from app.media import operations as media
from app.media.enclosures import Enclosure
from app.media.intake import Examined
from app.media.settings import wired
from app.media.tagged import make_copy
from app.podcast import operations as podcast
from app.podcast import queries as shows
from app.podcast import tagging
from app.podcast.draft import EpisodeDraft, ShowDraft
from app.podcast.models import Episode, Show
from app.resources import operations as resources
from app.resources.draft import ResourceDraft
from app.resources.models import Resource

LOGIN_EMAIL = "editor@example.org"
LOGIN_FILE = "dev-login.txt"
DIARY_EMAIL = "reception@example.org"
DIARY_FILE = "dev-login-diary.txt"
"""Of somebody who keeps the diary of a sample practice."""


@dataclass(frozen=True)
class Login:
    """The development login, its password ready to be stored."""

    email: str
    password_hash: str


@dataclass(frozen=True)
class Ids:
    """What was given a number so far, by name."""

    people: Mapping[str, int]
    assets: Mapping[str, int]
    entries: dict[str, int]
    references: Mapping[str, int] = field(default_factory=dict)
    """By key."""


NO_IDS = Ids(people=defaultdict(int), assets=defaultdict(int), entries={})
"""For looking at a page before anything has a number."""


def load(*, login_folder: Path | None, now: datetime) -> int:
    """Fill an empty site and say how many pages it has now. Raises Invalid when anything was ever written here.

    With a `login_folder` (in development only) two logins are made and their passwords kept there: the pages belong to the
    first, the other keeps the diary of a sample practice, which is filled then. Otherwise the pages belong to somebody who may publish here already.
    """
    _refuse_unless_empty()
    login = _login(login_folder, LOGIN_EMAIL, LOGIN_FILE)
    diary_login = _login(login_folder, DIARY_EMAIL, DIARY_FILE)
    examined = {
        name: intake.examine(path, path.name, storage=wired().storage)
        for name, path in (read.PICTURES | read.RECORDINGS).items()
    }
    pages = read.pages()
    copies = {page.slug: _tagged(page, pages, examined, now) for page in pages if page.audio}
    with unit_of_work():
        _refuse_unless_empty()  # somebody may have been quicker
        by = _author(login, now)
        ids = Ids(
            people={person.slug: _save_person(person) for person in read.people()},
            assets={name: media.add_asset(found, by=by, now=now).id for name, found in examined.items()},
            entries={},
            references=save_references(by=by, now=min(page.published_at(now) for page in pages)),
        )
        made = [(page, _create(page, ids, by=by, now=page.published_at(now))) for page in pages]
        for page, entry in made:
            _publish(page, entry, ids, copies, by=by, now=page.published_at(now))
        practices = load_directory(by=by, now=now)
        if diary_login is not None:
            keeper = _user(diary_login, "Sample reception", Role.PRACTICE, now)
            load_diary(practices, keeper, email=diary_login.email, by=by, now=now)
    return len(pages)


def _tagged(page: Page, pages: tuple[Page, ...], examined: Mapping[str, Examined], now: datetime) -> Enclosure:
    """The tagged copy of an episode's recording; made before anything is saved, because it takes a while."""
    found = examined[page.audio]
    recording = Enclosure(found.stored.key, found.stored.size, found.type.mime, found.duration_ms or 0)
    show = next(each for each in pages if each.slug == page.parent)
    episode_draft, show_draft = draft_of(page, NO_IDS), draft_of(show, NO_IDS)
    assert isinstance(episode_draft, EpisodeDraft)
    assert isinstance(show_draft, ShowDraft)
    day = page.published_at(now)
    sheet = tagging.sheet_of(show_draft, episode_draft, day=day, duration_ms=recording.duration_ms)
    picture = read.PICTURES[page.picture or show.picture]
    cover = images.cover(picture.read_bytes(), examined[picture.stem].type.extension, side=tagging.COVER_SIDE)
    return make_copy(recording, replace(sheet, cover=cover)).file


def _login(folder: Path | None, email: str, name: str) -> Login | None:
    """The development login that is kept in the file `name` of `folder`, with a password made up once, in plain text. None
    without a folder, and for an address that somebody has already.

    For a site on loopback only: nobody else may have a password that lies in a file.
    """
    if folder is None or users.find_user(email):
        return None
    path = folder / name
    if not path.exists():
        write_whole(path, f"{email} {secrets.token_urlsafe(12)}\n".encode(), mode=0o600)
    kept, password = path.read_text("utf-8").split()
    return Login(kept, passwords.hashed(password))


def _user(login: Login, name: str, role: Role, now: datetime) -> Actor:
    made = accounts.create_user(email=login.email, name=name, role=role, password_hash=login.password_hash, now=now)
    return made.actor


def _refuse_unless_empty() -> None:
    if entries.has_entries():
        raise Invalid("There is content here already. The sample site goes into an empty database only.")


def _author(login: Login | None, now: datetime) -> Actor:
    """Who writes the sample pages. The login may do everything, so that a newcomer can look everywhere."""
    if login is not None:
        return _user(login, "Sample editor", Role.ADMIN, now)
    publishers = [user.actor for user in users.list_users() if user.active and may(user.actor, Action.PUBLISH)]
    if not publishers:
        raise Invalid("Nobody can publish here yet. Add somebody first: flask users create.")
    return publishers[0]


def _save_person(person: read.SamplePerson) -> int:
    saved = accounts.save_person(None, name=person.name, role_title=person.role_title, bio=person.bio)
    return saved.id


def _create(page: Page, ids: Ids, *, by: Actor, now: datetime) -> Entry:
    """The page as a draft; links to pages that do not exist yet are plain words for the moment."""
    entry: Entry
    match draft_of(page, ids):
        case ArticleDraft() as draft:
            parent_id = ids.entries[page.parent] if page.parent else None
            entry = articles.create_article(draft, parent_id=parent_id, slug=page.slug, by=by, now=now)
        case ShowDraft() as draft:
            entry = podcast.create_show(draft, slug=page.slug, by=by, now=now)
        case EpisodeDraft() as draft:
            show = shows.get_show(ids.entries[page.parent])
            entry = podcast.create_episode(show, draft, slug=page.slug, by=by, now=now)
        case ResourceDraft() as draft:
            entry = resources.create_resource(draft, slug=page.slug, by=by, now=now)
        case draft:
            entry = blog.create_post(draft, slug=page.slug, by=by, now=now)
    ids.entries[page.slug] = entry.id
    return entry


def _publish(page: Page, entry: Entry, ids: Ids, copies: Mapping[str, Enclosure], *, by: Actor, now: datetime) -> None:
    if read.links_in(page.body):
        content.save_draft(
            entry, draft_of(page, ids), expected_version=entry.version, by=by, now=now, note="Links added"
        )
    match entry:
        case Show():
            podcast.publish_show(entry, by=by, now=now)
        case Episode():
            tagged = tagging.TaggedCopy(ids.assets[page.audio], copies[page.slug]) if page.audio else None
            podcast.publish_episode(entry, tagged=tagged, by=by, now=now)
        case Resource():
            resources.publish_resource(entry, by=by, now=now)
        case _:
            content.publish(entry, by=by, now=now)


def _speakers(page: Page, ids: Ids) -> list[dict[str, Any]]:
    """Which person each voice of the transcript stands for."""
    voices = {cue["speaker"] for cue in read.cues(page.audio)}
    return [{"name": each.name, "person_id": ids.people[each.slug]} for each in read.people() if each.name in voices]


_DRAFTS: dict[str, type[EntryDraft]] = {
    "article": ArticleDraft,
    "post": EntryDraft,
    "show": ShowDraft,
    "episode": EpisodeDraft,
    "resource": ResourceDraft,
}


def draft_of(page: Page, ids: Ids) -> EntryDraft:
    """What an editor would have written to make this page."""
    snapshot: dict[str, Any] = {
        "title": page.title,
        "summary": page.summary,
        "body": bodies.from_markdown(read.with_ids(page.body, assets=ids.assets, entries=ids.entries)),
        "image_id": ids.assets[page.picture] if page.picture else None,
        "image_alt": page.picture_alt,
        "citations": [{**row, "reference_id": ids.references.get(row["key"])} for row in page.citations],
        "corrections": [],
        "formerly": page.formerly,
        "tags": page.tags,
        "credits": [{"person_id": ids.people[slug], "role": role} for slug, role in page.people],
        "sample": True,
    }
    if page.audio:
        snapshot |= {
            "audio_id": ids.assets[page.audio],
            "chapters": read.chapters(page.audio),
            "transcript": read.cues(page.audio),
            "transcript_language": "en-GB",
            "speakers": _speakers(page, ids),
        }
    return _DRAFTS[page.kind].from_snapshot(snapshot | dict(page.more))
