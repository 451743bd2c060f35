"""A text from Word or from a Markdown file: what comes of it, and what is said to be left out."""

import io
import zipfile
from contextlib import suppress

import pytest

from app.content import body as bodies
from app.core.errors import Invalid
from app.importing.documents import MAX_BYTES, Document, read_document, read_markdown
from tests.importing.word_files import PICTURE, docx, paragraph, run, table
from tests.media.makers import picture


class Library:
    """Takes pictures and remembers them."""

    def __init__(self, refuses: str = "") -> None:
        self.taken: list[bytes] = []
        self.refuses = refuses

    def __call__(self, data: bytes, name: str) -> int:
        if self.refuses:
            raise Invalid(self.refuses, field="file")
        self.taken.append(data)
        return 40 + len(self.taken)


def read(data: bytes, name: str = "text.docx") -> Document:
    return read_document(data, name, Library())


def test_a_word_document_becomes_a_title_and_a_body() -> None:
    document = read(
        docx(
            paragraph("After a hip operation", "Title"),
            paragraph("The first weeks", "Heading1"),
            paragraph(run("Walk ") + run("every day", "<w:b/>") + run(", ") + run("slowly", "<w:i/>") + run(".")),
            paragraph("ankle pumps", item_of=1),
            paragraph("up", item_of=1, level=1),
            paragraph("bridges", item_of=1),
            paragraph("first", item_of=2),
            paragraph("second", item_of=2),
            table(("Week", "Aid"), ("1", "two sticks")),
            paragraph(f'<w:hyperlink r:id="rId4">{run("the guidance")}</w:hyperlink>'),
        )
    )
    assert document.title == "After a hip operation"
    assert document.body == bodies.clean(
        "<h2>The first weeks</h2><p>Walk <strong>every day</strong>, <em>slowly</em>.</p>"
        "<ul><li>ankle pumps<ul><li>up</li></ul></li><li>bridges</li></ul><ol><li>first</li><li>second</li></ol>"
        '<table><thead><tr><th scope="col">Week</th><th scope="col">Aid</th></tr></thead>'
        "<tbody><tr><td>1</td><td>two sticks</td></tr></tbody></table>"
        '<p><a href="https://example.org/guidance">the guidance</a></p>'
    )
    assert document.left_out == ("Colours, fonts, sizes, headers and footers of the page are never taken over.",)


def test_a_document_with_merged_cells_and_tracked_changes_says_what_it_meant() -> None:
    merged = paragraph("Week 1").join(("<w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>", "</w:tc>"))
    below = paragraph("").join(("<w:tc><w:tcPr><w:vMerge/></w:tcPr>", "</w:tc>"))
    wide = paragraph("Steps").join(("<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>", "</w:tc>"))
    ten, twenty = (f"<w:tc>{paragraph(words)}</w:tc>" for words in ("10", "20"))
    changed = (
        f"{run('Walk ')}<w:del><w:r><w:delText>2</w:delText></w:r></w:del><w:ins>{run('20')}</w:ins>{run(' minutes.')}"
    )
    rows = f"<w:tr>{merged}{wide}</w:tr><w:tr>{below}{ten}{twenty}</w:tr>"
    document = read(docx(paragraph(changed), f"<w:tbl>{rows}</w:tbl>"))
    assert document.body == bodies.clean(
        "<p>Walk 20 minutes.</p><table><tr><td>Week 1<td>Steps<td></tr><tr><td><td>10<td>20</table>"
    )
    assert "Cells that were merged are divided." in document.left_out


def test_a_picture_goes_to_the_library_with_its_description() -> None:
    library = Library()
    photo = picture(30, 20)
    document = read_document(docx(paragraph("Stand."), paragraph(PICTURE), png=photo), "a.docx", library)
    assert library.taken == [photo]
    assert '<figure data-asset="41" data-alt="A person standing on one leg">' in document.body
    assert document.pictures == 1


def test_a_picture_that_is_not_taken_is_said_to_be_left_out() -> None:
    whole = docx(paragraph("Stand."), paragraph(PICTURE), png=picture(30, 20))
    document = read_document(whole, "a.docx", Library(refuses="It is too large."))
    assert "Picture 1 is left out: It is too large." in document.left_out
    assert "figure" not in document.body


