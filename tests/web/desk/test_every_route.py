"""Who may open what: every address of the desk stands in one table, and a new one without an entry fails here."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import create_app
from app.accounts.permissions import Action, Actor, Role, may
from app.core.db import db
from app.web.auth import COOKIE
from tests.conftest import MovableClock, config_in
from tests.web.desk.conftest import Desk, token_of

A = Action
TABLE: dict[str, Action | None] = {
    "desk.login": None,
    "desk.login_again": None,
    "desk.autosave": A.WRITE,
    "desk.autosave_new": A.WRITE,
    "desk.presence": A.WRITE,
    "desk.logout": A.OPEN_DESK,
    "desk.home": A.OPEN_DESK,
    "desk.nothing_here": A.OPEN_DESK,
    "desk.account": A.OPEN_DESK,
    "desk.change_password": A.OPEN_DESK,
    "desk.end_session": A.OPEN_DESK,
    "desk.end_other_sessions": A.OPEN_DESK,
    "desk.forgotten": None,
    "desk.welcome": None,
    "desk.reset": None,
    "desk.profile": A.OPEN_DESK,
    "desk.articles": A.WRITE,
    "desk.tree": A.PUBLISH,
    "desk.tree_move": A.PUBLISH,
    "desk.redirects": A.MANAGE_REDIRECTS,
    "desk.redirect_new": A.MANAGE_REDIRECTS,
    "desk.redirect_change": A.MANAGE_REDIRECTS,
    "desk.redirect_end": A.MANAGE_REDIRECTS,
    "desk.redirects_file": A.MANAGE_REDIRECTS,
    "desk.redirects_import": A.MANAGE_REDIRECTS,
    "desk.missed": A.MANAGE_REDIRECTS,
    "desk.missed_dismiss": A.MANAGE_REDIRECTS,
    "desk.article_new": A.WRITE,
    "desk.article": A.WRITE,
    "desk.blog": A.WRITE,
    "desk.post_new": A.WRITE,
    "desk.post": A.WRITE,
    "desk.podcast": A.WRITE,
    "desk.show_new": A.WRITE,
    "desk.show": A.WRITE,
    "desk.episodes": A.WRITE,
    "desk.podcast_check": A.WRITE,
    "desk.episode_new": A.WRITE,
    "desk.episode": A.WRITE,
    "desk.chapters": A.WRITE,
    "desk.chapters_file": A.WRITE,
    "desk.transcript": A.WRITE,
    "desk.transcript_file": A.WRITE,
    "desk.listeners": A.PUBLISH,
    "desk.listener_add": A.PUBLISH,
    "desk.listener": A.PUBLISH,
    "desk.listener_revoke": A.PUBLISH,
    "desk.listener_anew": A.PUBLISH,
    "desk.moving": A.WRITE,
    "desk.moving_compare": A.PUBLISH,
    "desk.moving_away": A.PUBLISH,
    "desk.moving_back": A.PUBLISH,
    "desk.pings": A.WRITE,
    "desk.pings_again": A.PUBLISH,
    "desk.references": A.WRITE,
    "desk.references_find": A.WRITE,
    "desk.references_flagged": A.WRITE,
    "desk.references_stand": A.WRITE,
    "desk.reference_new": A.MANAGE_REFERENCES,
    "desk.reference": A.MANAGE_REFERENCES,
    "desk.reference_delete": A.MANAGE_REFERENCES,
    "desk.reference_merge": A.MANAGE_REFERENCES,
    "desk.references_import": A.MANAGE_REFERENCES,
    "desk.references_bring": A.MANAGE_REFERENCES,
    "desk.resources": A.WRITE,
    "desk.resource_new": A.WRITE,
    "desk.resource": A.WRITE,
    "desk.entry": A.WRITE,
    "desk.convert_text": A.WRITE,
    "desk.entries_to_link": A.WRITE,
    "desk.pictures_to_show": A.WRITE,
    "desk.names": A.WRITE,
    "desk.preview": A.WRITE,
    "desk.preview_page": A.WRITE,
    "desk.preview_typed": A.WRITE,
    "desk.preview_typed_new": A.WRITE,
    "desk.sharing_page": A.SHARE,
    "desk.share": A.SHARE,
    "desk.share_revoke": A.SHARE,
    "desk.share_extend": A.SHARE,
    "desk.comments_page": A.WRITE,
    "desk.comment_resolve": A.WRITE,
    "desk.comment_reopen": A.WRITE,
    "desk.revisions": A.WRITE,
    "desk.revision": A.WRITE,
    "desk.restore_revision": A.WRITE,
    "desk.review": A.OPEN_DESK,
    "desk.review_record": A.REVIEW,
    "desk.review_due": A.REVIEW,
    "desk.review_text": A.REVIEW,
    "desk.reviews": A.REVIEW,
    "desk.address": A.WRITE,
    "desk.everything": A.WRITE,
    "desk.bulk": A.WRITE,
    "desk.filter_save": A.WRITE,
    "desk.filter_remove": A.WRITE,
    "desk.links": A.WRITE_ANY,
    "desk.link_check": A.WRITE_ANY,
    "desk.link_ignore": A.WRITE_ANY,
    "desk.unschedule": A.PUBLISH,
    "desk.schedule": A.PUBLISH,
    "desk.withdraw": A.PUBLISH,
    "desk.expiry": A.PUBLISH,
    "desk.to_bin": A.BIN,
    "desk.bin": A.BIN,
    "desk.bin_restore": A.BIN,
    "desk.bin_delete": A.EMPTY_BIN,
    "desk.bin_delete_for_ever": A.EMPTY_BIN,
    "desk.feedback": A.READ_FEEDBACK,
    "desk.feedback_done": A.READ_FEEDBACK,
    "desk.people": A.NAME_PEOPLE,
    "desk.person_new": A.NAME_PEOPLE,
    "desk.person": A.NAME_PEOPLE,
    "desk.users": A.MANAGE_PEOPLE,
    "desk.user_new": A.MANAGE_PEOPLE,
    "desk.user": A.MANAGE_PEOPLE,
    "desk.user_password": A.MANAGE_PEOPLE,
    "desk.user_reset": A.MANAGE_PEOPLE,
    "desk.invitation_new": A.MANAGE_PEOPLE,
    "desk.invitation_again": A.MANAGE_PEOPLE,
    "desk.invitation_back": A.MANAGE_PEOPLE,
    "desk.activity": A.READ_ACTIVITY,
    "desk.activity_file": A.READ_ACTIVITY,
    "desk.mail": A.READ_MAIL,
    "desk.mail_message": A.READ_MAIL,
    "desk.booking_mail": A.READ_MAIL,
    "desk.jobs": A.MANAGE_JOBS,
    "desk.job_again": A.MANAGE_JOBS,
    "desk.calendar": A.WRITE,
    "desk.revision_page": A.WRITE,
    "desk.privacy": A.MANAGE_PRIVACY,
    "desk.privacy_requests": A.MANAGE_PRIVACY,
    "desk.find": A.OPEN_DESK,
    "desk.find_json": A.OPEN_DESK,
    "desk.shortcuts": A.OPEN_DESK,
    "desk_imports.imports": A.PUBLISH,
    "desk_imports.import_text": A.WRITE,
    "desk_imports.import_new": A.PUBLISH,
    "desk_imports.import_run": A.PUBLISH,
    "desk_imports.import_start": A.PUBLISH,
    "desk_imports.import_pause": A.PUBLISH,
    "desk_imports.import_go_on": A.PUBLISH,
    "desk_imports.import_again": A.PUBLISH,
    "desk_directory.practitioners": A.MANAGE_DIRECTORY,
    "desk_directory.practices": A.MANAGE_DIRECTORY,
    "desk_directory.practitioner_new": A.MANAGE_DIRECTORY,
    "desk_directory.practitioner": A.MANAGE_DIRECTORY,
    "desk_directory.put_in": A.MANAGE_DIRECTORY,
    "desk_directory.take_out": A.MANAGE_DIRECTORY,
    "desk_directory.check": A.MANAGE_DIRECTORY,
    "desk_directory.register": A.MANAGE_DIRECTORY,
    "desk_directory.practice_new": A.MANAGE_DIRECTORY,
    "desk_directory.practice": A.MANAGE_DIRECTORY,
    "desk_directory.closed": A.MANAGE_DIRECTORY,
    "desk_directory.closed_open": A.MANAGE_DIRECTORY,
    "desk_directory.members": A.MANAGE_DIRECTORY,
    "desk_directory.member_remove": A.MANAGE_DIRECTORY,
    "desk_directory.member_take_back": A.MANAGE_DIRECTORY,
    "desk_directory.place_new": A.MANAGE_DIRECTORY,
    "desk_directory.place": A.MANAGE_DIRECTORY,
    "desk_directory.place_remove": A.MANAGE_DIRECTORY,
    "desk_directory.service_new": A.MANAGE_DIRECTORY,
    "desk_directory.service": A.MANAGE_DIRECTORY,
    "desk_directory.hours": A.MANAGE_DIRECTORY,
    "desk_directory.hours_add": A.MANAGE_DIRECTORY,
    "desk_directory.hours_remove": A.MANAGE_DIRECTORY,
    "desk_directory.exception_add": A.MANAGE_DIRECTORY,
    "desk_directory.exception_remove": A.MANAGE_DIRECTORY,
    "desk_directory.changes": A.MANAGE_DIRECTORY,
    "desk_directory.change": A.MANAGE_DIRECTORY,
    "desk_directory.change_decide": A.MANAGE_DIRECTORY,
    "desk_media.library": A.UPLOAD,
    "desk_media.upload": A.UPLOAD,
    "desk_media.finish_upload": A.UPLOAD,
    "desk_media.discard_upload": A.UPLOAD,
    "desk_media.asset": A.UPLOAD,
    "desk_media.describe": A.UPLOAD,
    "desk_media.recording": A.UPLOAD,
    "desk_media.peaks": A.UPLOAD,
    "desk_media.original": A.UPLOAD,
    "desk_media.listen": A.UPLOAD,
    "desk_media.focal": A.UPLOAD,
    "desk_media.replace": A.UPLOAD,
    "desk_media.delete": A.DELETE_MEDIA,
    "desk_uploads.options": A.UPLOAD,
    "desk_uploads.create": A.UPLOAD,
    "desk_uploads.upload": A.UPLOAD,
    "desk_uploads.result": A.UPLOAD,
    "desk_uploads.finish": A.UPLOAD,
}
# Writing there is what the page is for; everything else that changes something has an address of its own.
FORMS = {
    name
    for name in TABLE
    if name.endswith("_new")
    or name.removeprefix("desk.")
    in {"article", "post", "show", "episode", "chapters", "transcript", "resource", "person", "user", "login"}
    | {"reference", "references_import"}
}


def _rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule of the desk with an address that fits it."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint.split(".", maxsplit=1)[0] in {
                "desk",
                "desk_directory",
                "desk_imports",
                "desk_media",
                "desk_uploads",
            }:
                values: dict[str, str | int] = {
                    name: "x" if name in {"rest", "token", "file_name", "on"} else 1 for name in rule.arguments
                }
                built = app.url_map.bind("localhost").build(rule.endpoint, values)
                yield rule, built


def test_every_route_stands_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule, _ in _rules(app)} == set(TABLE)


def test_every_view_asks_for_what_the_table_says(app: Flask) -> None:
    for endpoint, action in TABLE.items():
        assert getattr(app.view_functions[endpoint], "needs", None) is action, endpoint


def test_nobody_reads_anything_without_logging_in(app: Flask, client: FlaskClient, staff: dict[Role, Actor]) -> None:
    for rule, path in _rules(app):
        if "GET" in (rule.methods or set()) and TABLE[rule.endpoint] is not None:
            answer = client.get(path)
            assert answer.status_code in {303, 401}, (path, answer.status_code)
            assert answer.status_code == 401 or answer.location.startswith("/login"), path


def test_nobody_writes_anything_without_logging_in(app: Flask, client: FlaskClient, staff: dict[Role, Actor]) -> None:
    token = token_of(client.get("/login"))
    for rule, path in _rules(app):
        for method in (rule.methods or set()) & {"POST", "PATCH", "DELETE"}:
            if TABLE[rule.endpoint] is not None:
                answer = client.open(path, method=method, headers={"X-CSRFToken": token})
                assert answer.status_code == 401, (method, path, answer.status_code)


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.PRACTICE, Role.EDITOR])
def test_each_role_opens_what_its_row_allows(
    tmp_path_factory: pytest.TempPathFactory, app: Flask, staff: dict[Role, Actor], role: Role
) -> None:
    them = Desk(app, role)
    token = token_of(them.get("/login"))
    for rule, path in sorted(_rules(app), key=lambda found: found[1]):
        action = TABLE[rule.endpoint]
        if action is None or rule.endpoint in {"desk.logout", "desk.end_session"}:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = them.client.open(path, method=method, headers={"X-CSRFToken": token})
            if may(staff[role], action):
                assert answer.status_code < 500, (method, path)
                assert answer.status_code != 403 or rule.endpoint in FORMS, (method, path)
            else:
                assert answer.status_code == 403, (method, path, answer.status_code)


def test_what_changes_something_is_never_done_by_reading(app: Flask, as_admin: Desk) -> None:
    for rule, path in _rules(app):
        if (rule.methods or set()) & {"GET", "HEAD"} or "POST" not in (rule.methods or set()):
            continue
        if rule.endpoint.startswith("desk_uploads"):
            continue  # tus speaks with other methods at the same address
        answer = as_admin.get(path)
        assert answer.status_code == 405, (path, answer.status_code)
        assert "POST" in answer.headers["Allow"]


def test_what_is_written_without_a_token_is_refused(app: Flask, as_admin: Desk) -> None:
    for rule, path in _rules(app):
        for method in (rule.methods or set()) & {"POST", "PATCH", "DELETE"}:
            answer = as_admin.client.open(path, method=method, data=b"")
            assert answer.status_code == 400, (method, path, answer.status_code)


def test_a_page_of_the_desk_is_never_kept_by_a_cache(as_admin: Desk) -> None:
    for path in ("/desk/", "/desk/blog/", "/desk/media/", "/desk/nowhere/", "/login"):
        assert as_admin.get(path).headers["Cache-Control"] == "no-store", path


@pytest.mark.parametrize("number", ["0", "999", "9007199254740993", "9" * 400])
def test_an_id_of_nothing_is_not_found(as_admin: Desk, number: str) -> None:
    for path in (
        "blog/{}/",
        "articles/{}/",
        "podcast/{}/",
        "episodes/{}/",
        "episodes/{}/chapters/",
        "episodes/{}/transcript/",
        "resources/{}/",
        "podcast/{}/episodes/",
        "podcast/{}/episodes/new",
        "podcast/{}/listeners/",
        "podcast/{}/listeners/1/",
        "podcast/{}/moving/",
        "podcast/{}/pings/",
        "entries/{}/",
        "entries/{}/preview",
        "entries/{}/page",
        "entries/{}/revisions/",
        "bin/{}/delete",
        "people/{}/",
        "users/{}/",
        "mail/{}/",
        "media/{}/",
        "references/{}/",
        "references/{}/merge",
    ):
        answer = as_admin.get(f"/desk/{path.format(number)}")
        assert answer.status_code == 404, (path, answer.status_code)
    for path in ("entries/{}/withdraw", "entries/{}/bin", "bin/{}/restore", "feedback/{}/done", "users/{}/password"):
        assert as_admin.post(f"/desk/{path.format(number)}").status_code == 404, path


def test_a_broken_request_gets_a_page_that_needs_no_database(
    tmp_path_factory: pytest.TempPathFactory, moving: MovableClock
) -> None:
    broken = create_app(config_in(tmp_path_factory.mktemp("empty"), moving))
    client = broken.test_client()
    client.set_cookie(COOKIE, "x", secure=True)
    answer = client.get("/desk/", base_url="https://localhost")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    with broken.app_context():
        db.session.remove()
        db.engine.dispose()
