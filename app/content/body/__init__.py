"""The body of an entry: HTML in our own small vocabulary, and everything that is asked of it. Pure.

The vocabulary is what the sanitiser lets through; nothing else is ever stored. Exactly these forms:

    <p> <h2> <h3> <h4> <blockquote> <ul> <ol> <li> <hr> <pre><code>…</code></pre>
    <strong> <em> <sup> <sub> <code> <br>           marks nest in this order, whatever order they came in
    <a href="https://…">  <a data-entry="12">       http, https, mailto, tel, "/path" and "#part" only
    <sup data-ref="ta304"></sup>                     a reference mark; its number is found when rendered
    <table> <caption> <thead> <tbody> <tr> <td> <th scope="col|row">      cells hold a line of text, no blocks
    <figure data-asset="12" data-alt="…"> or data-decorative="true", with an optional <figcaption>
    <aside data-care="non-urgent|urgent|emergency"><h3>Title</h3>…</aside>      a care card; the title may be absent
    <section data-exercise="Name">…</section>        how it is done; a picture that comes first is the exercise's own
        and in it, at its end   <div data-part="dose|progressions|stop-if">…</div>
    <div data-episode="12" data-start="90"></div>    an episode of a podcast, from a second on

A stored body is canonical: `clean` gives the same text for the same content, and cleaning twice changes nothing.
White space is collapsed, empty blocks are dropped, a heading of the first level becomes one of the second, and the
blocks stand one below the other. `to_markdown` and `from_markdown` convert without loss; the editor's guide to the
Markdown is docs/writing.md.
"""

from app.content.body.cleaning import clean
from app.content.body.facts import BodyUses, Heading, excerpt, outline, plain_text, uses, word_count
from app.content.body.guard import MAX_BYTES, MAX_DEPTH
from app.content.body.markdown_reading import from_markdown
from app.content.body.markdown_writing import to_markdown
from app.content.body.rendering import render
from app.content.body.resolving import Link, Picture, Resolver

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "BodyUses",
    "Heading",
    "Link",
    "Picture",
    "Resolver",
    "clean",
    "excerpt",
    "from_markdown",
    "outline",
    "plain_text",
    "render",
    "to_markdown",
    "uses",
    "word_count",
]