def test_what_is_not_taken_over_is_said_with_its_words() -> None:
    box = f"<w:fancy>{run('hidden')}</w:fancy>"
    document = read(
        docx(
            paragraph("A boxed word.", "Boxed"),
            paragraph(run("kept ") + f"<w:del>{run('gone').replace('w:t', 'w:delText')}</w:del>"),
            paragraph(run("seen ") + box),
        )
    )
    said = " ".join(document.left_out)
    assert "“House Box” means nothing here" in said
    assert "1 word of the document is not in the text: hidden." in said
    assert "Something that is no text was left out (fancy, once)." in said
    assert bodies.plain_text(document.body).split() == ["A", "boxed", "word.", "kept", "seen"]


def bomb(size: int) -> bytes:
    return docx(paragraph("a"), word__bomb_xml=b" " * size)


def replaced(part: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(paragraph("a")))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return packed.getvalue()


DTD = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
REFUSED = [
    (bomb(130_000_000), "unpacks to far more"),
    (bomb(25_000_000), "far longer than a page"),
    (docx("<w:p/>" * 20_001), "far longer than a page can be"),
    (replaced("word/document.xml", DTD), "something that Word never writes"),
    (replaced("word/document.xml", b"<broken"), "damaged"),
    (docx(paragraph("a"))[:400], "damaged, or has a password"),
    (b"PK\x03\x04" + b"\x00" * 50, "damaged, or has a password"),
    (b"\xd0\xcf\x11\xe0 old Word", "save it as .docx"),
    (b"%PDF-1.7", "save it as .docx"),
    (b"\xff\xfe\x00a", "neither a .docx nor a text"),
    (b"a\x00b", "no text that could become a page"),
    (b"x" * (MAX_BYTES + 1), "larger than 15 MB"),
    (docx(paragraph("word " * 50_000)), "200 kB"),
]


@pytest.mark.parametrize(("data", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        read(data)


def test_a_zip_without_a_text_is_no_word_document() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
    with pytest.raises(Invalid, match="no Word document"):
        read(packed.getvalue())


def test_a_script_in_a_document_is_words_or_nothing() -> None:
    document = read(docx(paragraph("&lt;script&gt;alert(1)&lt;/script&gt;")))
    assert "<script" not in document.body
    assert "alert(1)" in bodies.plain_text(document.body)


MARKDOWN = """\
---
title: "After a hip operation"
summary: What to do in the first weeks.
tags: [hip, walking]
layout: post
---
## The first weeks

Walk.[^ta304] ![x](https://example.org/a.png) <b>Now</b>

[^ta304]: NICE TA304. https://example.org/ta304
"""


def test_markdown_brings_its_title_tags_and_footnotes() -> None:
    document = read(MARKDOWN.encode(), "x.md")
    assert (document.title, document.summary) == ("After a hip operation", "What to do in the first weeks.")
    assert document.tags == ("hip", "walking")
    assert [(c.key, c.text, c.url) for c in document.citations] == [
        ("ta304", "NICE TA304. https://example.org/ta304", "https://example.org/ta304")
    ]
    assert '<sup data-ref="ta304"></sup>' in document.body
    assert "example.org/a.png" not in document.body
    said = " ".join(document.left_out)
    for words in ("these are not used: layout", "Pictures with an address", "HTML stays in the text"):
        assert words in said


@pytest.mark.parametrize(
    ("text", "title"),
    [("# A title #\n\nText.", "A title"), ("Text.", "my notes"), ("---\ntitle: Other\n---\n# Heading", "Other")],
)
def test_the_title_is_the_one_given_or_the_first_heading_or_the_name_of_the_file(text: str, title: str) -> None:
    assert read(text.encode("utf-8-sig"), "my-notes.md").title == title


def test_too_many_footnotes_are_said() -> None:
    text = "\n".join(f"[^n{i}]: Source {i}" for i in range(250))
    document = read_markdown(text)
    assert len(document.citations) == 200
    assert "Only the first 200 footnotes became references." in document.left_out


@pytest.mark.parametrize("text", ["![" * 250_000, "<a" * 250_000, "# x" + " #" * 250_000 + "y", "# x" + " " * 500_000])
def test_a_file_that_nobody_wrote_does_not_keep_the_server_busy(text: str) -> None:
    with suppress(Invalid):  # refused or taken: either at once
        read(text.encode(), "text.md")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Invalid, match="is empty"):
        read(b" \n", "text.md")
