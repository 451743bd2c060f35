"""Numbers are proposed a season at a time and said in two forms."""

import pytest

from app.podcast.numbering import label, next_number, spoken_label


def test_the_next_number_is_one_after_the_highest_of_its_season() -> None:
    taken = [(1, 1), (1, 4), (2, 9), (1, None), (None, 7)]
    assert next_number(taken, season=1) == 5
    assert next_number(taken, season=2) == 10
    assert next_number(taken, season=3) == 1
    assert next_number(taken, season=None) == 8


@pytest.mark.parametrize(
    ("season", "number", "kind", "short", "spoken"),
    [
        (1, 2, "full", "S1 E2", "Season 1, episode 2"),
        (None, 2, "full", "E2", "Episode 2"),
        (3, None, "trailer", "S3 Trailer", "Season 3, trailer"),
        (None, None, "bonus", "Bonus", "Bonus"),
        (None, None, "full", "", ""),
    ],
)
def test_labels(season: int | None, number: int | None, kind: str, short: str, spoken: str) -> None:
    assert label(season, number, kind) == short
    assert spoken_label(season, number, kind) == spoken
