"""From a stored body to what a page or a feed shows. The words are ours here; the numbers and addresses are handed in."""

import re
from collections import Counter
from urllib.parse import urljoin

from app.content.body import tree
from app.content.body.facts import outline_of
from app.content.body.reading import read
from app.content.body.resolving import Picture, Resolver
from app.content.body.tree import CareKind, Inline, Inlines, PartKind, text_of
from app.content.body.writing import attributes, text

_URGENCY = {
    CareKind.NON_URGENT: "Non-urgent advice",
    CareKind.URGENT: "Urgent advice",
    CareKind.EMERGENCY: "Immediate action required",
}
_PARTS = {
    PartKind.DOSE: "How much",
    PartKind.PROGRESSIONS: "Make it easier or harder",
    PartKind.STOP_IF: "Stop if",
}
# As wide as the column of text: see the tokens of the site's style sheet.
_SIZES = "(min-width: 48rem) 44rem, 100vw"
_EXTERNAL = re.compile("https?://", re.IGNORECASE)


def render(html: str, resolve: Resolver) -> str:
    """The HTML of a cleaned body for a page, or for a feed when `resolve` says so. The same input, the same bytes."""
    blocks = read(html)
    return (_Feed(resolve) if resolve.feed else _Page(resolve, blocks)).blocks(blocks)


class _Feed:
    """Plain elements, understood by every reader of feeds: no ids, classes or data."""

    def __init__(self, resolve: Resolver) -> None:
        self.resolve = resolve

    def blocks(self, blocks: tree.Blocks) -> str:
        return "\n".join(filter(None, map(self.block, blocks)))

    def line(self, children: Inlines) -> str:
        return "".join(map(self.inline, children))

    def inline(self, part: Inline) -> str:
        match part:
            case tree.Text(text=words):
                return text(words)
            case tree.Break():
                return "<br>"
            case tree.Marked(style=style, children=children):
                return f"<{style}>{self.line(children)}</{style}>"
            case tree.Anchor():
                return self.anchor(part)
            case tree.Reference(key=key):
                number = self.resolve.reference(key)
                return "" if number is None else self.reference(key, number)

    def anchor(self, anchor: tree.Anchor) -> str:
        inner = self.line(anchor.children)
        if isinstance(anchor.target, int):
            link = self.resolve.entry(anchor.target)
            return f"<a{attributes(href=self.address(link.href))}>{inner}</a>" if link else inner
        rel = "noopener noreferrer" if _EXTERNAL.match(anchor.target) else None
        return f"<a{attributes(href=self.address(anchor.target), rel=rel)}>{inner}</a>"

    def address(self, href: str) -> str:
        return urljoin(self.resolve.base_url, href) if self.resolve.base_url else href

    def reference(self, _key: str, number: int) -> str:
        return f"<sup>{number}</sup>"

    def block(self, block: tree.Block) -> str:  # noqa: C901, PLR0911 - one line for each kind of block
        match block:
            case tree.Paragraph(children=children):
                return f"<p>{self.line(children)}</p>"
            case tree.Heading():
                return self.heading(block)
            case tree.Listing(ordered=ordered, items=items):
                tag = "ol" if ordered else "ul"
                return f"<{tag}>{''.join(map(self.item, items))}</{tag}>"
            case tree.Quote(blocks=blocks):
                return f"<blockquote>{self.blocks(blocks)}</blockquote>"
            case tree.Preformatted(text=words):
                return f"<pre><code>{text(words)}</code></pre>"
            case tree.Rule():
                return "<hr>"
            case tree.Table():
                return self.table(block)
            case tree.Figure():
                return self.figure(block)
            case tree.Care():
                return self.care(block)
            case tree.Exercise():
                return self.exercise(block)
            case tree.Episode():
                return self.episode(block)

    def item(self, item: tree.Blocks) -> str:
        match item:
            case (tree.Paragraph(children=children), *rest) if not any(isinstance(b, tree.Paragraph) for b in rest):
                return f"<li>{self.line(children)}{self.blocks(tuple(rest))}</li>"
            case _:
                return f"<li>{self.blocks(item)}</li>"

    def heading(self, heading: tree.Heading) -> str:
        return f"<h{heading.level}>{self.line(heading.children)}</h{heading.level}>"

    def table(self, table: tree.Table) -> str:
        caption = f"<caption>{self.line(table.caption)}</caption>" if table.caption else ""
        head = "".join(f'<th scope="col">{self.line(c)}</th>' for c in table.head)
        rows = "".join(self.row(row, row_headers=table.row_headers) for row in table.rows)
        parts = (f"<thead><tr>{head}</tr></thead>" if head else "", f"<tbody>{rows}</tbody>" if rows else "")
        return f"<table>{caption}{''.join(parts)}</table>"

    def row(self, row: tuple[Inlines, ...], *, row_headers: bool) -> str:
        cells = [f"<td>{self.line(cell)}</td>" for cell in row]
        if row_headers:
            cells[0] = f'<th scope="row">{self.line(row[0])}</th>'
        return f"<tr>{''.join(cells)}</tr>"

    def figure(self, figure: tree.Figure) -> str:
        picture = self.resolve.picture(figure.asset)
        caption = self.line(figure.caption)
        if picture is None:
            return f"<p>{caption}</p>" if caption else ""
        image = attributes(
            src=self.address(picture.src),
            **self.responsive(picture.srcset),
            width=picture.width,
            height=picture.height,
            alt=figure.alt,
        )
        shown = self.choices(f"<img{image}>", picture)
        return f"<figure>{shown}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"

    def choices(self, image: str, _picture: Picture) -> str:
        return image

    def responsive(self, _srcset: str) -> dict[str, str]:
        return {}

    def care(self, care: tree.Care) -> str:
        title = f": {self.line(care.title)}" if care.title else ""
        return f"<h3>{_URGENCY[care.kind]}{title}</h3>\n{self.blocks(care.blocks)}"

    def exercise(self, exercise: tree.Exercise) -> str:
        parts = (f"<h4>{_PARTS[part.kind]}</h4>\n{self.blocks(part.blocks)}" for part in exercise.parts)
        return "\n".join((f"<h3>Exercise: {text(exercise.name)}</h3>\n{self.blocks(exercise.blocks)}", *parts))

    def episode(self, episode: tree.Episode) -> str:
        link = self.resolve.episode(episode.entry)
        if link is None:
            return ""
        since = f" (from {_clock(episode.start)})" if episode.start else ""
        href = self.address(_at(link.href, episode.start))
        return f"<p>Listen: <a{attributes(href=href)}>{text(link.title)}</a>{since}</p>"


