"""The checks of the text itself: pictures, headings, links, tables, numbers. Pure. Importing it adds them."""

import re
from collections.abc import Iterator

from app.content import gate
from app.content.body import tree
from app.content.body.reading import read
from app.content.body.tree import every_block, every_inline, lines_of, text_of
from app.content.drafts import EntryDraft
from app.content.gate import Context, Finding, advise, stop

Placed = tuple[int, tree.Block]
NUMBERED_KINDS = frozenset({"article", "post"})
_EMPTY_WORDS = frozenset(
    {
        *("click here", "click", "here", "this", "this link", "this page", "link", "more", "read more", "learn more"),
        *("find out more", "see here", "website", "this website", "page", "pdf", "download", "read this"),
    }
)
_ADDRESS = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_STATISTIC = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:%|per ?cent\b)|\b\d+ (?:in|out of) (?:every )?\d+\b|\b\d{1,3}(?:,\d{3})+\b", re.IGNORECASE
)


def _placed(draft: EntryDraft) -> Iterator[Placed]:
    """Every block with the number of the outermost block that it is in."""
    for number, outermost in enumerate(read(draft.body)):
        for block in every_block((outermost,)):
            yield number, block


def _pictures(draft: EntryDraft, context: Context) -> Iterator[Finding]:
    for number, block in _placed(draft):
        if isinstance(block, tree.Figure) and not block.alt and not block.decorative:
            said = "A picture in the text has no description. Describe it, or say that it is decorative."
            yield stop("body", said, block=number)


def _headings(draft: EntryDraft, context: Context) -> Iterator[Finding]:
    level = 1
    for number, block in enumerate(read(draft.body)):
        if not isinstance(block, tree.Heading):
            continue
        text = _words(block.children)
        if not _says_something(text):
            yield stop("body", "A heading has no words.", block=number)
            continue
        if block.level > level + 1:
            said = f"The heading “{text}” is of level {block.level} and comes after level {level}: one is skipped."
            yield stop("body", said, block=number, quote=text)
        if text.casefold() == draft.title.casefold():
            said = f"The heading “{text}” repeats the title, which the page shows already. Take it out of the text."
            yield advise("body", said, block=number, quote=text)
        level = block.level


def _links(draft: EntryDraft, context: Context) -> Iterator[Finding]:
    for number, block in _placed(draft):
        for part in (part for line in lines_of(block) for part in every_inline(line)):
            if isinstance(part, tree.Anchor):
                yield from _of_link(part, number, context)


def _of_link(link: tree.Anchor, number: int, context: Context) -> Iterator[Finding]:
    text = _words(link.children)
    if not _says_something(text):
        yield stop("body", "A link has no words, so that nobody can follow it.", block=number)
    elif text.strip(" .:!→»>").casefold() in _EMPTY_WORDS:
        said = f"The link “{text}” does not say where it leads. People who go from link to link hear only that."
        yield advise("body", said, block=number, quote=text)
    elif _ADDRESS.fullmatch(text):
        said = f"The link “{_short(text)}” shows its address. Say in words what is there."
        yield advise("body", said, block=number, quote=text)
    match link.target:
        case int() as entry_id if entry_id in context.closed:
            name = context.closed[entry_id] or "a page that does not exist any more"
            said = f"The link “{_short(text)}” leads to {name}, which readers cannot open."
            yield advise("body", said, block=number, quote=text)
        case str() as url if url in context.dead:
            said = f"The link “{_short(text)}” is broken: {context.dead[url]}"
            yield advise("body", said, block=number, quote=text)
        case _:
            pass


def _other_addresses(draft: EntryDraft, context: Context) -> Iterator[Finding]:
    """The dead links that are not in the text."""
    for citation in draft.citations:
        if citation.url in context.dead:
            yield advise(
                "citations", f"The address of reference {citation.key} is broken: {context.dead[citation.url]}"
            )
    url = getattr(draft, "url", "")
    if url in context.dead:
        yield advise("url", f"The link is broken: {context.dead[url]}")


def _embedded(draft: EntryDraft, context: Context) -> Iterator[Finding]:
    for number, block in _placed(draft):
        if isinstance(block, tree.Episode) and block.entry in context.closed:
            name = context.closed[block.entry] or "one that does not exist any more"
            said = f"The episode in the text is {name}, which nobody can hear now: readers see nothing there."
            yield advise("body", said, block=number)


def _tables(draft: EntryDraft, context: Context) -> Iterator[Finding]:
    for number, block in _placed(draft):
        if not isinstance(block, tree.Table):
            continue
        corner = 1 if block.row_headers else 0  # above the names of the rows there may be nothing
        name = f" “{_words(block.caption)}”" if block.caption else ""
        if not block.head and not block.row_headers:
            said = f"The table{name} has no headings: say in its first row or column what the others mean."
            yield advise("body", said, block=number)
        elif not all(_says_something(_words(cell)) for cell in block.head[corner:]) or (
            block.row_headers and not all(_says_something(_words(row[0])) for row in block.rows)
        ):
            yield stop("body", f"The table{name} has an empty heading cell.", block=number)


def _numbers(draft: EntryDraft, context: Context) -> Iterator[Finding]:
    if context.kind not in NUMBERED_KINDS:
        return
    for number, block in _placed(draft):
        if not isinstance(block, tree.Paragraph):
            continue
        if any(isinstance(part, tree.Reference) for part in every_inline(block.children)):
            continue
        for sentence in _SENTENCE_END.split(_words(block.children)):
            if found := _STATISTIC.search(sentence):
                said = f"“{_short(sentence, 90)}” gives a number and no reference says where it comes from."
                yield advise("body", said, block=number, quote=found[0])
                break


def _words(children: tree.Inlines) -> str:
    return " ".join(text_of(children).split())


def _says_something(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


for _name, _check in (
    ("pictures", _pictures),
    ("headings", _headings),
    ("tables", _tables),
    ("links", _links),
    ("other addresses", _other_addresses),
    ("embedded", _embedded),
    ("numbers", _numbers),
):
    gate.add(_name, lambda draft, context, check=_check: list(check(draft, context)))  # type: ignore[misc]  # mypy infers no bound default
