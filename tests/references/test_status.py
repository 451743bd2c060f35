"""What is said beside a source."""

from datetime import date

import pytest

from app.references.status import Piece, Source, Status

LINK = Piece("NICE TA304", "https://x.example/")
DAY = date(2014, 2, 26)


@pytest.mark.parametrize(
    ("status", "note", "on", "replacement", "said"),
    [
        (Status.CURRENT, "", None, None, ""),
        (Status.CURRENT, "Early results.", None, None, "Early results"),
        (Status.UNVERIFIED, "", DAY, None, ""),
        (Status.CORRECTED, "", DAY, None, "Corrected on 26 February 2014"),
        (Status.SUPERSEDED, "", DAY, LINK, "Superseded by NICE TA304 on 26 February 2014"),
        (Status.SUPERSEDED, "Only in part.", None, LINK, "Superseded by NICE TA304. Only in part"),
        (Status.WITHDRAWN, "", None, None, "Withdrawn"),
        (Status.RETRACTED, "Why", DAY, LINK, "Retracted on 26 February 2014. See instead: NICE TA304. Why"),
    ],
)
def test_a_status_is_said_in_words(
    status: Status, note: str, on: date | None, replacement: Piece | None, said: str
) -> None:
    source = Source(1, "k", "Text", "", status, note, on, replacement)
    assert "".join(piece.text for piece in source.remark()) == said
    assert (LINK in source.remark()) == (replacement is not None)
