"""Every role and every action, looked at one by one: a change of the table is a change of this one."""

import ast
import re

import pytest

from app.accounts.permissions import NOBODY, Action, Actor, Role, may, require
from app.core.errors import Forbidden
from config import ROOT

WRITES = {Action.OPEN_DESK, Action.WRITE, Action.UPLOAD, Action.SHARE}
EDITS = {
    *WRITES,
    *(Action.WRITE_ANY, Action.PUBLISH, Action.BIN, Action.DELETE_MEDIA, Action.READ_FEEDBACK, Action.NAME_PEOPLE),
    *(Action.REVIEW, Action.OVERRIDE, Action.MANAGE_REFERENCES, Action.MANAGE_REDIRECTS, Action.READ_ACTIVITY),
    Action.MANAGE_DIRECTORY,
}
ADMINISTERS = {
    *EDITS,
    *(Action.EMPTY_BIN, Action.MANAGE_PEOPLE, Action.READ_MAIL, Action.MANAGE_JOBS, Action.MANAGE_PRIVACY),
}
TABLE = {
    Role.ADMIN: ADMINISTERS,
    Role.EDITOR: EDITS,
    Role.AUTHOR: WRITES,
    Role.REVIEWER: {Action.OPEN_DESK, Action.REVIEW},
    Role.PRACTICE: {Action.KEEP_DIARY},
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_every_role_and_every_action(role: Role, action: Action) -> None:
    actor = Actor(7, "Sample", role)
    allowed = action in TABLE[role]
    assert may(actor, action) is allowed
    assert may(actor, action, owner_id=7) is allowed
    if allowed:
        require(actor, action)
    else:
        with pytest.raises(Forbidden, match=action.value):
            require(actor, action)


@pytest.mark.parametrize("owner", [8, NOBODY])
@pytest.mark.parametrize(("role", "allowed"), [(r, r in {Role.ADMIN, Role.EDITOR}) for r in Role])
def test_what_somebody_else_or_nobody_wrote(role: Role, allowed: bool, owner: int) -> None:
    assert may(Actor(7, "Sample", role), Action.WRITE, owner_id=owner) is allowed


def test_nothing_but_the_policy_decides_by_a_role() -> None:
    """Everywhere else the question is whether somebody may do a thing."""
    deciding = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "app").rglob("*.py")
        if path.parent.name != "accounts"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare | ast.Match) and "Role." in re.sub(r"\w+Role\.", "", ast.unparse(node))
    ]
    asking = [
        path.name
        for path in (ROOT / "app/web/templates").rglob("*.html")
        if re.search(r"\{%-? (if|elif)[^%]*\b(reader|user|actor)\.role", path.read_text(encoding="utf-8"))
    ]
    assert deciding + asking == []
