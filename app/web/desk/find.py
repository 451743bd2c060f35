"""Going anywhere by typing: pages of the desk, what can be begun, and every entry by its title.

The palette asks for JSON; without a script the same is a page with a form.
"""

from dataclasses import asdict, dataclass

from flask import Response, jsonify, render_template, request, url_for

from app.accounts.permissions import Action, Actor, may
from app.content.lists import Wanted, list_wanted
from app.core import clock
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.navigation import menu
from app.web.desk.rows import rows_of

MOST = 12
BEGINNINGS = (
    ("New post", "desk.post_new", Action.WRITE),
    ("New article", "desk.article_new", Action.WRITE),
    ("New show", "desk.show_new", Action.WRITE),
    ("New resource", "desk.resource_new", Action.WRITE),
    ("Bring in a text", "desk_imports.import_text", Action.WRITE),
    ("Bring in a show", "desk_imports.import_new", Action.PUBLISH),
)
SHORTCUTS = (
    (
        "Everywhere",
        (
            ("Ctrl K or ⌘ K", "Go to a page, or begin something, by typing"),
            ("?", "This list, when you are not typing"),
        ),
    ),
    (
        "Writing",
        (
            ("Ctrl S or ⌘ S", "Save now"),
            ("Ctrl Alt K", "A link, or one to a page of this site (⌘ ⌥ K on a Mac); /link does the same"),
            ("Alt F10", "From the text to its toolbar; arrows move in it; Escape goes back"),
            ("/", "At the beginning of a line: the menu of blocks"),
            (
                "## and a space",
                "A heading; - and a space: a list; 1. and a space: a numbered list; > and a space: a quote",
            ),
            ("Ctrl B, Ctrl I, Ctrl Z", "Strong, emphasis, take back (⌘ on a Mac)"),
            ("Tab", "Leaves the text"),
        ),
    ),
    (
        "Chapters and transcripts",
        (("Space", "Play and pause, on the sound"), ("Arrow keys", "Move what has the focus; with Shift by more")),
    ),
)


@dataclass(frozen=True)
class Hit:
    """A place to go to."""

    title: str
    href: str
    kind: str
    """What it is, in a word or two."""
    state: str = ""


@blueprint.get("/desk/find")
@needs(Action.OPEN_DESK)
def find() -> str:
    """The page; without words it lists where one can go."""
    text = _asked()
    return render_template("desk/find.html", text=text, hits=hits(text, current_actor()))


@blueprint.get("/desk/find.json")
@needs(Action.OPEN_DESK)
def find_json() -> Response:
    return jsonify([asdict(hit) for hit in hits(_asked(), current_actor())])


@blueprint.get("/desk/shortcuts")
@needs(Action.OPEN_DESK)
def shortcuts() -> str:
    return render_template("desk/shortcuts.html", shortcuts=SHORTCUTS)


def _asked() -> str:
    return request.args.get("q", "").replace("\0", "")[:200].strip()


def hits(text: str, actor: Actor) -> list[Hit]:
    """What fits, the best first: places and beginnings by any of their words, then entries by title."""
    words = text.lower().split()
    go = [Hit(item.text, item.href, "Go to") for item in menu()]
    begin = [Hit(title, url_for(endpoint), "Begin") for title, endpoint, needed in BEGINNINGS if may(actor, needed)]
    fitting = [hit for hit in (*go, *begin) if all(word in f"{hit.kind} {hit.title}".lower() for word in words)]
    return fitting + _entries(text, actor) if text else fitting


def _entries(text: str, actor: Actor) -> list[Hit]:
    """Newest first; only what the person may change."""
    if not may(actor, Action.WRITE):
        return []
    now = clock.now()
    mine = None if may(actor, Action.WRITE_ANY) else actor.user_id
    found = list_wanted(Wanted(text=text, made_by=mine), now=now, size=MOST).items
    return [Hit(r.title, r.href, r.kind, r.state) for r in rows_of(found, now=now, actor=actor) if r.href]
