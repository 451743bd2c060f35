"""Lists to choose from on the form of a show, and what a choice stands for. Pure."""

from app.core.errors import Invalid
from app.podcast.parts import Medium

OWN = "own"
# The licences of the namespace's list (app/feeds/licences.json) that fit health information, in words.
LICENCES = [
    ("", "Nothing said"),
    ("arr", "All rights reserved: nobody may copy it without asking"),
    ("cc-by-4.0", "Anybody may share and change it, naming us (CC BY 4.0)"),
    ("cc-by-nc-4.0", "The same, but not for money (CC BY-NC 4.0)"),
    ("cc-by-nc-nd-4.0", "Anybody may share it unchanged, naming us, not for money (CC BY-NC-ND 4.0)"),
    (OWN, "Another licence, named below"),
]
AI = [
    ("", "Nothing said"),
    ("false", "No: nothing was made by AI"),
    ("true", "Yes: words, voices or sound were made by AI"),
]
MEDIA = [
    (Medium.PODCAST.value, "A podcast"),
    (Medium.AUDIOBOOK.value, "An audiobook"),
    (Medium.COURSE.value, "A course"),
]
RULES = {
    "FREQ=DAILY": "Every day",
    "FREQ=WEEKLY": "Every week",
    "FREQ=WEEKLY;INTERVAL=2": "Every two weeks",
    "FREQ=MONTHLY": "Every month",
    "FREQ=MONTHLY;INTERVAL=2": "Every two months",
    "FREQ=MONTHLY;INTERVAL=3": "Every three months",
    "FREQ=YEARLY": "Every year",
}
"""Recurrence rules of RFC 5545 in the words that apps show."""
FREQUENCIES = [("", "Not in this list: in my own words below, or not said"), *RULES.items()]


def licence_shown(licence: str) -> tuple[str, str]:
    """What is chosen, and the name of one's own licence."""
    known = licence in {value for value, _ in LICENCES} - {OWN}
    return (licence, "") if known else (OWN, licence)


def licence_of(chosen: str, own: str) -> str:
    """Raises Invalid where a name and a choice contradict each other: neither is dropped in silence."""
    if chosen != OWN and own.strip():
        raise Invalid("Choose “Another licence” above, or leave this empty.", field="licence_own")
    if chosen == OWN and not own.strip():
        raise Invalid("Write what the licence is called.", field="licence_own")
    return own if chosen == OWN else chosen


def frequency_shown(words: str, rule: str) -> tuple[str, str, str]:
    """What is chosen, the words and the rule: these two are empty where the choice says both."""
    return (rule, "", "") if rule and RULES.get(rule) == words else ("", words, rule)


def frequency_of(chosen: str, words: str, rule: str) -> tuple[str, str]:
    """The words and the rule. A choice from the list says both; Invalid where something else is typed besides it."""
    if chosen not in RULES:
        return words, rule
    if words.strip() or rule.strip():
        field = "update_frequency" if words.strip() else "update_rule"
        raise Invalid("Choose “Not in this list” above, or leave this empty.", field=field)
    return RULES[chosen], chosen
