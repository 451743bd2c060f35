"""The way in: limits, the sanitiser, then our own reading and writing, which only know the vocabulary."""

from functools import lru_cache

import nh3

from app.content.body.guard import check, check_canonical, check_depth
from app.content.body.raw import storable
from app.content.body.reading import read
from app.content.body.writing import write

_VOCABULARY = """
    p h2 h3 h4 ul ol li blockquote strong em a code pre br hr table caption thead tbody tr th td sup sub
    figure figcaption aside section div
"""
# Let through by the sanitiser only so that the reading can make one of ours of them, or end a paragraph where they stand.
_CHANGED = """
    h1 h5 h6 b i tfoot article header footer main nav address details summary dl dt dd center form fieldset hgroup
"""
# nh3 panics (and the panic is no Exception) when these meet the allowed ones, or when an allowed attribute is one that
# it sets itself. Both are fixed here, so it would do so when this module is imported and never on somebody's text.
_DROPPED = "script style title template noscript iframe noembed noframes textarea select svg math object xmp"

_CLEANER = nh3.Cleaner(
    tags=set(_VOCABULARY.split()) | set(_CHANGED.split()),
    clean_content_tags=set(_DROPPED.split()),
    attributes={
        "a": {"href", "data-entry"},
        "th": {"scope", "colspan", "rowspan"},  # the spans are read only, see spans.py
        "td": {"colspan", "rowspan"},
        "sup": {"data-ref"},
        "figure": {"data-asset", "data-alt", "data-decorative"},
        "aside": {"data-care"},
        "section": {"data-exercise"},
        "div": {"data-episode", "data-start", "data-part"},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


@lru_cache(maxsize=8)  # saving one text looks at it several times
def clean(html: str) -> str:
    """`html` in the vocabulary and in its canonical form: cleaning again changes nothing.

    Raises Invalid (field "body") when it is longer than 200 kB or nested too deeply, and nothing else.
    """
    wanted = storable(html)
    check(wanted)
    cleaned = _CLEANER.clean(wanted)
    check_depth(cleaned)
    body = write(read(cleaned))
    check_canonical(body)
    return body