class _Page(_Feed):
    """The same with what a page of ours has: ids, responsive pictures, regions and cards."""

    def __init__(self, resolve: Resolver, blocks: tree.Blocks) -> None:
        super().__init__(resolve)
        headings = [b for b in blocks if isinstance(b, tree.Heading)]
        # By identity: two headings with the same words are two places.
        self._anchors = {id(b): h.anchor for b, h in zip(headings, outline_of(blocks), strict=True)}
        self._counts: Counter[str] = Counter()

    def _next(self, what: str) -> int:
        self._counts[what] += 1
        return self._counts[what]

    def heading(self, heading: tree.Heading) -> str:
        id_ = attributes(id_=self._anchors.get(id(heading)))
        return f"<h{heading.level}{id_}>{self.line(heading.children)}</h{heading.level}>"

    def reference(self, key: str, number: int) -> str:
        mark = attributes(href=f"#ref-{key}", id_=f"refmark-{key}-{self._next(key)}", aria_label=f"Reference {number}")
        return f'<sup class="reference"><a{mark}>{number}</a></sup>'

    def responsive(self, srcset: str) -> dict[str, str]:
        return {"loading": "lazy"} | ({"srcset": srcset, "sizes": _SIZES} if srcset else {})

    def choices(self, image: str, picture: Picture) -> str:
        if not picture.sources:
            return image
        sources = (f"<source{attributes(type_=t, srcset=s, sizes=_SIZES)}>" for t, s in picture.sources)
        return f"<picture>{''.join(sources)}{image}</picture>"

    def table(self, table: tree.Table) -> str:
        label = text_of(table.caption) or f"Table {self._next('table')}"
        region = attributes(class_="table-scroll", role="region", tabindex="0", aria_label=label)
        return f"<div{region}>{super().table(table)}</div>"

    def care(self, care: tree.Care) -> str:
        prefix = _URGENCY[care.kind]
        words = self.line(care.title)
        title = f'<span class="visually-hidden">{prefix}: </span>{words}' if words else prefix
        return self._section(f"care care--{care.kind}", "care", title, self.blocks(care.blocks))

    def exercise(self, exercise: tree.Exercise) -> str:
        title = f'<span class="visually-hidden">Exercise: </span>{text(exercise.name)}'
        return self._section("exercise", "exercise", title, self.blocks(exercise.blocks) + self._parts(exercise))

    def _parts(self, exercise: tree.Exercise) -> str:
        return "".join(
            f'<div class="exercise__part exercise__part--{part.kind}">'
            f'<h4 class="exercise__part-title">{_PARTS[part.kind]}</h4>{self.blocks(part.blocks)}</div>'
            for part in exercise.parts
        )

    def _section(self, classes: str, name: str, title: str, inner: str) -> str:
        id_ = f"body-{name}-{self._next(f'{name} section')}"
        return (
            f"<section{attributes(class_=classes, aria_labelledby=id_)}>"
            f"<h3{attributes(class_=f'{name}__title', id_=id_)}>{title}</h3>"
            f'<div class="{name}__body">{inner}</div></section>'
        )

    def episode(self, episode: tree.Episode) -> str:
        link = self.resolve.episode(episode.entry)
        if link is None:
            return ""
        since = f' <span class="episode-card__start">from {_clock(episode.start)}</span>' if episode.start else ""
        target = attributes(class_="episode-card__link", href=self.address(_at(link.href, episode.start)))
        return (
            '<aside class="episode-card" aria-label="Podcast episode"><p><span class="episode-card__kind">Listen</span> '
            f"<a{target}>{text(link.title)}</a>{since}</p></aside>"
        )


def _at(href: str, start: int) -> str:
    """The address from a second on, as Media Fragments (W3C, section 4.2.1) write it."""
    return f"{href}#t={start}" if start else href


def _clock(seconds: int) -> str:
    """1:30, or 1:02:30 from an hour on."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
