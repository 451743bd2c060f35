"""Texts of a feed in our own vocabulary. Pure."""

from html import escape

from app.content import body as bodies
from app.content.drafts import SUMMARY_MAX
from app.core.errors import Invalid

CUT = 60_000
"""Of a text that the sanitiser will not take whole, so many signs are kept as plain words."""


def body_of(html: str) -> str:
    """HTML or plain text as a body; what is built too deep or too large for one comes as plain words."""
    if "<" not in html:
        paragraphs = (" ".join(part.split()) for part in html.split("\n\n"))
        html = "".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part)
    try:
        return bodies.clean(html)
    except Invalid:
        return bodies.clean(f"<p>{escape(' '.join(html.replace('<', ' <').split())[:CUT], quote=False)}</p>")


def summary_of(text: str, body: str, *, otherwise: str) -> str:
    """A summary of at most our length: what the feed has for one, or the beginning of the text, or else the title."""
    short = bodies.excerpt(body_of(text), SUMMARY_MAX - 1) if text else ""
    return short or bodies.excerpt(body, 300) or otherwise
