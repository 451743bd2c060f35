"""Our player on other people's pages: the frame around it and what oEmbed (oembed.com, version 1.0) says of it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from app import links
from app.web.pages.parts import Link, Picture

WIDTH, HEIGHT = 640, 240
CACHE_SECONDS = 86_400
# The frame may run our script, which needs our origin for what it remembers, and open links in a tab of their own.
SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
ALLOW = "autoplay; clipboard-write"
FORMATS = (("JSON", "json", "application/json+oembed"), ("XML", "xml", "text/xml+oembed"))


@dataclass(frozen=True)
class Discovery:
    """A link in the head of a page that leads programs to the way of embedding it."""

    mime: str
    address: str
    title: str


@dataclass(frozen=True)
class Thumbnail:
    address: str
    width: int
    height: int


@dataclass(frozen=True)
class Embedding:
    """How to embed one thing, at most so wide and so high as was asked."""

    title: str
    src: str
    width: int
    height: int
    author: Link
    provider: Link
    thumbnail: Thumbnail | None = None

    def fields(self) -> dict[str, str | int]:
        """The answer to an oEmbed request, in the order of its specification (2.3.4)."""
        found: dict[str, str | int] = {
            "type": "rich",
            "version": "1.0",
            "title": self.title,
            "author_name": self.author.text,
            "author_url": self.author.href or "",
            "provider_name": self.provider.text,
            "provider_url": self.provider.href or "",
            "cache_age": CACHE_SECONDS,
        }
        if self.thumbnail is not None:
            found["thumbnail_url"] = self.thumbnail.address
            found["thumbnail_width"] = self.thumbnail.width
            found["thumbnail_height"] = self.thumbnail.height
        html = frame(self.title, self.src, width=self.width, height=self.height)
        return {**found, "html": html, "width": self.width, "height": self.height}


def frame(title: str, src: str, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The markup that a page of somebody else's takes over. It never becomes wider than its place."""
    named = {
        "src": src,
        "title": f"Player: {title}",
        "width": str(width),
        "height": str(height),
        "style": "max-width:100%;border:0",
        "loading": "lazy",
        "sandbox": SANDBOX,
        "allow": ALLOW,
    }
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in named.items())
    return f"<iframe {attributes}></iframe>"


def discovery(address: str, title: str) -> tuple[Discovery, ...]:
    """For the head of the page at `address` (specification, section 4)."""
    oembed = links.absolute(links.path_to("site_oembed.oembed"))
    return tuple(
        Discovery(mime, f"{oembed}?{urlencode({'url': address, 'format': name})}", f"{title} ({word})")
        for word, name, mime in FORMATS
    )


def thumbnail(picture: Picture | None, *, maxwidth: int | None, maxheight: int | None) -> Thumbnail | None:
    """The largest copy of the picture that fits (a request's limits hold for it too); None when none does."""
    if picture is None or not picture.width or not picture.height:
        return None
    ratio = picture.height / picture.width
    fitting = [
        (width, src)
        for src, width in _copies(picture)
        if width <= (maxwidth or width) and round(width * ratio) <= (maxheight or round(width * ratio))
    ]
    if not fitting:
        return None
    width, src = max(fitting)
    return Thumbnail(links.absolute(src), width, round(width * ratio))


def _copies(picture: Picture) -> Iterator[tuple[str, int]]:
    """Every copy with its width; the address of a picture ends in `-<width>.<extension>`."""
    for src in (picture.src, *(part.strip().split(" ")[0] for part in picture.srcset.split(",") if part.strip())):
        width = src.rpartition("-")[2].partition(".")[0]
        if width.isdigit():
            yield src, int(width)
