"""What the bench says of a figure, and the texts that it measures with."""

import math

import pytest

from app.content import body
from bench.directory import Limits, verdict
from bench.figures import Figure, p95
from bench.texts import long_body, rewritten


def test_a_figure_holds_by_its_median_or_by_what_must_never_be() -> None:
    samples = [10.0] * 19 + [400.0]
    assert p95(samples) == 10
    assert p95([1.0, 2.0, 3.0]) == 3
    assert Figure("list", samples, wanted=200).holds
    assert not Figure("typing", samples, wanted=50, judged=max(samples)).holds
    assert Figure("only told", samples).holds


def test_the_line_of_a_figure_says_whether_it_holds() -> None:
    line = Figure("saving", [149.0, 151.0, 155.0], 150, "9 times an empty request").line().split()
    assert " ".join(line) == "saving 151 ms 155 ms 150 ms DOES NOT HOLD 9 times an empty request"


def test_the_long_text_is_long_and_keeps_its_blocks_when_it_is_cleaned() -> None:
    text = long_body(5_000)
    cleaned = body.clean(text)
    assert body.word_count(cleaned) >= 5_000
    for block in ("<table>", "<aside ", "<section ", "<ul>", "<h2>", "<a href"):
        assert block in cleaned
    assert rewritten(5_000) != text == long_body(5_000), "the same every time"


@pytest.mark.parametrize(
    ("by_wall", "by_processor", "wanted", "said"),
    [
        ((5, 25), (1, 1), (5, 25), "holds"),
        ((5, 26), (1, 1), (5, 25), "holds by the processor"),
        ((6, 9), (5.1, 9), (5, 25), "DOES NOT HOLD"),
        ((6, 900), (5, 9), (50, math.inf), "holds"),
        ((6, 900), (5, 9), None, ""),
    ],
)
def test_what_the_neighbours_did_is_not_held_against_a_search(
    by_wall: Limits, by_processor: Limits, wanted: Limits | None, said: str
) -> None:
    assert verdict(by_wall, by_processor, wanted) == said
