"""What a stored body uses, how it is divided, and what it says without its marks. All take a cleaned body."""

import re
from dataclasses import dataclass

from app.content.body import tree
from app.content.body.reading import read
from app.content.body.tree import every_block, every_inline, lines_of, text_of
from app.core.slugs import free_slug, slug_of

# Ids that rendering gives, and those of the citations below the text.
_OURS = ("body-", "ref-", "refmark-")
_PAGE = frozenset({"main", "content", "contents", "references", "search", "feedback"})
_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")


@dataclass(frozen=True)
class BodyUses:
    """Everything that a body refers to; `references` in the order in which the keys first appear."""

    assets: frozenset[int]
    entries: frozenset[int]
    references: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of the outermost level (2 to 4) and its id on the page."""

    level: int
    text: str
    anchor: str


def uses(html: str) -> BodyUses:
    """The pictures, the entries (links and embedded episodes) and the citations that the body refers to."""
    assets, entries = set(), set()
    keys: dict[str, None] = {}  # a set that remembers the order
    for block in every_block(read(html)):
        match block:
            case tree.Figure(asset=asset):
                assets.add(asset)
            case tree.Episode(entry=entry):
                entries.add(entry)
            case _:
                pass
        for part in (p for line in lines_of(block) for p in every_inline(line)):
            match part:
                case tree.Anchor(target=int() as entry):
                    entries.add(entry)
                case tree.Reference(key=key):
                    keys[key] = None
                case _:
                    pass
    return BodyUses(frozenset(assets), frozenset(entries), tuple(keys))


def outline(html: str) -> tuple[Heading, ...]:
    """The headings that stand by themselves, in order, with the ids that `render` gives them."""
    return outline_of(read(html))


def outline_of(blocks: tree.Blocks) -> tuple[Heading, ...]:
    """The same for a body that has been read."""
    taken = set(_PAGE)
    found = []
    for block in blocks:
        if isinstance(block, tree.Heading):
            text = " ".join(text_of(block.children).split())
            wanted = slug_of(text, fallback="section")
            wanted = f"section-{wanted}" if wanted.startswith(_OURS) else wanted
            anchor = free_slug(wanted, taken.__contains__)
            taken.add(anchor)
            found.append(Heading(block.level, text, anchor))
    return tuple(found)


def plain_text(html: str) -> str:
    """The words of the body, for the search index: a blank line between blocks, no reference marks."""
    return "\n\n".join(part for block in every_block(read(html)) if (part := _text(block)))


def _text(block: tree.Block) -> str:
    match block:
        case tree.Preformatted(text=text):
            return text
        case tree.Exercise(name=name):
            return name
        case tree.Table(caption=caption, head=head, rows=rows):
            lines = [(caption,), head, *rows]
            return "\n".join(filter(None, (" ".join(filter(None, map(text_of, line))) for line in lines)))
        case _:
            return "\n".join(text for line in lines_of(block) if (text := text_of(line)))


def excerpt(html: str, length: int = 200) -> str:
    """The beginning of the running text in one line, cut between words to at most `length` characters with "…"."""
    blocks = read(html)
    paragraphs = [text_of(b.children) for b in blocks if isinstance(b, tree.Paragraph)]
    text = " ".join(" ".join(paragraphs or [_text(b) for b in every_block(blocks)]).split())
    if len(text) <= length:
        return text
    cut = text[:length]  # one longer than what may stay, since the ellipsis needs a place
    words, blank, _ = cut.rpartition(" ")
    return (words if blank else cut[:-1]).rstrip(" ,;:.–-") + "…"


def word_count(html: str) -> int:
    """How many words there are to read."""
    return len(_WORD.findall(plain_text(html)))
