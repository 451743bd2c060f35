"""What the check of a feed can say about each rule. Pure."""

from dataclasses import dataclass
from enum import StrEnum

TITLES: dict[int, str] = {
    1: "UTF-8, an XML declaration, RSS 2.0 and the exact namespaces",
    2: "Well-formed XML without control characters",
    3: "Texts no longer than apps take, without blanks at their ends",
    4: "Nothing after the end of the feed",
    5: "Title, description, page, language, art, category, explicit and the feed’s own address",
    6: "Author, podcast GUID, and whether other hosts may take the show over",
    7: "Episodic or serial; a serial show numbers its episodes",
    8: "Blocked and complete are “Yes” or not said",
    9: "The plain RSS image agrees with the art",
    10: "The copyright is a name without the word, sign or year",
    11: "The podcast GUID is a UUID",
    12: "Podping and how often: said in the right form",
    13: "Support links and texts for machines have their parts",
    14: "Trailers name a file and a date",
    15: "Licence and places in the right form",
    16: "Recommended shows and the publisher are named by GUID",
    17: "A new address is that of this feed itself",
    18: "Every episode has a title, one file and a GUID; no file twice",
    19: "GUIDs are unique and say whether they are addresses",
    20: "The length of the audio is the length of the file",
    21: "The type of the audio is that of the file and of its ending",
    22: "Addresses are plain ASCII with https://",
    23: "Dates are complete, different and not in the future",
    24: "Lengths are whole seconds",
    25: "Season and episode numbers count from 1; a trailer has no number",
    26: "Explicit is true or false for every episode",
    27: "Notes use only the few tags that apps show",
    28: "Names of seasons and shown numbers have their length",
    29: "People have a name and a known role; hosts are named again",
    30: "Clips lie within the audio",
    31: "Other files of the audio name their source and proof",
    32: "Comments are turned off alone, or lead somewhere",
    33: "Pictures for apps have an address and a known form",
    34: "Chapters are JSON 1.2 with their own type",
    35: "Chapters begin at 0:00 and end before the audio",
    36: "Apps can find chapters",
    37: "Podlove chapters have a start and a title",
    38: "All forms of the chapters agree to the millisecond",
    39: "Transcripts are served with the type that the feed names",
    40: "Chapters and transcripts may be read by players elsewhere",
    41: "WebVTT names its speakers and keeps its lines short",
    42: "SubRip and JSON have the form that apps read",
    43: "The words of transcripts are in order and end with the audio",
    44: "Art is square, JPEG or PNG, RGB, 1400 to 3000 pixels",
    45: "Art answers HEAD with its length and type",
    46: "The feed, art and audio answer HEAD and GET; audio in parts",
    47: "Odd requests for parts of the audio are answered right",
    48: "The feed has validators, answers 304, gzip and an age, and stays the same",
    49: "At most six redirects before the audio, none away from https",
    50: "An old address of the feed leads to the new one for good",
    51: "Pages of the feed name each other rightly",
    52: "A hub is named together with the feed’s one own address",
    53: "New episodes are announced by Podping",
    58: "The player on the episode’s page loads nothing before play",
}


GRAVE = frozenset({1, 2, 4, 5, 18, 19, 20, 21, 22, 23, 44, 46, 49})
"""For these a directory refuses a show or an app loses episodes; without the others something is missed."""


class Outcome(StrEnum):
    FAIL = "fail"
    PASS = "pass"  # noqa: S105 - not a password
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Finding:
    """One rule, and why it holds or not, or why it was not checked."""

    rule: int
    outcome: Outcome
    reasons: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return TITLES[self.rule]

    @property
    def is_grave(self) -> bool:
        return self.rule in GRAVE


class NotChecked(Exception):
    """There is nothing that the rule could be asked of, or it cannot be known from outside."""
