"""The numbers by which the world knows a source: DOI, PMID, NICE and MHRA. Pure.

Each is read as people paste it, alone or inside an address, and kept in one form, so that the same source is found again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from urllib.parse import unquote, urlsplit

from app.core.errors import Fault, Invalid
from app.core.text import one_line

LONGEST = 300
# DOI handbook, section 2.2: "10.", a registrant of digits with sub-divisions, a slash, and any printing characters.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_PLACE = re.compile(r"(?:^|[\s:/=(<])(10\.\d{4,9}(?:\.\d+)*/[^\s<>\"]+)")
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
_PMID = re.compile(r"[1-9]\d{0,7}")
_PMID_PLACE = re.compile(
    r"(?:\bPMID:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)([1-9]\d{0,7})(?!\d)", re.IGNORECASE
)
# What NICE has published under; TA and HST appraisals, NG, CG, SC, PH and MPG guidelines, QS standards, and the rest.
_NICE_KINDS = "TA|HST|NG|CG|SC|PH|MPG|QS|IPG|MTG|MIB|DG|HTE|HTG|ESUOM|ESNM|ES|CSG|SG|APG|KTT"
_NICE = re.compile(rf"(?:NICE\s+)?({_NICE_KINDS})\s?0*([1-9]\d{{0,3}})", re.IGNORECASE)
_NICE_PLACE = re.compile(rf"nice\.org\.uk/guidance/((?:{_NICE_KINDS})\d{{1,4}})\b", re.IGNORECASE)
_NICE_WORD = re.compile(rf"\b((?:{_NICE_KINDS})\d{{1,4}})\b")
_MHRA = re.compile(r"(MDA|DSI|NATPSA)[/-](\d{4})[/-](\d{1,3})(?:[/-]MHRA)?", re.IGNORECASE)
_MHRA_PLACE = re.compile(r"(?<![a-z0-9])((?:MDA|DSI|NATPSA)[/-]\d{4}[/-]\d{1,3})(?!\d)", re.IGNORECASE)
_ENDING = ".,;:!?'\"»”’"


@dataclass(frozen=True)
class Numbers:
    """What is known of a source, each in its one form or None."""

    doi: str | None = None
    pmid: str | None = None
    nice: str | None = None
    mhra: str | None = None

    def known(self) -> Iterator[tuple[str, str]]:
        """(name, value) of each that is there."""
        for each in fields(self):
            value = getattr(self, each.name)
            if value is not None:
                yield each.name, value


NAMES = {"doi": "DOI", "pmid": "PMID", "nice": "NICE number", "mhra": "MHRA number"}


def doi_of(typed: str) -> str | None:
    """The DOI in small letters (it knows no difference), from itself, "doi: ..." or an address of doi.org."""
    text = one_line(typed)
    if "://" in text:
        text = _path_at_doi_org(text)
    text = re.sub(r"^doi\s*:?\s*(?=10\.)", "", text, flags=re.IGNORECASE)
    text = _without_ending(text).lower()
    return text if _DOI.fullmatch(text) and len(text) <= LONGEST else None


def pmid_of(typed: str) -> str | None:
    """The PubMed number: up to eight digits, alone, after "PMID" or in an address of PubMed."""
    text = one_line(typed)
    found = _PMID.fullmatch(text)
    place = found or _PMID_PLACE.search(text)
    if place is None:
        return None
    return place[0] if found else place[1]


def nice_of(typed: str) -> str | None:
    """Such as TA304 or NG157: alone, after "NICE" or in an address of NICE."""
    text = one_line(typed)
    found = _NICE_PLACE.search(text)
    found = _NICE.fullmatch(found[1] if found else text)
    return None if found is None else f"{found[1].upper()}{found[2]}"


def mhra_of(typed: str) -> str | None:
    """Such as MDA/2017/018: also with hyphens, as addresses have it, and with fewer digits at its end."""
    text = one_line(typed)
    place = _MHRA_PLACE.search(text) if "://" in text else None
    found = _MHRA.fullmatch(place[1] if place else re.sub(r"^MHRA\s+", "", text, flags=re.IGNORECASE))
    if found is None:
        return None
    kind = {"NATPSA": "NatPSA"}.get(found[1].upper(), found[1].upper())
    return f"{kind}/{found[2]}/{int(found[3]):03d}"


READERS: dict[str, Callable[[str], str | None]] = {"doi": doi_of, "pmid": pmid_of, "nice": nice_of, "mhra": mhra_of}
_EXAMPLES = {"doi": "10.1136/bmj.e2147", "pmid": "15046429", "nice": "TA304", "mhra": "MDA/2017/018"}


def checked_numbers(**typed: str) -> Numbers:
    """The numbers that were typed, by name. Raises Invalid with a fault at each that is none."""
    found: dict[str, str] = {}
    faults = []
    for name, text in typed.items():
        if not text.strip():
            continue
        number = READERS[name](text)
        if number is None:
            faults.append(Fault(name, f"That is no {NAMES[name]}. One looks like this: {_EXAMPLES[name]}."))
        else:
            found[name] = number
    if faults:
        raise Invalid.of(faults)
    return Numbers(**found)


def numbers_in(*texts: str) -> Numbers:
    """What can be recognised for certain in addresses and printed references; the first of each counts."""
    found: dict[str, str] = {}
    for text in texts:
        for name, read in _SEEKERS.items():
            number = read(text)
            if number is not None:
                found.setdefault(name, number)
    return Numbers(**found)


def number_in(typed: str) -> Numbers:
    """What somebody looks a source up by: one number of any kind, alone or in an address."""
    return Numbers(**{name: read(typed) for name, read in READERS.items()})


def address_of(numbers: Numbers) -> str:
    """Where the source is found by its number, or "": the MHRA's addresses do not follow from theirs."""
    if numbers.doi:
        return f"https://doi.org/{numbers.doi}"
    if numbers.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{numbers.pmid}/"
    return f"https://www.nice.org.uk/guidance/{numbers.nice.lower()}" if numbers.nice else ""


def _path_at_doi_org(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if (parts.hostname or "") in _DOI_HOSTS:
        return unquote(parts.path).lstrip("/")
    place = _DOI_PLACE.search(unquote(parts.path))
    return place[1] if place else ""


def _without_ending(text: str) -> str:
    """Without the full stop of a sentence, and without a bracket that was not opened inside."""
    while text:
        if text[-1] in _ENDING or (text[-1] == ")" and text.count("(") < text.count(")")):
            text = text[:-1]
        else:
            break
    return text


def _doi_within(text: str) -> str | None:
    place = _DOI_PLACE.search(unquote(text) if "://" in text else text)
    return None if place is None else doi_of(place[1])


def _within(place: re.Pattern[str], read: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def seek(text: str) -> str | None:
        found = place.search(text)
        return None if found is None else read(found[1])

    return seek


def _nice_within(text: str) -> str | None:
    place = _NICE_PLACE.search(text) or (_NICE_WORD.search(text) if "NICE" in text else None)
    return None if place is None else nice_of(place[1])


_SEEKERS: dict[str, Callable[[str], str | None]] = {
    "doi": _doi_within,
    "pmid": _within(_PMID_PLACE, pmid_of),
    "nice": _nice_within,
    "mhra": _within(_MHRA_PLACE, mhra_of),
}
