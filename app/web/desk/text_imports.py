"""Bringing in a text from Word or Markdown: it is looked at, what was left out is said, and it goes on in the editor."""

from collections.abc import Iterator

from flask import render_template, url_for
from wtforms import FileField

from app.accounts.permissions import Action
from app.content import body as bodies
from app.content.models import Kind
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.importing.documents import Document, read_document
from app.media import operations as media
from app.media.intake import examine
from app.media.settings import wired
from app.web.auth import current_actor, needs
from app.web.desk.fields import ChoiceField
from app.web.desk.imports import blueprint
from app.web.form_base import Form

BECOMES = {Kind.ARTICLE: ("An article", "desk.article_new"), Kind.POST: ("A post of the blog", "desk.post_new")}


class TextForm(Form):
    file = FileField("File", description="A Word document (.docx) or a Markdown file (.md), up to 15 MB.")
    kind = ChoiceField(
        "It becomes", choices=[(kind.value, words) for kind, (words, _) in BECOMES.items()], default=Kind.ARTICLE.value
    )


@blueprint.route("/desk/imports/text", methods=["GET", "POST"])
@needs(Action.WRITE)
def import_text() -> str | tuple[str, int]:
    form = TextForm()
    if not form.is_submitted():
        return render_template("desk/imports/text.html", form=form)
    try:
        document = _document(form)
    except Invalid as refusal:
        form.take(refusal)
        return render_template("desk/imports/text.html", form=form), 422
    return render_template(
        "desk/imports/text_read.html",
        document=document,
        words=bodies.word_count(document.body),
        action=url_for(BECOMES[Kind(form.kind.data)][1]),
        fields=list(_fields(document)),
    )


def _document(form: TextForm) -> Document:
    sent = form.file.data
    if not sent or not getattr(sent, "filename", ""):
        raise Invalid("Choose a file first.", field="file")
    if form.kind.data not in set(BECOMES):
        raise Invalid("Choose what it becomes.", field="kind")
    data = sent.read()
    sent.close()  # a large one is a temporary file
    return read_document(data, sent.filename, _take_picture)


def _take_picture(data: bytes, name: str) -> int:
    """A picture of the document into the library, which has each only once."""
    examined = examine(data, name, storage=wired().storage)
    with unit_of_work():
        return media.add_asset(examined, by=current_actor(), now=clock.now()).id


def _fields(document: Document) -> Iterator[tuple[str, str]]:
    """What the form of a new entry is to show."""
    yield "title", document.title
    yield "summary", document.summary
    yield "body", bodies.to_markdown(document.body)
    yield "tags", ", ".join(document.tags)
    for number, citation in enumerate(document.citations):
        yield f"citations-{number}-key", citation.key
        yield f"citations-{number}-text", citation.text
        yield f"citations-{number}-url", citation.url
