"""Which addresses elsewhere a text links to. Pure."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from app.content.drafts import EntryDraft

# A stored body is canonical, so a link has exactly this form.
_LINK = re.compile(r'<a href="(https?://[^"]+)"')


def in_body(html: str) -> set[str]:
    """The addresses of a stored body."""
    return {unescape(found) for found in _LINK.findall(html)}


def in_text(html: str, citations: Iterable[dict[str, Any]]) -> set[str]:
    """Those of a body and of the references below it, as an entry keeps them."""
    return in_body(html) | {citation["url"] for citation in citations if citation.get("url")}


def in_draft(draft: EntryDraft) -> set[str]:
    """Those of a draft: of its text, its references, and the link that a resource is."""
    own = str(getattr(draft, "url", ""))
    cited = {citation.url for citation in draft.citations if citation.url}
    return in_body(draft.body) | cited | ({own} if own else set())
