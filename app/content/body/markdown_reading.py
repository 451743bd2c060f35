"""From Markdown to canonical HTML. The dialect is described for editors in docs/writing.md."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.content.body.addresses import entry_of, may_link
from app.content.body.cleaning import clean
from app.content.body.directives import install
from app.content.body.guard import check_size, too_deep
from app.content.body.guard_markdown import check_markdown
from app.content.body.raw import Element, storable
from app.content.body.reading import blocks_of
from app.content.body.tree import CareKind, PartKind
from app.content.body.writing import write

_MAX_MARKDOWN = 400_000
# markdown-it leaves out what is nested deeper than its limit; ours is below, so that nothing is lost silently.
_LIMIT_OF_PARSER = 100
_MAX_LEVEL = 90
_OUR_RULES = [
    "blockquote",
    "fence",
    "hr",
    "list",
    "heading",
    "paragraph",
    "table",
    "text",
    "newline",
    "escape",
    "backticks",
    "emphasis",
    "link",
    "autolink",
    "entity",
    "balance_pairs",
    "fragments_join",
]


class _Parser(MarkdownIt):
    """CommonMark and tables, without HTML, indented code, underlined headings and reference definitions.

    Each of those would turn text into something else, or make it vanish, by accident.
    """

    def __init__(self) -> None:
        super().__init__("zero", {"html": False, "maxNesting": _LIMIT_OF_PARSER})
        self.enable(_OUR_RULES)
        install(self)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - named by markdown-it
        """As it was typed: cleaning judges and encodes every address."""
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - named by markdown-it
        """The words of an address that is its own text, as they were typed."""
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - named by markdown-it
        """A link to anywhere else stays text."""
        return may_link(url)


_PARSER = _Parser()


def from_markdown(text: str) -> str:
    """The canonical HTML of `text`. What is not understood stays in the body as text.

    Raises Invalid (field "body") when it is too long, nested too deeply or more than the parser can do in a second or
    two, and nothing else.
    """
    check_size(text, _MAX_MARKDOWN)
    check_markdown(text)
    tokens = _PARSER.parse(storable(text))
    if any(token.level > _MAX_LEVEL for token in tokens):
        raise too_deep()
    return clean(write(blocks_of(_tree(tokens))))


def _tree(tokens: Sequence[Token]) -> Element:
    root = Element("")
    _fill(root, tokens)
    return root


def _fill(root: Element, tokens: Sequence[Token]) -> None:
    """Puts the elements that `tokens` describe into `root`."""
    open_elements = [root]
    containers: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            if token.type == "container_open":
                containers.append(token)
            open_elements.append(_element(token))
        elif token.nesting < 0:
            element = open_elements.pop()
            done = _contained(containers.pop(), element) if token.type == "container_close" else element
            open_elements[-1].children.append(done)
        elif token.type == "inline":
            _fill(open_elements[-1], token.children or ())
        else:
            open_elements[-1].children.append(_leaf(token))


def _element(token: Token) -> Element:
    attributes = {name: str(value) for name, value in token.attrs.items()}
    if token.tag == "a" and (entry := entry_of(attributes.get("href", ""))):
        attributes = {"data-entry": str(entry)}
    return Element(token.tag, attributes)


def _leaf(token: Token) -> Element | str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak" | "hr":
            return Element(token.tag)
        case "code_inline":
            return Element("code", children=[token.content])
        case "fence":
            # The words after the opening backticks are no language here; they are kept as what they are, text.
            return Element("pre", children=["\n".join(filter(None, (token.info.strip(), token.content)))])
        case _:
            return token.content


def _contained(opening: Token, content: Element) -> Element:
    """The element for a block between colons; its title is the first part of `content`, as text."""
    name, title = opening.meta["name"], opening.meta["title"]
    if name == "exercise":
        return Element("section", {"data-exercise": title}, content.children)
    count = _title_length(content)
    heading, rest = content.children[:count], content.children[count:]
    if name in set(CareKind):
        titles: list[Element | str] = [Element("h3", children=heading)] if title else []
        return Element("aside", {"data-care": name}, [*titles, *rest])
    if name in set(PartKind):
        first: list[Element | str] = [Element("p", children=heading)] if title else []
        return Element("div", {"data-part": name}, [*first, *rest])
    return _with_caption(heading, rest, row_headers=opening.meta["rows"])


def _title_length(content: Element) -> int:
    """How many of the children are the title: they come before the first block, and only they are text or marks."""
    marks = {"strong", "em", "sup", "sub", "code", "a", "br"}
    for count, child in enumerate(content.children):
        if isinstance(child, Element) and child.tag not in marks:
            return count
    return len(content.children)


def _with_caption(caption: list[Element | str], blocks: list[Element | str], *, row_headers: bool) -> Element:
    """The blocks, their first table with its caption; without a table the caption is a paragraph."""
    table = next((b for b in blocks if isinstance(b, Element) and b.tag == "table"), None)
    if table is None:
        return Element("div", children=[Element("p", children=caption), *blocks])
    table.children.insert(0, Element("caption", children=caption))
    if row_headers:
        for row in _body_rows(table):
            row.children[:1] = [Element("th", children=c.children) for c in row.children[:1] if isinstance(c, Element)]
    return Element("div", children=list(blocks))


def _body_rows(table: Element) -> list[Element]:
    bodies = [part for part in table.children if isinstance(part, Element) and part.tag == "tbody"]
    return [row for body in bodies for row in body.children if isinstance(row, Element)]
