"""Words that advice hangs on, and words that do not matter. Pure data for `spelling.py`."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBERS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety "
    "hundred thousand half quarter third double once twice thrice first second dozen single both few several little"
)
_UNITS = _words(
    "g mg mcg µg μg kg gram grams milligram milligrams microgram micrograms ml l litre litres mm cm m km nm mmol nmol ppb "
    "iu unit units tablet tablets capsule capsules dose doses degrees percent second seconds minute minutes min hour hours "
    "hr hrs day days week weeks month months year years daily weekly fortnightly monthly yearly hourly nightly time times "
    "rep reps repetition repetitions set sets"
)
_NEGATIONS = _words(
    "no not never none nor neither without cannot nobody nothing nowhere avoid stop except unless against fail fails "
    "hardly rarely seldom instead ain't aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't mightn't "
    "mustn't needn't shouldn't wasn't weren't won't wouldn't"
)
_DIRECTIONS = _words(
    "left right before after more less most least above below over under up down high higher low lower increase increases "
    "increased decrease decreases decreased better worse safe unsafe must may might should can could need always sometimes "
    "often usually only all any every if until while during or and but than bend straighten flex flexion extension inner "
    "outer front back fast faster slow slower hot cold long longer short shorter men women man woman male female adult "
    "adults child children pregnant emergency urgent immediately hospital ambulance now today tomorrow"
)
_GRADES = _words("i ii iii iv v vi vii viii ix x xi xii")
_EASILY_TAKEN_FOR_ANOTHER = _words(
    "sprain sprains strain strains prednisone prednisolone ileum ilium peroneal perineal peritoneal ureter urethra "
    "palmar plantar"
)
WEIGHTY = _NUMBERS | _UNITS | _NEGATIONS | _DIRECTIONS | _GRADES | _EASILY_TAKEN_FOR_ANOTHER
"""What may not change under the name of spelling."""

WITHOUT_SIGN = {word.replace("'", ""): word for word in _NEGATIONS if "'" in word}
"""A "not" that somebody wrote without its apostrophe: it is no misspelt word that lacks the "not"."""

SMALL = _words("a an the that which of to is are be it this")
"""What may be missing or too many."""

EXCHANGEABLE = (
    _words("a an the"),
    _words("is are was were be"),
    _words("has have had"),
    _words("do does did"),
    _words("this these that those which who"),
    _words("its it's"),
    _words("your you're"),
    _words("their there they're"),
)
"""Forms of grammar that are put right for one another."""

OPPOSITES = _words(
    "a ab ad anti ante contra de dis en ex hyper hypo im in infra inter intra ir non post pre re sub super supra un"
) | {""}
"""Beginnings by which two words that look alike say opposite things; "" is none of them."""
