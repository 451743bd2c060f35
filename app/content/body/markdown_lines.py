"""Text in Markdown: which characters need a backslash where, and when `**` can be trusted.

Asterisks are written only where CommonMark's rules on flanking leave no doubt; elsewhere the explicit form
`:strong[…]` says the same.
"""

import re
import string
import unicodedata

from app.content.body.tree import Anchor, Break, Inline, Inlines, Marked, Reference, Style, Text

_ALWAYS = re.compile(r"[\\`*_\[\]]")
_SOMETIMES = re.compile(
    r"&(?=#?\w+;)"  # an entity
    r"|<(?! )"  # an address in angle brackets
    r"|!(?=\\\[|\Z)"  # a picture
    r"|\A\^"  # a reference mark, after the bracket of a link
    r"|:(?=[a-z]+\Z)"  # a mark by name, before the bracket of a link
)
_AT_START = re.compile(r"(?:[#>+\-=:|~]|\d{1,9}(?=[.)]))")
_ASTERISKS = {Style.STRONG: "**", Style.EM: "*"}


def paragraph(children: Inlines) -> str:
    """Text that may go over several lines, a backslash at the end of a line for a break."""
    return _Line(several=True).written(children)


def line(children: Inlines) -> str:
    """Text that must stay in one line, such as a heading."""
    # Number signs at the end of a heading would be taken for its decoration.
    return re.sub(r"(?<= )#+\Z", r"\\\g<0>", _Line(several=False).written(children))


def cell(children: Inlines) -> str:
    """Text in a table, where every upright stroke needs a backslash, even in code."""
    return _Line(several=False).written(children).replace("|", r"\|")


def escaped_alt(text: str) -> str:
    """The description of a picture between its brackets."""
    return re.sub(r"[\\\[\]]", r"\\\g<0>", text)


def _escaped(text: str) -> str:
    safe = _SOMETIMES.sub(r"\\\g<0>", _ALWAYS.sub(r"\\\g<0>", text))
    return re.sub(r"[^\S \n]", lambda m: "&nbsp;" if m[0] == "\xa0" else f"&#x{ord(m[0]):X};", safe)


def _escaped_at_start(text: str) -> str:
    if not (found := _AT_START.match(text)):
        return text
    return f"{found[0]}\\{text[found.end() :]}" if found[0].isdigit() else f"\\{text}"


class _Line:
    """One run of text being written; `several` lines or one."""

    def __init__(self, *, several: bool) -> None:
        self._several = several

    def written(self, children: Inlines) -> str:
        return self._run(children, before="\n", after="")

    def _run(self, children: Inlines, *, before: str, after: str) -> str:
        """The children in order; `before` and `after` are the characters around the run."""
        done = before
        for index, child in enumerate(children):
            following = children[index + 1] if index + 1 < len(children) else None
            done += self._one(child, done[-1], self._first_sign(following, after))
        return done.removeprefix(before)

    def _first_sign(self, part: Inline | None, after: str) -> str:
        match part:
            case None:
                return after
            case Text(text=text):
                return _escaped(text)[0]
            case Marked(style=style) if style in _ASTERISKS:
                return "*"
            case _:
                return "["  # all others begin with one sign of punctuation or another

    def _one(self, part: Inline, before: str, after: str) -> str:
        match part:
            case Text(text=text):
                return _escaped_at_start(_escaped(text)) if before == "\n" else _escaped(text)
            case Break():
                return "\\\n" if self._several else ":br[]"
            case Reference(key=key):
                return f"[^{key}]"
            case Anchor(target=target, children=children):
                return f"[{self._run(children, before='[', after=']')}]({_destination(target)})"
            case Marked(style=Style.CODE, children=children):
                return _code(children)
            case Marked(style=style, children=children):
                return self._marked(style, children, before, after)

    def _marked(self, style: Style, children: Inlines, before: str, after: str) -> str:
        sign = _ASTERISKS.get(style)
        if sign and _begins_and_ends_with_letters(children) and _parts(before) and (not after or _parts(after)):
            return f"{sign}{self._run(children, before='*', after='*')}{sign}"
        return f":{style}[{self._run(children, before='[', after=']')}]"


def _begins_and_ends_with_letters(children: Inlines) -> bool:
    match children:
        case (Text(text=text),) | (Text(text=text), *_) if not text[0].isalnum():
            return False
        case (Text(), *_):
            last = children[-1]
            return isinstance(last, Text) and last.text[-1].isalnum()
        case _:
            return False


def _parts(sign: str) -> bool:
    """True for white space and punctuation, other than the asterisk itself."""
    return sign != "*" and (sign in string.whitespace or unicodedata.category(sign).startswith("P"))


def _destination(target: str | int) -> str:
    if isinstance(target, int):
        return f"entry:{target}"
    return re.sub(r"[()]|&(?=#?\w+;)", r"\\\g<0>", target)


def _code(children: Inlines) -> str:
    text = "".join(child.text for child in children if isinstance(child, Text))
    longest = max(map(len, re.findall("`+", text)), default=0)
    # Any other length than those inside would do as well; a longer one is the easiest to read.
    fence = "`" * (longest + 1)
    blank = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{blank}{text}{blank}{fence}"
