from flask import Response, request

from app.core.text import one_line
from app.web.pages.plain import TICKS, FindPage, Plain
from app.web.site import blueprint
from app.web.site.answers import show, this_site

_WORDS = Plain("/physiotherapists/", "Find a physiotherapist", "Search by place and by what you need.")
_WORDS_OF_A_SEARCH = Plain(_WORDS.path, _WORDS.title, _WORDS.summary, noindex=True)


@blueprint.get("/physiotherapists/")
def physiotherapists() -> Response:
    """The results of a search. There is no directory yet, and the page says so and keeps what was asked."""
    near = one_line(request.args.get("near", ""))[:100]
    ticked = tuple(name for name, _ in TICKS if request.args.get(name) == "1")
    words = _WORDS_OF_A_SEARCH if near or ticked else _WORDS
    page = FindPage(
        head=words.head(this_site()),
        crumbs=words.crumbs(),
        title=words.title,
        summary=words.summary,
        near=near,
        ticked=ticked,
    )
    return show("physiotherapists.html", page)
