"""Reads one Word document and prints its text as JSON: the child that `documents.read_word` starts.

A .docx is a zip of XML. How much it unpacks to is looked at before anything is unpacked, and a document type declaration,
which Word never writes, is refused: it is how XML is made to grow.
"""

import base64
import json
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mammoth
from lxml import etree

MAX_PARTS = 2_000
MAX_UNPACKED = 120_000_000
MAX_XML = 20_000_000
MAX_PARAGRAPHS = 20_000
MAX_PICTURES = 60
MAX_PICTURE_BYTES = 40_000_000
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TOO_LONG = "The text of this document is far longer than a page can be. Split it first."
_DTD = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
# Word's own names of styles, where mammoth does not know them by itself.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Caption'] => p:fresh
u => !
strike => !
comment-reference => !
"""


class Refused(Exception):
    """Why the file is not taken, in words."""


def main(arguments: Sequence[str]) -> int:
    """`path`: print {"html", "pictures", "said", "words"} or {"refused"}."""
    try:
        found = read(Path(arguments[0]))
    except Refused as refusal:
        found = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(found))
    return 0


def read(path: Path) -> dict[str, Any]:
    """The document as HTML; its pictures stand in it as `<img src="picture:0">`."""
    words = _look_at(path)
    pictures: list[dict[str, str]] = []
    total = 0

    def take(image: Any) -> dict[str, str]:
        nonlocal total
        with image.open() as file:
            data = file.read(MAX_PICTURE_BYTES + 1)
        total += len(data)
        if len(pictures) >= MAX_PICTURES or total > MAX_PICTURE_BYTES:
            return {"src": "picture:left-out"}
        pictures.append({"type": image.content_type or "", "data": base64.b64encode(data).decode()})
        return {"src": f"picture:{len(pictures) - 1}"}

    with path.open("rb") as file:
        done = mammoth.convert_to_html(
            file, style_map=_STYLES, convert_image=mammoth.images.img_element(take), id_prefix="word-"
        )
    said = Counter(message.message for message in done.messages)
    return {"html": done.value, "pictures": pictures, "said": dict(said.most_common(40)), "words": words}


def _look_at(path: Path) -> str:
    """The words of the main text, for seeing afterwards whether any was lost. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Refused("This document unpacks to far more than a text can be. It was not opened.")
            names = {part.filename: part for part in parts}
            if "word/document.xml" not in names:
                raise Refused("This is no Word document (.docx). Save it as .docx in Word and try again.")
            for name, part in names.items():
                if name.endswith((".xml", ".rels")):
                    _check_xml(packed, part)
            return _words(packed.read("word/document.xml"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, KeyError) as error:
        # RuntimeError is how zipfile says that a part is encrypted.
        raise Refused("This file cannot be opened as a Word document: it is damaged, or has a password.") from error


def _check_xml(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with packed.open(part) as file:
        data = file.read(MAX_XML + 1)
    if len(data) > MAX_XML:
        raise Refused(_TOO_LONG)
    if _DTD.search(data) or b"\x00" in data[:200]:
        raise Refused("This document holds something that Word never writes. It was not opened.")


def _words(document: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("The text of this document is damaged.") from error
    # A small file can hold millions of empty paragraphs, and mammoth would need minutes to say that nothing is in them.
    if sum(1 for _ in root.iter(f"{_TEXT}p")) > MAX_PARAGRAPHS:
        raise Refused(_TOO_LONG)
    deleted = {id(text) for gone in root.iter(f"{_TEXT}del") for text in gone.iter(f"{_TEXT}t")}
    return " ".join("".join(_of(paragraph, deleted)) for paragraph in root.iter(f"{_TEXT}p"))


def _of(paragraph: Any, deleted: set[int]) -> list[str]:
    return [
        (text.text or "") if text.tag == f"{_TEXT}t" else " "
        for text in paragraph.iter(f"{_TEXT}t", f"{_TEXT}tab", f"{_TEXT}br")
        if id(text) not in deleted
    ]
