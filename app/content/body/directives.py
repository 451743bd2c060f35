"""Our additions to Markdown, as rules for markdown-it: blocks between colons, pictures, episodes, named marks, references.

A rule that does not understand what it sees says so, and the text stays as it was typed.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, list_block, table
from markdown_it.rules_inline import StateInline

from app.content.body.addresses import reference_key
from app.content.body.tree import CareKind, PartKind

_OPENING = re.compile(
    rf"(?P<colons>:{{3,}}) ?(?P<name>{'|'.join([*CareKind, *PartKind])}|exercise|table)"
    r"(?P<rows>\{row-headers\})?(?: +(?P<title>.*))?$"
)
_FIGURE = re.compile(
    r"""!\[(?P<alt>(?:\\.|[^\]\\])*)\]\(asset:(?P<asset>[1-9]\d{0,17})(?: +"(?P<caption>.*)")? *\)(?P<decorative>\{decorative\})?$"""
)
_EPISODE = re.compile(r"::episode\{ *id=(?P<id>[1-9]\d{0,17})(?: +start=(?P<start>\d{1,6}))? *\}$")
_MARK = re.compile(r":(strong|em|sup|sub|code|br)(?=\[)")
_REFERENCE = re.compile(r"\[\^([A-Za-z0-9-]+)\]")
_STROKE = re.compile(r"(?<!\\)\||$")
_NUMBER = re.compile(r"\d+(?=[.)])")
_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
# Each level of a named mark costs several frames of the interpreter; nobody needs more than the five marks there are.
_MAX_MARKS = 12


def install(markdown: MarkdownIt) -> None:
    """Teaches `markdown` our blocks and marks."""
    for name, rule in (("container", _container), ("figure", _figure), ("episode", _episode)):
        markdown.block.ruler.before("table", name, rule, _INTERRUPTS)
    markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    markdown.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.inline.ruler.before("link", "reference_mark", _reference_mark)
    markdown.inline.ruler.before("link", "named_mark", _named_mark)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip(" \t")


def _container(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`:::name Title`, blocks, `:::` with as many colons; one that is never closed ends with what it stands in."""
    found = _OPENING.match(_line(state, start))
    if not found or (found["rows"] and found["name"] != "table"):
        return False
    if silent:
        return True
    last, following = _end_of(state, start, end, found["colons"])
    parent, line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    opening = state.push("container_open", "container", 1)
    opening.meta = {"name": found["name"], "title": (found["title"] or "").strip(), "rows": bool(found["rows"])}
    if found["name"] != "exercise":
        _inline(state, opening.meta["title"])
    state.md.block.tokenize(state, start + 1, last)
    state.push("container_close", "container", -1)
    state.parentType, state.lineMax = parent, line_max
    state.line = following
    return True


def _end_of(state: StateBlock, start: int, end: int, colons: str) -> tuple[int, int]:
    """Where the content ends that the line `start` opens, and the first line after it all.

    Blocks inside with as many colons have their own closing lines.
    """
    open_inside = 0
    for number in range(start + 1, end):
        if state.isEmpty(number):
            continue
        if state.sCount[number] < state.blkIndent:
            return number, number
        line = _line(state, number)
        inner = _OPENING.match(line)
        if inner and inner["colons"] == colons:
            open_inside += 1
        elif line == colons:
            if not open_inside:
                return number, number + 1
            open_inside -= 1
    return end, end


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The usual table, unless a row has more cells than the first: those would be left out without a word."""
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    tokens, line, width = len(state.tokens), state.line, _width(state, start)
    wider = _first_wider(state, start, end, width)
    # Every line of a table that was given up may look like the first of another: none is read to the same row again.
    given_up = state.env.setdefault("given up", set())
    here = (state.level, state.blkIndent, width, wider)
    if here in given_up:
        return False
    table(state, start, min(end, wider + 1), False)
    if state.line > wider:
        given_up.add(here)
        del state.tokens[tokens:]
        state.line = line
        return False
    return True


def _first_wider(state: StateBlock, start: int, end: int, width: int) -> int:
    """The first line below a table's head that has more cells than `width` or is empty; looked for once for many tables."""
    known = state.env.setdefault("first wider", {})
    here = (state.level, state.blkIndent, width)
    if known.get(here, 0) < start + 2:
        number = start + 2
        while number < end and not state.isEmpty(number) and _width(state, number) <= width:
            number += 1
        known[here] = number
    return int(known[here])


def _width(state: StateBlock, number: int) -> int:
    """How many cells the line has."""
    return len(_STROKE.findall(_line(state, number).removeprefix("|").removesuffix("|")))


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The usual list; a number other than 1 does not begin one ("2019. A good year.") and is kept as text.

    `silent` asks whether a paragraph ends here, which it also does at the next item of a list that has begun.
    """
    number = _NUMBER.match(_line(state, start))
    return (silent or not number or number[0] == "1") and list_block(state, start, end, silent)


def _inline(state: StateBlock, content: str) -> None:
    token = state.push("inline", "", 0)
    token.content = content
    token.children = []


def _figure(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    found = _FIGURE.match(_line(state, start))
    if not found:
        return False
    if not silent:
        opening = state.push("figure_open", "figure", 1)
        opening.attrs = {"data-asset": found["asset"], "data-alt": re.sub(r"\\([\\\[\]])", r"\1", found["alt"])}
        if found["decorative"]:
            opening.attrs["data-decorative"] = "true"
        state.push("figcaption_open", "figcaption", 1)
        _inline(state, found["caption"] or "")
        state.push("figcaption_close", "figcaption", -1)
        state.push("figure_close", "figure", -1)
        state.line = start + 1
    return True


def _episode(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    found = _EPISODE.match(_line(state, start))
    if not found:
        return False
    if not silent:
        opening = state.push("episode_open", "div", 1)
        opening.attrs = {"data-episode": found["id"], "data-start": found["start"] or "0"}
        state.push("episode_close", "div", -1)
        state.line = start + 1
    return True


def _reference_mark(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    key = reference_key(found[1]) if found else None
    if not found or not key:
        return False
    if not silent:
        state.push("reference_open", "sup", 1).attrs = {"data-ref": key}
        state.push("reference_close", "sup", -1)
    state.pos = found.end()
    return True


def _named_mark(state: StateInline, silent: bool) -> bool:
    """`:sup[2]` and its like; what is between the brackets is Markdown again."""
    found = _MARK.match(state.src, state.pos, state.posMax)
    if not found or state.level > _MAX_MARKS:
        return False
    end = state.md.helpers.parseLinkLabel(state, found.end())
    if end < 0 or (found[1] == "br" and end > found.end() + 1):
        return False
    if not silent:
        _push_mark(state, found[1], found.end() + 1, end)
    state.pos = end + 1
    return True


def _push_mark(state: StateInline, tag: str, start: int, end: int) -> None:
    if tag == "br":
        state.push("hardbreak", "br", 0)
        return
    maximum = state.posMax
    state.pos, state.posMax = start, end
    state.push("mark_open", tag, 1)
    state.md.inline.tokenize(state)
    state.push("mark_close", tag, -1)
    state.posMax = maximum
