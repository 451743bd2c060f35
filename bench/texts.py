"""A long text as an editor writes one: its words differ, and most kinds of block stand in it. The same every time."""

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import count

from app.content import body

SEED = 20_240
_WORDS = """
    ankle arm back balance bone calf cartilage chair clinic cycle day doctor dose effort elbow evening exercise foot grip
    hamstring heel hip injury inflammation joint knee leg ligament load lumbar meniscus minute morning movement muscle neck
    nerve operation pain patient pelvis physiotherapist posture pressure progress recovery rest rotation shoulder side sleep
    sport stair stiffness strength stretch swelling symptom tendon tissue treatment walking warmth week weight wrist year
    ache bend begin build carry change climb continue decrease expect feel follow help hold improve increase keep lean lie
    lift lower move need notice press reach reduce relax repeat return rise settle sit slow squeeze stand start stop support
    swim turn use wait walk work able active acute better careful chronic common daily early easy firm gentle gradual hard
    heavy light likely long mild normal old painful safe sharp short simple sore stable steady stiff strong sudden tight
    tired usual weak whole about above after against along among around before behind below beside between beyond during for
    from inside near of off on over past through toward under until upon with within without and because but if or since so
    than that though unless when where whether while a all an any both each every few many more most no other some such the
    their these this those one two three four five six ten always away down here not now often once only still then there
    together too up very well will would can could may might must should
"""


_VOCABULARY = _WORDS.split()


@cache
def long_body(words: int) -> str:
    """HTML of at least that many words."""
    return "".join(parts(words))


def parts(words: int) -> list[str]:
    """The same block by block."""
    given = random.Random(SEED)  # noqa: S311 - words, and no secret
    made: list[str] = []
    written = 0
    while written < words:
        made.append(_block(given, len(made)))
        written += body.word_count(body.clean(made[-1]))
    return made


def _block(given: random.Random, number: int) -> str:
    sentences = _sentences(given)
    match number % 16:
        case 0 | 8:
            return f"<h2>Part {number}: {_few(given, 4)}</h2>"
        case 3 | 11:
            return f"<ul>{''.join(f'<li>{next(sentences)}</li>' for _ in range(4))}</ul>"
        case 5:
            return f'<aside data-care="emergency"><h3>Stop {_few(given, 2)}</h3><p>{next(sentences)}</p></aside>'
        case 7:
            rows = "".join(f"<tr><td>{_few(given, 2)}</td><td>{_few(given, 6)}</td></tr>" for _ in range(5))
            head = '<thead><tr><th scope="col">What</th><th scope="col">How</th></tr></thead>'
            return f"<table><caption>Table {number}</caption>{head}<tbody>{rows}</tbody></table>"
        case 13:
            dose = '<div data-part="dose"><p>Ten times, twice a day.</p></div>'
            return f'<section data-exercise="Exercise {number}"><p>{next(sentences)}</p>{dose}</section>'
        case _:
            text = " ".join(next(sentences) for _ in range(5))
            link = f'<a href="https://example.org/{number}">{_few(given, 2)}</a>'
            return f"<p>{text} <strong>{_few(given, 3)}</strong>, see {link}.</p>"


def _sentences(given: random.Random) -> Iterator[str]:
    while True:
        yield f"{_few(given, given.randint(6, 18)).capitalize()}."


def _few(given: random.Random, number: int) -> str:
    return " ".join(given.choices(_VOCABULARY, k=number))


@cache
def rewritten(words: int) -> str:
    """The same text before every second sentence of its paragraphs was written anew."""
    before = random.Random(SEED + 1)  # noqa: S311 - as above
    return "".join(_with_other_sentences(before, part) for part in parts(words))


def _with_other_sentences(given: random.Random, part: str) -> str:
    numbers = count()
    return re.sub(r"[A-Z][a-z ]+\.", lambda found: found[0] if next(numbers) % 2 else next(_sentences(given)), part)
