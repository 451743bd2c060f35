"""The small page for frames on other sites."""

from flask import Flask

from app.accounts.permissions import Actor
from app.content import operations as content
from app.content import paths
from app.core import clock
from app.core.cache import raise_generation
from app.core.unit_of_work import unit_of_work
from app.podcast.queries import get_episode, get_show
from app.web.headers import POLICY
from tests.web.conftest import Ids, Visit

SHOW = "/podcast/hips-explained/"
EPISODE = f"{SHOW}rise-and-fall/"
EMBED = f"{EPISODE}embed/"


def test_it_holds_the_player_and_the_way_to_the_episode(filled: Ids, page: Visit) -> None:
    seen = page(EMBED)
    assert seen.status == 200
    assert seen.all("audio", preload="none", src="/media/hips-explained/rise-and-fall.mp3")
    assert seen.all("a", href=f"http://localhost{EPISODE}", target="_blank", rel="noopener")
    assert [c["data-chapter"] for c in seen.all("a", class_="chapter")] == ["0", "61000"]
    assert seen.meta("robots") == "noindex"
    assert seen.all("link", rel="canonical", href=f"http://localhost{EPISODE}")
    assert not seen.all("header", class_="masthead")
    assert len(seen.all("h1")) == 1


def test_its_policy_is_ours_but_for_who_may_frame_it(filled: Ids, page: Visit) -> None:
    answer = page.client.get(EMBED)
    sent = answer.headers["Content-Security-Policy"]
    assert sent == POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    assert "X-Frame-Options" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert "frame-ancestors 'none'" in page.client.get(EPISODE).headers["Content-Security-Policy"]
    again = page.client.get(EMBED, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Content-Security-Policy"] == sent, "a browser takes the headers of the newer answer"


def test_nothing_inline_and_nothing_from_elsewhere(filled: Ids, page: Visit) -> None:
    for tag, attributes in page(EMBED).tags:
        assert tag != "style"
        assert "style" not in attributes
        assert tag != "script" or "src" in attributes
        assert not (attributes.get("src") or "/").startswith("http")


def test_a_private_shows_episode_cannot_be_embedded(app: Flask, filled: Ids, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        get_show(filled.show).private = True
        raise_generation()
    assert page(EMBED).status in {404, 410}
    assert page(f"{SHOW}subscribe/").status in {404, 410}


def test_an_episode_without_audio_is_not_found_there(app: Flask, filled: Ids, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        get_episode(filled.episode).enclosure_sha256 = ""
        raise_generation()
    assert page(EMBED).status == 404
    assert page(EPISODE).status == 200


def test_a_moved_show_takes_its_frames_along(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        paths.move(get_show(filled.show), slug="hips", parent_id=None, by=editor, now=clock.now())
    assert page.client.get(EMBED).headers["Location"] == "/podcast/hips/rise-and-fall/embed/"
    assert page("/podcast/hips/rise-and-fall/embed/").status == 200


def test_what_is_taken_down_is_gone(app: Flask, filled: Ids, editor: Actor, page: Visit) -> None:
    with app.app_context(), unit_of_work():
        content.withdraw(get_episode(filled.episode), by=editor, now=clock.now())
    assert page(EMBED).status == 410
    assert page(f"{SHOW}nowhere/embed/").status == 404


def test_the_episodes_page_gives_the_code(filled: Ids, page: Visit) -> None:
    seen = page(EPISODE)
    assert f'<iframe src="http://localhost{EMBED}" title="Player: Rise and fall" width="640" height="240"' in seen.text
    for kind in ("json", "xml"):
        (link,) = seen.all("link", type=f"{'application' if kind == 'json' else 'text'}/{kind}+oembed")
        assert link["href"] == (
            "http://localhost/oembed?url=http%3A%2F%2Flocalhost%2Fpodcast%2Fhips-explained%2Frise-and-fall%2F"
            f"&format={kind}"
        )
