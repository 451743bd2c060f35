"""Redirects made by hand, and as a file."""

import pytest
from flask import Flask

from app.accounts.activity_queries import Asked, list_activity
from app.accounts.permissions import Actor
from app.content import operations, paths, queries, redirects
from app.content import redirect_queries as leads
from app.content.models import Entry
from app.content.redirect_queries import Sort, leads_to
from app.content.similar import Similar
from app.core.clock import now
from app.core.db import db
from app.core.errors import Forbidden, Gone, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.podcast import operations as podcast
from app.podcast.draft import ShowDraft
from tests import factories
from tests.conftest import MovableClock
from tests.content.redirecting import OWN, Make, make, page

__all__ = ["make", "page"]


def test_an_old_path_leads_to_a_page_and_follows_it(make: Make, page: Entry, editor: Actor) -> None:
    assert make("/old-hip", "http://localhost/hip-pain/")
    assert leads_to("/old-hip/", now=now()) == "/hip-pain/"
    assert make("/old-hip/", "/hip-pain/") is False
    with unit_of_work():
        paths.move(queries.get_entry(page.id), slug="hips", parent_id=None, by=editor, now=now())
    assert leads_to("/old-hip/", now=now()) == "/hips/"
    done = list_activity(Asked(what="redirected")).items
    assert [(row.about, row.details["to"]) for row in done] == [("/old-hip/", "/hip-pain/")]


def test_it_leads_elsewhere_or_to_a_page_of_the_sites_own(make: Make) -> None:
    make("/old/", "https://example.org/a?b=c")
    assert leads_to("/old/", now=now()) == "https://example.org/a?b=c"
    make("/blog/news/", "/subscribe/?from=old#feeds")
    assert leads_to("/blog/news/", now=now()) == "/subscribe/?from=old#feeds"
    make("/start/", OWN)
    assert leads_to("/start/", now=now()) == "/"
    with pytest.raises(NotFound):  # an address elsewhere has no files of ours
        queries.moved_to("/old/", now=now())


BAD_PATHS = (
    ("", "Begin with a slash"),
    ("old", "Begin with a slash"),
    ("http://localhost.example.org/x/", "Begin with a slash"),
    ("/", "no path"),
    ("/desk/x/", "belongs to the site"),
    ("/login/", "belongs to the site"),
    ("/blog/", "belongs to the site"),
    ("/preview/x/", "belongs to the site"),
    ("/media/a/b.mp3", "no path"),
    ("/old%0d%0aX: y/", "no path"),
    ("/old%00/", "no path"),
    ("/a//b/", "no path"),
    ("/a/../b/", "no path"),
    ("/a\\b/", "no path"),
    (f"/{'x' * 600}/", "no path"),
    ("/hip-pain/", "is at that address"),
)
BAD_TARGETS = (
    ("", "Say where it leads"),
    ("//example.org/", "Say where it leads"),
    ("/\\example.org/", "Say where it leads"),
    ("javascript:alert(1)", "no address on the web"),
    ("https://somebody:secret@example.org/", "no address on the web"),
    (f"https://example.org/{'x' * 2000}", "no address on the web"),
    ("/nothing-there/", "There is no page"),
    ("/a-draft/", "Readers cannot open"),
    ("/from/", "lead to itself"),
    ("/chained/", "itself leads on to https://example.org/"),
    ("/circle/", "lead to itself|round in a circle"),
)


def test_a_path_that_cannot_lead_elsewhere_is_refused_with_words(make: Make, page: Entry) -> None:
    for from_, words in BAD_PATHS:
        with pytest.raises(Invalid, match=words) as refusal:
            make(from_, "https://example.org/")
        assert [fault.field for fault in refusal.value.faults] == ["path"], from_


def test_a_target_that_cannot_be_is_refused_with_words(make: Make, page: Entry, editor: Actor) -> None:
    with unit_of_work():
        factories.article("A draft", by=editor, live=False)
    make("/chained/", "https://example.org/")
    for to, words in BAD_TARGETS:
        with pytest.raises(Invalid, match=words) as refusal:
            make("/circle/" if to == "/circle/" else "/from/", to)
        assert [fault.field for fault in refusal.value.faults] == ["target"], to


def test_both_ends_are_judged_at_once(make: Make) -> None:
    with pytest.raises(Invalid) as refusal:
        make("old", "new")
    assert [fault.field for fault in refusal.value.faults] == ["path", "target"]


def test_only_those_who_may_change_redirects(house: Flask, author: Actor, editor: Actor) -> None:
    judged = redirects.Judged("/a/", address="https://example.org/")
    with pytest.raises(Forbidden), unit_of_work():
        redirects.save_redirect(judged, by=author, now=now())
    with unit_of_work():
        redirects.save_redirect(judged, by=editor, now=now())
    with pytest.raises(Forbidden), unit_of_work():
        redirects.end_redirect("/a/", by=author, now=now())


