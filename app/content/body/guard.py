"""Refusing, in time linear in the length, a body that would keep the sanitiser busy.

nh3 needs time quadratic in the depth of nesting, so the depth has to be known before it runs. The scan below follows the
tokeniser of the HTML standard (section 13.2.5). Where the standard's tree builder would have to be followed too
(foreign content, `select`, `template` ...) end tags are not believed any more, and only the number of tags is limited.
"""

import re

from app.core.errors import Invalid

MAX_BYTES = 200_000
MAX_DEPTH = 60
# What cleaning may itself produce; lower, so that a cleaned body passes the first check whatever is written around it.
MAX_CANONICAL_DEPTH = 40
# Tags in a part whose end tags cannot be believed: deep enough for any pasted drawing, and still quick for nh3.
_MAX_DOUBTFUL = 2_000

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# These end their predecessor of the same sort, so they nest only inside something that is counted.
_IMPLIED = frozenset(
    ["p", "li", "dd", "dt", "option", "optgroup", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup", "caption"]
)
_RAW = frozenset(["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"])
_DOUBTFUL = frozenset(
    ["svg", "math", "select", "template", "noscript", "plaintext", "frameset", "object", "applet", "marquee"]
)

# What is never closed goes on to the end: a search that failed there would begin again at every sign.
_TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<[!?][^>]*+(?:>|\Z)|</[^a-zA-Z>][^>]*+(?:>|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"""(?>[\s/]++|[^\s/>][^\s/>=]*+(?>\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)*+(?:>|\Z)""",
    re.DOTALL,
)


def check(html: str) -> None:
    """Raises Invalid when `html` is longer than 200 kB or nested deeper than 60."""
    check_size(html)
    check_depth(html)


def check_depth(html: str) -> None:
    """Raises Invalid when `html` is nested deeper than 60."""
    if _depth(html) > MAX_DEPTH:
        raise too_deep()


def check_size(text: str, limit: int = MAX_BYTES) -> None:
    """Raises Invalid when `text` takes more than `limit` bytes."""
    if len(text) > limit or len(text.encode("utf-8", "replace")) > limit:
        raise Invalid(f"The text is longer than {limit // 1000} kB. Please split it into two pages.", field="body")


def check_canonical(html: str) -> None:
    """Raises Invalid when the cleaned body could not be cleaned again."""
    check_size(html)
    depth = deepest = 0
    for closing in re.findall(r"<(/?)(?!br>|hr>)", html):
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    if deepest > MAX_CANONICAL_DEPTH:
        raise too_deep()


def too_deep() -> Invalid:
    """The refusal of a body with too many lists, quotations or other blocks inside one another."""
    return Invalid("Lists, quotations or other blocks are nested too deeply.", field="body")


class _Scan:
    """Which elements are open, as far as that can be told without building the tree."""

    def __init__(self) -> None:
        self.open: dict[str, int] = {}
        self.depth = 0
        self.deepest = 0
        self.doubtful = 0

    def start(self, name: str) -> None:
        if self.doubtful or name in _DOUBTFUL:
            self.doubtful += 1
        elif name not in _VOID and name not in _IMPLIED:
            self.open[name] = self.open.get(name, 0) + 1
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def end(self, name: str) -> None:
        if not self.doubtful and self.open.get(name):
            self.open[name] -= 1
            self.depth -= 1


def _depth(html: str) -> int:
    """An upper bound, give or take what `_IMPLIED` says, of the depth of the tree that a browser would build."""
    scan, at = _Scan(), 0
    while found := _TAG.search(html, at):
        at = found.end()
        name = (found["name"] or "").lower()
        if not name:
            continue
        if found["end"]:
            scan.end(name)
            continue
        scan.start(name)
        if name in _RAW and not scan.doubtful:
            at = _after_raw(html, at, name)
        if scan.deepest > MAX_DEPTH or scan.doubtful > _MAX_DOUBTFUL:
            return MAX_DEPTH + 1
    return scan.deepest


def _after_raw(html: str, at: int, name: str) -> int:
    """Where the text of a script, a style sheet and the like ends: at its end tag, or never."""
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, at)
    return found.start() if found else len(html)
