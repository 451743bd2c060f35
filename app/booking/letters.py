"""A letter in plain text and in HTML, from the same words. Pure."""

from dataclasses import dataclass
from html import escape

_BODY = "max-width:38em;margin:0 auto;padding:1em;font:17px/1.5 sans-serif"
_BUTTON = "display:inline-block;padding:.6em 1em;border:2px solid;border-radius:.3em;font-weight:bold"


@dataclass(frozen=True)
class Letter:
    """What is said, in this order: paragraphs, facts with their labels, one thing to do, paragraphs, the foot."""

    subject: str
    first: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    link: tuple[str, str]
    """What it leads to, in words, and its address."""
    last: tuple[str, ...] = ()
    foot: tuple[tuple[str, str], ...] = ()
    """Words and an address each; the address may be empty."""

    @property
    def text(self) -> str:
        words, address = self.link
        facts = "\n".join(f"{label}: {value}" for label, value in self.facts)
        foot = "\n".join(f"{said} {where}".strip() for said, where in self.foot)
        parts = (*self.first, facts, f"{words}:\n{address}", *self.last, f"-- \n{foot}" if foot else "")
        return "\n\n".join(filter(None, parts)) + "\n"

    @property
    def html(self) -> str:
        """Readable without a style sheet, in light and dark; nothing in it is fetched from anywhere."""
        words, address = map(escape, self.link)
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        return "\n".join(
            (
                '<!doctype html>\n<html lang="en-GB">',
                f'<head>{head}<meta name="color-scheme" content="light dark"><title>{escape(self.subject)}</title></head>',
                f'<body style="{_BODY}">',
                *(f"<p>{escape(said)}</p>" for said in self.first),
                *(f"<p><b>{escape(label)}:</b> {escape(value)}</p>" for label, value in self.facts),
                f'<p><a href="{address}" style="{_BUTTON}">{words}</a></p>',
                f"<p>Or copy this address into your browser:<br>{address}</p>",
                *(f"<p>{escape(said)}</p>" for said in self.last),
                "<hr>" if self.foot else "",
                *(_foot(said, where) for said, where in self.foot),
                "</body>\n</html>\n",
            )
        )


def _foot(said: str, where: str) -> str:
    link = f' <a href="{escape(where)}">{escape(where)}</a>' if where else ""
    return f"<p>{escape(said)}{link}</p>"