def test_a_path_that_ends_is_gone_and_can_lead_again(make: Make, page: Entry, editor: Actor) -> None:
    make("/old/", "https://example.org/")
    with unit_of_work():
        redirects.end_redirect("/old/", by=editor, now=now())
    with pytest.raises(Gone):
        leads_to("/old/", now=now())
    make("/old/", "/hip-pain/")
    assert leads_to("/old/", now=now()) == "/hip-pain/"
    make("/old/", "gone")
    with pytest.raises(Gone):
        leads_to("/old/", now=now())
    with pytest.raises(NotFound), unit_of_work():
        redirects.end_redirect("/never/", by=editor, now=now())
    assert list_activity(Asked(what="ended a redirect")).total == 1


def test_what_was_taken_down_can_be_led_on(make: Make, page: Entry, editor: Actor) -> None:
    with unit_of_work():
        other = factories.article("Other", by=editor)
    make("/older/", "/hip-pain/")
    with unit_of_work():
        operations.withdraw(queries.get_entry(page.id), by=editor, now=now())
    with pytest.raises(Gone):
        leads_to("/hip-pain/", now=now())
    with pytest.raises(Invalid, match="round in a circle"):
        make("/hip-pain/", "/older/")
    make("/hip-pain/", "/other/")
    assert leads_to("/hip-pain/", now=now()) == "/other/"
    with unit_of_work():
        operations.withdraw(queries.get_entry(other.id), by=editor, now=now())
    with pytest.raises(Gone):
        leads_to("/hip-pain/", now=now())


def test_a_page_that_came_after_the_redirect_says_that_it_was_taken_down(
    make: Make, page: Entry, editor: Actor, moving: MovableClock
) -> None:
    make("/later/", "/hip-pain/")
    moving.move(days=1)
    with unit_of_work():
        later = factories.article("Later", by=editor)
        operations.withdraw(later, by=editor, now=now())
    with pytest.raises(Gone):
        leads_to("/later/", now=now())


def test_of_what_is_private_nobody_learns(make: Make, page: Entry, editor: Actor) -> None:
    with unit_of_work():
        draft = ShowDraft(title="Secret", summary="S", body="<p>x</p>", author_name="A")
        podcast.create_show(draft, by=editor, now=now()).private = True
    with pytest.raises(Invalid, match="private page"):
        make("/podcast/secret/", "/hip-pain/")
    with pytest.raises(Invalid, match="Readers cannot open"):
        make("/old/", "/podcast/secret/")
    make("/old/", "/hip-pain/")
    with unit_of_work():
        queries.get_entry(page.id).private = True
    with pytest.raises(NotFound):
        leads_to("/old/", now=now())
    assert leads.list_leads().total == 0


def test_a_move_takes_over_what_was_led_by_hand(make: Make, page: Entry, editor: Actor) -> None:
    with unit_of_work():
        other = factories.article("Old", by=editor, live=False)
    make("/old/", "https://example.org/")
    with unit_of_work():
        operations.publish(queries.get_entry(other.id), by=editor, now=now())
    with unit_of_work():
        paths.move(queries.get_entry(other.id), slug="new", parent_id=None, by=editor, now=now())
    assert leads_to("/old/", now=now()) == "/new/"
    lead = leads.get_lead("/old/")
    assert (lead.redirect.address, lead.redirect.created_by) == ("", "")


def test_the_list_is_searched_and_sorted(make: Make, page: Entry, editor: Actor) -> None:
    make("/by-hand/", "/hip-pain/")
    make("/away/", "https://example.org/100%/")
    make("/down/", "gone")
    with unit_of_work():
        paths.move(queries.get_entry(page.id), slug="hips", parent_id=None, by=editor, now=now())
        paths.give_path("/media/show/one.mp3", queries.get_entry(page.id), now=now())

    def listed(**asked: object) -> list[str]:
        return [lead.path for lead in leads.list_leads(**asked).items]  # type: ignore[arg-type]  # any of its own

    assert listed() == ["/away/", "/by-hand/", "/down/", "/hip-pain/"]
    assert listed(sort=Sort.BY_HAND) == ["/away/", "/by-hand/"]
    assert listed(sort=Sort.MOVED) == ["/hip-pain/"]
    assert listed(sort=Sort.GONE) == ["/down/"]
    assert listed(text="HIP PAIN") == ["/by-hand/", "/hip-pain/"]
    assert listed(text="100%") == ["/away/"]
    assert listed(page=2, size=3) == ["/hip-pain/"]
    assert [e.path for e in leads.search_targets("hip", now=now())] == ["/hips/"]


def test_the_page_that_was_meant_is_found_by_its_words() -> None:
    known = [
        (1, "/hip/exercises-after-hip-resurfacing/", "E"),
        (2, "/blog/precautions/", "P"),
        (3, "/resources/#hip", "H"),
    ]
    similar = Similar(known)
    assert similar.to("/exercises-hip-resurfacing.html") == known[0]
    assert similar.to("/old/blog/precaution/") == known[1]
    assert similar.to("/nothing-like-it/") is None
    assert Similar([]).to("/x/") is None


def test_what_leads_to_a_deleted_page_says_gone(make: Make, page: Entry, editor: Actor) -> None:
    make("/old/", "/hip-pain/")
    with unit_of_work():
        entry = queries.get_entry(page.id)
        operations.move_to_bin(entry, by=editor, now=now())
    with pytest.raises(Gone):
        leads_to("/old/", now=now())
    assert db.session.get(Entry, page.id) is not None
