"""The tree of articles: which lies below which, and in which order readers find them."""

from dataclasses import dataclass

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.articles import arranging
from app.articles.models import Article
from app.articles.queries import get_article, list_all
from app.articles.tree import Place, Step, Tree
from app.content.paths import DEEPEST
from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.unit_of_work import unit_of_work
from app.web.auth import current_actor, needs
from app.web.desk import blueprint
from app.web.desk.fields import number_of
from app.web.desk.rows import edit_link
from app.web.desk.state_words import state_key
from app.web.errors import STATUS

MOST_AT_ONCE = 400
"""More articles than this are shown branch by branch."""


@dataclass(frozen=True)
class Line:
    """One article of the tree; `seal` names the order it stands in, `below` the order below it."""

    id: int
    title: str
    href: str
    path: str
    state: str
    state_key: str
    depth: int
    height: int
    number: int
    of: int
    parent_id: int | None
    seal: str
    below: str
    steps: frozenset[Step]
    hidden: int


@blueprint.get("/desk/articles/tree/")
@needs(Action.PUBLISH)
def tree() -> Response:
    return _page(number_of(request.args.get("below")))


@blueprint.post("/desk/articles/tree/move")
@needs(Action.PUBLISH)
def tree_move() -> Response:
    """A step of a button, or a place that a script names; with or without one, the answer is the tree as it is then."""
    below = number_of(request.form.get("below"))
    article_id = number_of(request.form.get("article")) or 0
    try:
        with unit_of_work():
            moved = _moved(article_id)
            said = _said(moved)
    except (Invalid, Conflict) as refusal:
        return _page(below, problem=refusal.message, status=STATUS[type(refusal)])
    flash(said)
    return redirect(url_for("desk.tree", below=below, moved=article_id, _anchor=f"article-{article_id}"), code=303)


def _moved(article_id: int) -> Article:
    seen = arranging.Seen(request.form.get("here", ""), request.form.get("there", ""))
    step, actor, now = request.form.get("step", ""), current_actor(), clock.now()
    if step in set(Step):
        return arranging.step(article_id, Step(step), seen=seen, by=actor, now=now)
    place = Place(number_of(request.form.get("parent")), number_of(request.form.get("after")))
    return arranging.put(article_id, place, seen=seen, by=actor, now=now)


def _said(article: Article) -> str:
    """Where it is now, in words; they are read aloud."""
    siblings = arranging.read_tree().below(article.parent_id)
    where = f"below “{get_article(article.parent_id).title}”" if article.parent_id else "at the top"
    place = f"“{article.title}” is number {siblings.index(article.id) + 1} of {len(siblings)} {where}."
    return f"{place} Its address is {article.path}."


def _page(below: int | None, *, problem: str = "", status: int = 200) -> Response:
    articles = {article.id: article for article in list_all()}
    found = arranging.read_tree()
    top = articles.get(below) if below is not None else None
    whole = len(articles) <= MOST_AT_ONCE
    html = render_template(
        "desk/articles/tree.html",
        lines=_lines(found, articles, top.id if top else None, whole=whole),
        top=top,
        seal=found.seal(top.id if top else None),
        most=MOST_AT_ONCE,
        whole=whole,
        deepest=DEEPEST - _depth_of(found, top),
        problem=problem,
        step=Step,
        focus=number_of(request.args.get("moved")),
    )
    return make_response(html, status)


def _depth_of(found: Tree, top: Article | None) -> int:
    return 0 if top is None else top.path.strip("/").count("/") + 1


def _lines(found: Tree, articles: dict[int, Article], top: int | None, *, whole: bool) -> list[Line]:
    """The branch below `top` in reading order; of a very large tree one level only."""
    return [
        _line(found, articles[node_id], depth, hidden=0 if whole else sum(1 for _ in found.walk(node_id)))
        for node_id, depth in found.walk(top)
        if (whole or depth == 0) and node_id in articles
    ]


def _line(found: Tree, article: Article, depth: int, *, hidden: int) -> Line:
    parent, now = found.parent_of(article.id), clock.now()
    siblings = found.below(parent)
    return Line(
        id=article.id,
        title=article.title,
        href=edit_link(article),
        path=article.path,
        state=article.state_in_words(now),
        state_key=state_key(article, now),
        depth=depth,
        height=found.height(article.id),
        number=siblings.index(article.id) + 1,
        of=len(siblings),
        parent_id=parent,
        seal=found.seal(parent),
        below=found.seal(article.id),
        steps=frozenset(step for step in Step if found.after(article.id, step) is not None),
        hidden=hidden,
    )
