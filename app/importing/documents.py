"""A text that was written elsewhere, as the beginning of an entry: Word and Markdown, and what of them was left out.

Nothing is saved here. Reading Word takes a child process, so not inside a unit of work.
"""

import base64
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from app.content import body as bodies
from app.content.drafts import CITATIONS_MAX, Citation
from app.core.errors import Invalid
from app.core.text import one_line, without_control_characters
from app.media.child import ChildFailed, run_child

MAX_BYTES = 15_000_000
MAX_MARKDOWN = 600_000
SECONDS = 20
_PICTURE = re.compile(r'<img\b[^>]*\bsrc="picture:(\d+|left-out)"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')
_TITLE = re.compile(r"\s*<h1>(.*?)</h1>", re.DOTALL)
_FOOTNOTE = re.compile(r"^\[\^([A-Za-z0-9-]{1,40})\]:[ \t]*(.+(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
# The patterns stay quick on what nobody writes, such as a file of nothing but "![": a slow one stops the whole server.
_FIRST_HEADING = re.compile(r"\A\s*#[ \t]+(\S.*)(?:\n|\Z)")
_MERGED = re.compile(r"<t[dh] (?:col|row)span=")
_WEB_PICTURE = re.compile(r"!\[[^\[\]\n]{0,500}\]\((?!asset:)[^)\n]{0,1000}\)")
_HTML = re.compile(r"</?[a-zA-Z][^<>\n]*>")

TakePicture = Callable[[bytes, str], int]
"""Puts a picture (its bytes, a file name) into the library and gives its id. Raises Invalid."""


@dataclass(frozen=True)
class Document:
    """What came of a file. `left_out` is for the person who brought it: each line is a thing that is not in the body."""

    title: str
    summary: str
    body: str
    tags: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    left_out: tuple[str, ...] = ()
    pictures: int = 0


@dataclass
class _Report:
    lines: list[str] = field(default_factory=list)

    def say(self, line: str, *, when: object = True) -> None:
        if when and line not in self.lines:
            self.lines.append(line)


def read_document(data: bytes, name: str, take_picture: TakePicture) -> Document:
    """What the file holds, by its content and not by its name. Raises Invalid (field "file") with the reason."""
    if len(data) > MAX_BYTES:
        raise Invalid("This file is larger than 15 MB. Make its pictures smaller, or split it.", field="file")
    if not data.strip():
        raise Invalid("This file is empty. Save it anew in the program that it was written in.", field="file")
    if data.startswith(b"PK\x03\x04"):
        return read_word(data, take_picture)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf", b"%PDF")):
        raise Invalid("Only .docx and Markdown are read. Open the file in Word and save it as .docx.", field="file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("This is neither a .docx nor a text in UTF-8.", field="file") from None
    if "\x00" in text:
        raise Invalid("This is no text that could become a page.", field="file")
    if len(text) > MAX_MARKDOWN:
        raise Invalid("This is longer than a page can be. Split it into several files.", field="file")
    return read_markdown(text, fallback_title=_name_of(name))


def read_word(data: bytes, take_picture: TakePicture) -> Document:
    """A Word document, read in a child with little memory and time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.docx"
        path.write_bytes(data)
        try:
            said = json.loads(run_child("app.importing.word", str(path), cpu=SECONDS, wall=SECONDS + 5))
        except ChildFailed as error:
            raise Invalid(
                "This document could not be read: it takes more memory or time than a text should. Save it anew in "
                "Word, or paste its text.",
                field="file",
            ) from error
    if "refused" in said:
        raise Invalid(said["refused"], field="file")
    report = _Report()
    html, kept = _with_pictures(said["html"], said["pictures"], take_picture, report)
    title, html = _title_of(html)
    body = bodies.clean(html)
    report.say("Cells that were merged are divided.", when=_MERGED.search(html))
    for message, count in said["said"].items():
        report.say(_in_words(message, count))
    _say_lost_words(said["words"], f"{title} {bodies.plain_text(body)} {_captions(html)}", report)
    report.say("Colours, fonts, sizes, headers and footers of the page are never taken over.")
    return Document(title, "", body, left_out=tuple(report.lines), pictures=kept)


def read_markdown(text: str, *, fallback_title: str = "") -> Document:
    """Markdown as docs/writing.md describes it, with a title and what stands above it in a block between lines of ---.

    Footnotes become references. Pictures from elsewhere and HTML are said to be left out.
    """
    report = _Report()
    text = without_control_characters(text)
    facts, text = _front_matter(text, report)
    title = facts.get("title", "")
    first = _FIRST_HEADING.match(text)
    if first and not title:
        title, text = first[1].rstrip(" \t#"), text[first.end() :]
    citations, text = _footnotes(text, report)
    report.say(
        "Pictures with an address of their own are left out: put them into the library and choose them in the text.",
        when=_WEB_PICTURE.search(text),
    )
    text = _WEB_PICTURE.sub("", text)
    report.say("HTML stays in the text as it was typed.", when=_HTML.search(text))
    tags = tuple(one_line(tag.strip(" []\"'")) for tag in facts.get("tags", "").split(",") if tag.strip(" []\"'"))
    return Document(
        one_line(title.strip("\"'")) or fallback_title,
        one_line(facts.get("summary") or facts.get("description", "")).strip("\"'"),
        bodies.from_markdown(text),
        tags,
        citations,
        tuple(report.lines),
    )


def _front_matter(text: str, report: _Report) -> tuple[dict[str, str], str]:
    found = _FRONT.match(text)
    if not found:
        return {}, text
    facts: dict[str, str] = {}
    for line in found[1].splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip().isidentifier():
            facts[name.strip().lower()] = value.strip()
    unknown = sorted(facts.keys() - {"title", "summary", "description", "tags"})
    report.say(f"Of the lines at the top, these are not used: {', '.join(unknown[:20])}.", when=unknown)
    return facts, text[found.end() :]


def _footnotes(text: str, report: _Report) -> tuple[tuple[Citation, ...], str]:
    found: dict[str, Citation] = {}
    for key, words in _FOOTNOTE.findall(text):
        said = one_line(re.sub(r"[*_`]", "", words))
        address = re.search(r"https?://[^\s<>()]+", said)
        if said:
            found.setdefault(
                key.lower(), Citation(key.lower(), said[:1000], address[0].rstrip(".,;") if address else "")
            )
    report.say(f"Only the first {CITATIONS_MAX} footnotes became references.", when=len(found) > CITATIONS_MAX)
    return tuple(found.values())[:CITATIONS_MAX], _FOOTNOTE.sub("", text)


def _with_pictures(
    html: str, pictures: list[dict[str, str]], take_picture: TakePicture, report: _Report
) -> tuple[str, int]:
    """The HTML with the library's pictures in the place of the document's own, and how many there are."""
    ids: dict[str, int | None] = {}
    kept = 0

    def place(found: re.Match[str]) -> str:
        nonlocal kept
        which = found[1]
        if which not in ids:
            ids[which] = _taken(which, pictures, take_picture, report)
        if ids[which] is None:
            return ""
        kept += 1
        alt = _ALT.search(found[0])
        return f'</p><figure data-asset="{ids[which]}" data-alt="{alt[1] if alt else ""}"></figure><p>'

    return _PICTURE.sub(place, html), kept


def _taken(which: str, pictures: list[dict[str, str]], take_picture: TakePicture, report: _Report) -> int | None:
    if which == "left-out":
        report.say("There are more pictures than can be taken from one document; the last ones are left out.")
        return None
    picture = pictures[int(which)]
    try:
        return take_picture(base64.b64decode(picture["data"]), f"picture-{int(which) + 1}")
    except Invalid as refusal:
        report.say(f"Picture {int(which) + 1} is left out: {refusal.message}")
        return None


def _title_of(html: str) -> tuple[str, str]:
    """The first heading of the first level, when the text begins with it, and the rest."""
    found = _TITLE.match(html)
    if not found:
        return "", html
    return one_line(bodies.plain_text(bodies.clean(f"<p>{found[1]}</p>"))), html[found.end() :]


def _captions(html: str) -> str:
    return " ".join(re.findall(r'data-alt="([^"]*)"', html))


def _say_lost_words(before: str, after: str, report: _Report) -> None:
    """Counts every word of the file in the text that came of it."""
    lost = Counter(_words(before)) - Counter(_words(after))
    if not lost:
        return
    some = ", ".join(word for word, _ in lost.most_common(12))
    if lost.total() == 1:
        report.say(f"1 word of the document is not in the text: {some}.")
    else:
        report.say(f"{lost.total()} words of the document are not in the text, among them: {some}.")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _in_words(message: str, count: int) -> str:
    """What mammoth says, as one would say it to a writer."""
    times = "once" if count == 1 else f"{count} times"
    style = re.search(r"Unrecognised (paragraph|run|table) style: '?([^'(]*)'?", message)
    if style:
        return f"The style “{style[2].strip()}” means nothing here; its words are kept as plain text ({times})."
    element = re.search(r"unrecognised element was ignored: (?:\w+:)?(\w+)", message)
    if element:
        return f"Something that is no text was left out ({escape(element[1])}, {times})."
    return f"{one_line(message)[:200]} ({times})"


def _name_of(name: str) -> str:
    stem = one_line(name).rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0]
    return one_line(re.sub(r"[-_]+", " ", stem))[:200]
