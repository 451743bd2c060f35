"""The text of an entry comes in Markdown, as it is typed without a script, or in the HTML of the editor. Pure.

The server is the authority on both: what comes is read, limited and cleaned here, and a text that is refused is shown
again in the format in which it came.
"""

from app.content import body as bodies
from app.core.errors import Invalid

MARKDOWN, HTML = "markdown", "html"


def format_of(value: str | None) -> str:
    """The format that a form says; what cannot be meant is Markdown."""
    return HTML if value == HTML else MARKDOWN


def read_body(text: str, format_: str | None) -> str:
    """The canonical body that was typed. Raises Invalid (field "body")."""
    return bodies.clean(text) if format_of(format_) == HTML else bodies.from_markdown(text)


def shown_body(text: str, format_: str | None) -> str:
    """The text in words for putting two side by side: Markdown; what cannot be read stays as it is."""
    try:
        return bodies.to_markdown(bodies.clean(text)) if format_of(format_) == HTML else text
    except Invalid:
        return text


def start_of(text: str, format_: str | None, saved: str | None) -> str | None:
    """What the editor begins with: `saved` where that is what the field shows; None where the text cannot be read, or
    is the editor's own and stands in the field as it is."""
    if format_of(format_) == HTML:
        return None
    try:
        return bodies.from_markdown(text) if saved is None else saved
    except Invalid:
        return None


def convert(text: str, *, to: str) -> str:
    """`text` in the other format. Raises Invalid (field "body")."""
    if format_of(to) == HTML:
        return bodies.from_markdown(text)
    return bodies.to_markdown(bodies.clean(text))
