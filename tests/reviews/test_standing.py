"""Whatever is written, declared minor, reviewed, brought back and published in whatever order: the reviewer who is printed
has signed the words that are printed."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.reviews.due import add_months
from app.reviews.models import Outcome, Scope
from app.reviews.queries import signs_off
from app.reviews.standing import Saved, SignOff, Standing, covering, once_public, to_keep

DAY = date(2027, 3, 1)
PICK = st.integers(0, 30)


@dataclass(frozen=True)
class Text:
    """What it says, and how that is spelled: only the first is what a reviewer signs off."""

    says: int
    spelled: int = 0


class Reviewing(RuleBasedStateMachine):
    """A page, its texts and what reviewers say of them; and beside it, the plain truth about what was signed."""

    def __init__(self) -> None:
        super().__init__()
        self.today = DAY
        self.texts: dict[int, Text] = {1: Text(0)}
        self.saved: dict[int, Saved] = {1: Saved()}
        self.sign_offs: list[SignOff] = []
        self.live = 0
        self.page = Standing()
        self.moved_by_review = True
        self.spellings = 0

    def _hash(self, number: int) -> str:
        return repr(self.texts[number])

    @property
    def newest(self) -> int:
        return max(self.texts)

    def _save(self, text: Text, *, minor: bool = False) -> None:
        if text != self.texts[self.newest]:
            self.saved[self.newest + 1] = Saved(minor)
            self.texts[self.newest + 1] = text

    def _covering(self, number: int) -> SignOff | None:
        return covering(number, self.saved, self.sign_offs, self._hash)

    def _settle(self, number: int) -> None:
        self.page = once_public(self.page, self._covering(number))

    @rule(says=st.integers(0, 3))
    def write(self, says: int) -> None:
        self._save(Text(says))

    @rule()
    def spell(self) -> None:
        """Save a spelling that nobody declares minor: an autosave on its way, or an editor who does not tick."""
        self.spellings += 1
        self._save(Text(self.texts[self.newest].says, self.spellings))

    @rule(pick=PICK)
    def bring_back(self, pick: int) -> None:
        self._save(self.texts[pick % self.newest + 1])

    @rule(says=st.none() | st.integers(0, 3))
    def declare_minor(self, says: int | None) -> None:
        """Taken only for what says the same as the text signed off, as `spelling.objections` sees to."""
        self.spellings += 1
        text = Text(self.texts[self.newest].says if says is None else says, self.spellings)
        number = self.newest + 1
        kept = to_keep(number, {**self.saved, number: Saved(minor=True)}, self.sign_offs, self._hash)
        if kept is not None and self.texts[kept.number].says == text.says:
            self._save(text, minor=True)

    @rule(pick=PICK, ago=st.integers(0, 5), outcome=st.sampled_from(Outcome), scope=st.sampled_from(Scope))
    def review(self, pick: int, ago: int, outcome: Outcome, scope: Scope) -> None:
        number, was = pick % self.newest + 1, self.page
        if signs_off(outcome, scope):
            on = self.today - timedelta(days=ago)
            self.sign_offs.append(SignOff(len(self.sign_offs) + 1, number, on, add_months(on, 36)))
        if self.live:
            self._settle(self.live)
        if not signs_off(outcome, scope):
            assert self.page == was

    @rule()
    def publish(self) -> None:
        self.live = self.newest
        self.saved[self.live] = Saved(self.saved[self.live].minor, published=True)
        self._settle(self.live)

    @rule(days=st.integers(1, 400))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(days=st.integers(1, 900))
    @precondition(lambda self: self.page.due is not None and self.page.due > self.today)
    def ask_earlier(self, days: int) -> None:
        assert self.page.due is not None
        self.page = Standing(
            self.page.last, max(self.today, self.page.due - timedelta(days=days)), self.page.sign_off_id
        )

    def _standing(self) -> SignOff | None:
        return next((each for each in self.sign_offs if each.review_id == self.page.sign_off_id), None)

    @invariant()
    def the_printed_reviewer_signed_what_is_printed(self) -> None:
        signed = self._standing()
        assert (signed is not None) == (self.page.sign_off_id is not None)
        if signed is not None:
            assert self.texts[signed.number].says == self.texts[self.live].says
            assert self.page.last == signed.on

    @invariant()
    def a_text_that_was_signed_itself_has_its_sign_off(self) -> None:
        if self.live and any(self.texts[each.number] == self.texts[self.live] for each in self.sign_offs):
            assert self.page.sign_off_id is not None

    @invariant()
    def the_same_words_again_are_covered_as_they_were(self) -> None:
        for earlier in self.texts:
            if self.texts[earlier] == self.texts[self.newest] and self._covering(earlier):
                assert self._covering(self.newest)

    @invariant()
    def last_reviewed_is_the_day_of_a_whole_review_and_never_to_come(self) -> None:
        if self.page.last is None:
            assert self.page == Standing()
        else:
            assert self.page.last in {each.on for each in self.sign_offs}
            assert self.page.last <= self.today

    @invariant()
    def the_next_is_never_later_than_the_reviewers_allowed(self) -> None:
        signed = self._standing()
        if signed is not None:
            assert self.page.due is not None
            assert self.page.due <= signed.due

    @invariant()
    def settling_again_changes_nothing(self) -> None:
        was = self.page
        if self.live:
            self._settle(self.live)
        assert self.page == was


TestReviewing = Reviewing.TestCase
TestReviewing.settings = settings(max_examples=120, stateful_step_count=25)


def _hashes(*texts: str) -> dict[int, str]:
    return dict(enumerate(texts, start=1))


def test_a_text_that_was_public_without_a_sign_off_ends_it_for_minor_edits() -> None:
    signed = [SignOff(1, 1, DAY, add_months(DAY, 36))]
    words = _hashes("a", "b", "a'")
    drafts = {1: Saved(published=True), 2: Saved(), 3: Saved(minor=True)}
    assert covering(3, drafts, signed, words.__getitem__) == signed[0]
    public = {**drafts, 2: Saved(published=True)}
    assert covering(3, public, signed, words.__getitem__) is None


def test_minor_edits_of_minor_edits_keep_the_newest_sign_off() -> None:
    first, second = SignOff(1, 1, DAY, DAY), SignOff(2, 2, DAY + timedelta(days=9), DAY)
    words = _hashes("a", "a'", "a''", "other")
    saved = {1: Saved(), 2: Saved(minor=True), 3: Saved(minor=True), 4: Saved()}
    assert covering(3, saved, [first], words.__getitem__) == first
    assert covering(3, saved, [first, second], words.__getitem__) == second
    assert covering(4, saved, [first, second], words.__getitem__) is None
    assert to_keep(1, saved, [first], words.__getitem__) is None


def test_the_same_text_back_keeps_a_date_that_was_brought_forward() -> None:
    cover = SignOff(1, 1, DAY, add_months(DAY, 36))
    sooner = DAY + timedelta(days=30)
    assert once_public(Standing(DAY, sooner, None), cover) == Standing(DAY, sooner, 1)
    assert once_public(Standing(DAY - timedelta(days=1), sooner, None), cover) == Standing(DAY, cover.due, 1)
    assert once_public(Standing(DAY, sooner, 1), cover) == Standing(DAY, sooner, 1)
    assert once_public(Standing(DAY, sooner, 1), None) == Standing(DAY, sooner, None)
