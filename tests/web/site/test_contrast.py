"""The colours of tokens.css against WCAG 2.2 AA, computed as its definition of contrast ratio says."""

import re
from pathlib import Path

import pytest

from app.web import filters

CSS = Path(filters.__file__).parent / "static" / "css"
TEXT, LARGE_OR_PART = 4.5, 3.0

# (what is written or drawn, on what ground, how much is needed)
PAIRS = [
    *[
        (ink, ground, TEXT)
        for ink in ("ink", "ink-quiet", "deep", "deep-hover", "accent")
        for ground in ("paper", "wash")
    ],
    *[("ink", ground, TEXT) for ground in ("accent-wash", "urgent-wash", "emergency-wash", "paper-raised")],
    *[(ink, "accent-wash", TEXT) for ink in ("accent", "deep")],
    *[("deep", ground, TEXT) for ground in ("urgent-wash", "emergency-wash")],
    ("deep-visited", "paper", TEXT),
    ("on-deep", "deep", TEXT),
    ("on-deep", "deep-hover", TEXT),
    ("on-urgent", "urgent", TEXT),
    ("on-emergency", "emergency", TEXT),
    ("emergency", "paper", TEXT),
    ("on-band", "band", TEXT),
    ("on-band-quiet", "band", TEXT),
    ("on-focus", "focus", TEXT),
    ("line-strong", "paper", LARGE_OR_PART),
    ("line-strong", "wash", LARGE_OR_PART),
    ("line-strong", "paper-raised", LARGE_OR_PART),
    ("accent-bright", "band", LARGE_OR_PART),
    ("deep", "paper", LARGE_OR_PART),
    ("urgent", "urgent-wash", LARGE_OR_PART),
    ("emergency", "emergency-wash", LARGE_OR_PART),
]


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", block))


def _schemes() -> dict[str, dict[str, str]]:
    text = (CSS / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    return {"light": _tokens(light), "dark": _tokens(light) | _tokens(dark)}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_has_enough_contrast(scheme: str) -> None:
    colours = _schemes()[scheme]
    low = {
        (ink, ground): round(ratio, 2)
        for ink, ground, needed in PAIRS
        if (ratio := contrast(colours[ink], colours[ground])) < needed
    }
    assert low == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_of_focus_stands_out_on_every_ground(scheme: str) -> None:
    colours = _schemes()[scheme]
    for ground in ("paper", "paper-raised", "wash", "band", "accent-wash"):
        assert max(contrast(colours[ring], colours[ground]) for ring in ("ink", "focus")) >= LARGE_OR_PART, ground


def test_both_schemes_name_the_same_colours() -> None:
    text = (CSS / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    assert _tokens(light).keys() == _tokens(dark).keys()


def test_colours_stand_in_the_tokens_and_nowhere_else() -> None:
    for sheet in CSS.glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css"}:
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", sheet.read_text("utf-8")), sheet.name


def test_every_token_that_is_used_is_there() -> None:
    known = set(re.findall(r"(--[a-z0-9-]+):", (CSS / "tokens.css").read_text("utf-8")))
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text("utf-8")
        own = set(re.findall(r"(--[a-z0-9-]+):", text))
        assert set(re.findall(r"var\((--[a-z0-9-]+)\)", text)) <= known | own, sheet.name


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
