"""Whether an edit that was called "only spelling or layout" is that. Pure.

It compares word by word what a reviewer signed off with what is there now. Numbers, doses, units, words such as "not",
"left" or "daily", references, links and pictures must be the same, and so must the ends of sentences and of their parts
wherever such a word stands near; any other word may only be spelled differently. It is no dictionary: a wrong word that
looks like the right one is not seen.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape, unescape

from app.content.drafts import Citation, EntryDraft, Formerly
from app.reviews.clauses import NAMED, PAUSE, is_turned, named, with_pauses, without_pauses
from app.reviews.meaning import EXCHANGEABLE, OPPOSITES, SMALL, WEIGHTY, WITHOUT_SIGN

MOST_OBJECTIONS = 6
MOST_COMPARED = 4_000_000
"""Of pairs of words: more than that takes too long, and is no correction of spelling."""
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_INLINE = frozenset({"strong", "em", "a", "code"})
_BOUNDED = frozenset({"sup", "sub", "td", "th", "aside", "section"})
"""Where it matters what stands inside: a dose in another column, or a warning beside its card, is another advice."""
_SPOKEN = frozenset({"data-alt", "data-exercise"})
_LAYOUT = frozenset({"scope"})
_TOKEN = re.compile(
    r"⟦[^⟧]*⟧|(?:(?<![\w.,])[.,])?\d+(?:[.,:/]\d+)*|(?<![\w])[-−–](?=\d)|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|[%‰°<>≤≥±×÷=+~≈²³½¼¾⅓⅔?]|[.,;:!()—¦]|(?<=\s)[-–][ ]"
)
_NAMES = {
    "title": "the title",
    "summary": "the summary",
    "body": "the text",
    "citations": "the references",
    "formerly": "“what we used to say”",
}


def objections(signed: EntryDraft, now: EntryDraft) -> list[str]:
    """Why `now` says something else than `signed`, in sentences; nothing when only spelling or layout differ."""
    found: list[str] = []
    for name in signed.CLINICAL:
        where, before, after = _NAMES.get(name, name), getattr(signed, name), getattr(now, name)
        match before, after:
            case str(), str():
                found += _of_words(
                    where, *(_marked(text if name == "body" else escape(text)) for text in (before, after))
                )
            case tuple(), tuple():
                found += _of_rows(where, before, after)
            case _:
                found += [f"Something else changed: {where}."] if before != after else []
    return found[:MOST_OBJECTIONS]


def _of_rows(where: str, before: Sequence[object], after: Sequence[object]) -> Iterator[str]:
    if [_fixed(row) for row in before] != [_fixed(row) for row in after]:
        yield f"In {where}, something was added, taken out, moved or led elsewhere."
        return
    for one, other in zip(before, after, strict=True):
        yield from _of_words(where, _said(one), _said(other))


def _fixed(row: object) -> object:
    """What of a row is no wording."""
    match row:
        case Citation():
            return row.key, row.url, row.reference_id
        case Formerly():
            return row.key, row.until
        case _:
            return row


def _said(row: object) -> str:
    match row:
        case Citation():
            return f"{row.text} ⟦⟧ {row.note}"
        case Formerly():
            return f"{row.said} ⟦⟧ {row.instead}"
        case _:
            return ""


def _marked(html: str) -> str:
    """The words of a stored text; what is no word but means something stands between ⟦ and ⟧."""
    plain = html.replace("⟦", " ").replace("⟧", " ").replace(PAUSE, " ")
    return unescape(_TAG.sub(_tag, plain))


def _tag(found: re.Match[str]) -> str:
    closing, name, rest = found.groups()
    said = "" if name in _INLINE else f" ⟦{closing}{name}⟧ " if name in _BOUNDED else f" {PAUSE} "
    for attribute, value in _ATTRIBUTE.findall(rest):
        if attribute in _SPOKEN:
            said += f"{value} "
        elif attribute not in _LAYOUT:
            said += f" ⟦{attribute} {value}⟧ "
    return said


def _tokens(text: str) -> list[str]:
    typed = with_pauses(_TOKEN.findall(text), bounds=_is_bound)
    return [token if token[0] in {"⟦", NAMED} else _word(token) for token in named(typed)]


def _is_bound(token: str) -> bool:
    """Whether a sentence ends here without a sign, too: a mark of a reference or a footnote stands inside one."""
    return token[0] == "⟦" and token.strip("⟦/⟧") in _BOUNDED - {"sup", "sub"}


def _word(token: str) -> str:
    word = token.replace("’", "'").casefold()
    return WITHOUT_SIGN.get(word, word)


def _of_words(where: str, before: str, after: str) -> Iterator[str]:
    whole = _tokens(before), _tokens(after)
    skipped, one, other = _without_common_ends(*whole)
    if len(one) * len(other) > MOST_COMPARED:
        yield f"So much was changed in {where} that it cannot be only spelling or layout."
        return
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        said, says = without_pauses(one[a:b]), without_pauses(other[c:d])
        if not _is_spelling(said, says, beside=one[max(a - 1, 0) : a] + one[b : b + 1]):
            yield f"In {where}, {_change(said, says)}."
        elif is_turned(*whole, (skipped + a, skipped + b, skipped + c, skipped + d), _is_weighty):
            near = _shown(without_pauses(one[max(a - 3, 0) : b + 3]))
            yield f"In {where}, a sentence is divided differently near {near}."


def _without_common_ends(one: list[str], other: list[str]) -> tuple[int, list[str], list[str]]:
    """Without what both begin and end with, but for a word on each side; and how many were left out at the beginning."""
    least, start, end = min(len(one), len(other)), 0, 0
    while start < least and one[start] == other[start]:
        start += 1
    while end < least - start and one[-1 - end] == other[-1 - end]:
        end += 1
    start, end = max(start - 1, 0), max(end - 1, 0)
    return start, one[start : len(one) - end], other[start : len(other) - end]


def _change(one: list[str], other: list[str]) -> str:
    before, after = _shown(one), _shown(other)
    if not one:
        return f"{after} was added"
    return f"{before} became {after}" if other else f"{before} was taken out"


def _shown(tokens: list[str]) -> str:
    words = [_mark_in_words(token) for token in tokens[:8]]
    return f"“{' '.join(words)}{' …' if len(tokens) > 8 else ''}”"


def _mark_in_words(token: str) -> str:
    mark = re.fullmatch(r"⟦data-(ref|care|asset|entry|episode) (.*)⟧", token)
    word = token.removeprefix(NAMED) or token
    return f"[{mark[1]} {mark[2]}]" if mark else word.strip("⟦⟧") or "…"


def _is_spelling(one: list[str], other: list[str], *, beside: list[str]) -> bool:
    if [t for t in one if _is_weighty(t)] != [t for t in other if _is_weighty(t)]:
        return False
    a = [t for t in one if not _is_weighty(t)]
    b = [t for t in other if not _is_weighty(t)]
    if "".join(a) == "".join(b):
        return True  # "physio therapy" and "physiotherapy"
    if len(a) != len(b):
        a, b = [t for t in a if t not in SMALL], [t for t in b if t not in SMALL]
    if not (a and b) and all(token in beside for token in a + b):
        return True  # a word that stands there twice
    return len(a) == len(b) and all(_is_variant(x, y) for x, y in zip(a, b, strict=True))


def _is_weighty(token: str) -> bool:
    return not token[0].isalpha() or token in WEIGHTY or token.endswith("n't")


def _is_variant(one: str, other: str) -> bool:
    """Whether two words are likely the same, one of them misspelled or in another form of grammar."""
    if one == other or any(one in forms and other in forms for forms in EXCHANGEABLE):
        return True
    if _are_opposites(one, other):
        return False
    longest = max(len(one), len(other))
    if one[0] != other[0] and sorted(one[:2]) != sorted(other[:2]):
        return False  # "hip" and "lip"
    if len(one) == len(other) <= 3 and sorted(one) != sorted(other):
        return False
    return distance(one, other) <= (1 if longest <= 5 else 2)


def _are_opposites(one: str, other: str) -> bool:
    rests = [{word.removeprefix(p): p for p in OPPOSITES if word.startswith(p)} for word in (one, other)]
    shared = rests[0].keys() & rests[1].keys()
    return any(len(rest) >= 3 and rests[0][rest] != rests[1][rest] for rest in shared)


def distance(one: str, other: str) -> int:
    """How many letters were typed wrongly, left out, added or exchanged with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
