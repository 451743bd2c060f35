"""How hard a text is to read, to see what to look at first. For editors only; never a gate, never a badge. Pure.

Flesch and Kincaid's grade counts words a sentence and syllables a word (Kincaid et al. 1975). It punishes names that
cannot be avoided, so the sentences and the words that can be mended are given with it. A change of any rule here moves
the scores, so `VERSION` goes with each.
"""

import re
from dataclasses import dataclass

VERSION = 1
LONG_SENTENCE = 20
ENOUGH_WORDS = 30
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_TOKEN = re.compile(r"\w+(?:[’'.,-]\w+)*")
_NOT_AN_END = re.compile(r"\b(Dr|Mr|Mrs|Ms|Prof|St|vs|e\.g|i\.e|etc|approx|no|No|Fig)\.", re.UNICODE)
_DOT = "\u2024"  # stands for the dot of an abbreviation while sentences are told apart
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[^aeioudty]ed|[^aeioucsxzhg]es)$")
_HIATUS = re.compile(r"i[ao]|[aeu]o(?!u)|(?<!q)ua(?!r)|eu[ms]|\Bue[lnt]|creat|reac|dea$|luid|ying|ism$")
_KNOWN = {"people": 2, "science": 2, "something": 2, "sometimes": 2, "every": 2, "area": 3, "being": 2, "doing": 2}
_ONE_SOUND = re.compile(r"[tscxg]io(?=[nu])|[tc]ia(?=[ln])|[qg]ue")
_SHORTENED = re.compile(r"[’'](?:t|s|d|m|ll|re|ve)\b")

JARGON: dict[str, str] = {
    "abduction": "moving it out to the side",
    "adduction": "moving it back to the middle",
    "adverse": "unwanted",
    "aetiology": "cause",
    "ambulate": "walk",
    "ambulation": "walking",
    "analgesia": "pain relief",
    "analgesic": "painkiller",
    "arthroplasty": "joint replacement",
    "arthroscopy": "keyhole surgery of a joint",
    "asymptomatic": "without symptoms",
    "bilateral": "on both sides",
    "contraindicated": "should not be used",
    "contraindication": "reason not to use it",
    "dorsiflexion": "bending the foot up",
    "efficacy": "how well it works",
    "extension": "straightening",
    "flexion": "bending",
    "gait": "the way you walk",
    "haematoma": "collection of blood",
    "idiopathic": "with no known cause",
    "mobilise": "get moving",
    "morbidity": "illness",
    "necrosis": "death of tissue",
    "oedema": "swelling",
    "palpation": "feeling with the hands",
    "perioperative": "around the operation",
    "plantarflexion": "pointing the foot down",
    "postoperative": "after the operation",
    "preoperative": "before the operation",
    "prognosis": "what is likely to happen",
    "prophylaxis": "prevention",
    "proprioception": "sense of where your body is",
    "prosthesis": "artificial part",
    "pyrexia": "fever",
    "supine": "on your back",
    "thrombosis": "blood clot",
    "unilateral": "on one side",
    "utilise": "use",
}
"""Words of the trade, and what a reader calls it."""


@dataclass(frozen=True)
class Readability:
    words: int
    sentences: int
    grade: float
    """The school grade of Flesch and Kincaid, to one decimal."""
    long_share: int
    """Sentences of more than twenty words, of a hundred."""
    longest: str
    longest_words: int
    jargon: tuple[tuple[str, str], ...]
    """Words of the trade in the text, as they come, each with plainer ones."""
    version: int = VERSION

    @property
    def reading_age(self) -> int:
        """The age at which school reaches the grade."""
        return max(5, round(self.grade) + 5)


def measure(text: str) -> Readability | None:
    """`text` in plain words, blocks on lines of their own. None for less than anything could be said of."""
    sentences = [part for part in _SENTENCE.split(_NOT_AN_END.sub(f"\\1{_DOT}", text)) if _WORD.search(part)]
    words = _WORD.findall(text)
    if len(words) < ENOUGH_WORDS:
        return None
    lengths = [len(_TOKEN.findall(sentence)) for sentence in sentences]
    longest = max(range(len(sentences)), key=lengths.__getitem__)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return Readability(
        words=len(words),
        sentences=len(sentences),
        grade=round(max(0.0, grade), 1),
        long_share=round(100 * sum(length > LONG_SENTENCE for length in lengths) / len(sentences)),
        longest=" ".join(sentences[longest].replace(_DOT, ".").split()),
        longest_words=lengths[longest],
        jargon=_jargon(words),
    )


def syllables(word: str) -> int:
    """How many syllables a word has, by its groups of vowels; right for about nine words of ten."""
    return sum(_syllables(part) for part in re.split(r"[’'-]", _SHORTENED.sub("", word.lower())) if part)


def _syllables(word: str) -> int:
    if word in _KNOWN:
        return _KNOWN[word]
    groups = len(_VOWELS.findall(word)) - bool(len(word) > 2 and _SILENT_END.search(word))
    apart = len(_HIATUS.findall(_ONE_SOUND.sub("", word)))
    return max(1, groups + apart)


def _jargon(words: list[str]) -> tuple[tuple[str, str], ...]:
    seen: dict[str, str] = {}
    for word in words:
        low = word.lower()
        known = low if low in JARGON else low.removesuffix("s")
        if known in JARGON:
            seen.setdefault(known, JARGON[known])
    return tuple(seen.items())
