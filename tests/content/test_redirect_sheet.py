"""Redirects as a file."""

import pytest

from app.accounts.permissions import Actor
from app.content import redirect_queries as leads
from app.content import redirect_sheet
from app.content.models import Entry
from app.content.redirect_queries import leads_to
from app.core.clock import now
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from tests.content.redirecting import OWN, Make, make, page

__all__ = ["make", "page"]


def test_a_file_goes_out_and_comes_back_the_same(make: Make, page: Entry, editor: Actor) -> None:
    make("/a/", "/hip-pain/")
    make("/b/", "https://example.org/?q=1,2")
    make("/c/", "gone")
    text = redirect_sheet.export(leads.list_all_leads())
    assert text.splitlines()[0] == "from,to,made by,since"
    before = [(lead.path, lead.target, lead.redirect.created_at) for lead in leads.list_all_leads()]
    assert {line.outcome for line in redirect_sheet.try_out(text, own=OWN, now=now())} == {"As it is"}
    with unit_of_work():
        assert redirect_sheet.bring(text, own=OWN, by=editor, now=now()) == (0, 0)
    assert [(lead.path, lead.target, lead.redirect.created_at) for lead in leads.list_all_leads()] == before


def test_each_row_is_judged_before_anything_is_done(make: Make, page: Entry, editor: Actor) -> None:
    make("/known/", "/hip-pain/")
    make("/down/", "gone")
    text = "from;to\n/new/;/hip-pain/\n\n/known/;https://example.org/\n/down/;/hip-pain/\n/new;gone\nbad;/hip-pain/\n/x/;/none/\n"
    lines = redirect_sheet.try_out(text, own=OWN, now=now())
    assert [(line.number, line.outcome or line.problem) for line in lines] == [
        (2, "New"),
        (4, "Changes; it leads to /hip-pain/ now"),
        (5, "Changes; it is taken down now"),
        (6, "Row 2 has that path already."),
        (7, "Begin with a slash, such as /old-page/, or paste the whole address on this site."),
        (8, "There is no page at /none/."),
    ]
    assert leads.find_redirect("/new/") is None
    with unit_of_work():
        assert redirect_sheet.bring(text, own=OWN, by=editor, now=now()) == (3, 3)
    assert leads_to("/known/", now=now()) == "https://example.org/"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no row"),
        ("from,to\n\n", "no row"),
        ("/a/,/b/\n" * (redirect_sheet.MOST_ROWS + 1), "At most 2000 rows"),
        ("x" * (redirect_sheet.MOST_CHARACTERS + 1), "too large"),
        ('"' + "x" * 200_000, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_words(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        redirect_sheet.read(text)


@pytest.mark.parametrize("nasty", ["=1+1", "+1", "-1", "@x"])
def test_no_cell_is_a_formula(nasty: str) -> None:
    assert redirect_sheet.written([[nasty, "safe"]]) == f"'{nasty},safe\r\n"
    assert redirect_sheet.read(f"'{nasty},'kept") == [(1, nasty, "'kept")]
