"""What a show adds to the form of an entry."""

from functools import partial
from typing import Any, ClassVar

from wtforms import BooleanField, FormField, StringField
from wtforms.widgets import TextInput

from app.content.drafts import EntryDraft
from app.feeds.categories import apple_categories
from app.media.models import AssetKind
from app.podcast.draft import ShowDraft, ShowType
from app.podcast.parts import Medium
from app.web.desk import choices
from app.web.desk.entry_form import EntryForm, Read, Sections
from app.web.desk.entry_rows import Row
from app.web.desk.fields import AssetField, ChoiceField, OpenChoiceField, Rows
from app.web.desk.part_rows import FundingRow, OtherShowRow, PlaceRow, SeasonRow, TxtRow

ARROW = " › "


class CategoryField(OpenChoiceField):
    """A category of Apple's list, or whatever an imported show has."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, choices=category_choices, **more)


def category_choices() -> list[tuple[str, str]]:
    """Each category by itself, and each with its subcategories."""
    found = [("", "Choose a category")]
    for category, below in apple_categories().items():
        names = [category, *(f"{category}{ARROW}{name}" for name in below)]
        found += [(name, name) for name in names]
    return found


class ShowForm(EntryForm):
    author_name = StringField("Made by", description="Apps print it below the title.")
    owner_name = StringField("Owner's name", description="Only directories read it: whom they write to.")
    owner_email = StringField(
        "Owner's e-mail address",
        description="Directories send a code there to prove that the show is yours. It is public in the feed.",
    )
    language = StringField("Language", description="A code such as en-GB.")
    category = CategoryField("Category", description="Where directories list the show.")
    explicit = BooleanField("Explicit", description="It has strong language or is for adults only.")
    show_type = ChoiceField(
        "Order",
        choices=[(ShowType.EPISODIC.value, "Newest first"), (ShowType.SERIAL.value, "From the first episode on")],
        default=ShowType.EPISODIC.value,
        description="In a serial every episode has a number.",
    )
    copyright_holder = StringField(
        "Who holds the rights", description="Such as the publisher's name; no year and no © are needed."
    )
    locked = BooleanField(
        "Nobody else may take it over",
        description="Other hosts may not import the show without asking the owner. Take the tick away while you move to another host.",
    )
    complete = BooleanField("Complete", description="No more episodes will come; apps stop asking for new ones.")
    funding = Rows(
        FormField(FundingRow, "Support link"),
        "Support links",
        description="Pages where listeners can give money. Apps show a button with these words, such as “Support the show”.",
    )
    licence = ChoiceField(
        "Licence", choices=choices.LICENCES, default="", description="What others may do with the episodes."
    )
    licence_own = StringField(
        "Name of the other licence", description="Only if you chose “Another licence” above, such as CC BY-SA 4.0."
    )
    licence_url = StringField(
        "Address of the licence's text", description="Needed for another licence; starts with https://."
    )
    ai_content = OpenChoiceField(
        "Made with AI",
        choices=choices.AI,
        default="",
        description="Whether words, voices or sound of this show come from AI. An episode can say otherwise.",
    )
    update_choice = ChoiceField(
        "How often a new episode comes",
        choices=choices.FREQUENCIES,
        default="",
        description="Apps tell listeners when to expect the next one.",
    )
    update_frequency = StringField(
        "In your own words", description="Such as: Every second Tuesday. Only if you chose “Not in this list” above."
    )
    places = Rows(
        FormField(PlaceRow, "Place"),
        "Places",
        description="Apps can find shows about a place, or made there. The name is enough.",
    )
    podroll = Rows(
        FormField(OtherShowRow, "Show"),
        "Shows that you recommend",
        description="Apps show these to your listeners. A show's GUID stands in its own feed and on podcastindex.org.",
    )
    publisher = Rows(
        FormField(OtherShowRow, "Publisher"),
        "Publisher",
        description="If your organisation has a feed that lists all its shows: that feed. It must name this show, too.",
    )
    season_names = Rows(
        FormField(SeasonRow, "Season"), "Names of seasons", description="Such as: 1, Hips. Apps show them as headings."
    )
    txts = Rows(
        FormField(TxtRow, "Proof"),
        "Proofs",
        description="A directory that asks you to prove that the show is yours gives you a code. Put it here, publish, and tell the directory to look. It may be removed afterwards.",
    )
    private = BooleanField(
        "Private",
        description="Only listeners with an address of their own hear it. It is in no list, no search and no public feed.",
    )
    blocked = BooleanField(
        "Keep it out of directories", description="Directories are asked not to list it; its feed stays public."
    )
    comments_off = BooleanField("No comments in apps", description="Apps are asked not to offer comments.")
    podping = BooleanField(
        "Announce new episodes at once",
        description="Apps hear of a new episode within minutes, where this site has been set up for it.",
    )
    banner_id = AssetField(
        "Wide picture",
        kind=AssetKind.IMAGE,
        nothing="No wide picture",
        description="Apps may show it above the show's page; three times as wide as high is usual. The cover is still needed. To upload one, step into this list first.",
    )
    banner_alt = StringField(
        "Description of the wide picture", description="What it shows, for people who cannot see it."
    )
    medium = ChoiceField(
        "What it is",
        choices=choices.MEDIA,
        default=Medium.PODCAST.value,
        description="Apps put audiobooks and courses on other shelves.",
    )
    update_rule = StringField(
        "How often, as a calendar rule",
        description="For own words only, such as FREQ=WEEKLY;INTERVAL=2;BYDAY=TU. Calendar programs write such rules; it may stay empty.",
        render_kw={"spellcheck": "false", "autocomplete": "off"},
    )
    update_start = StringField(
        "Counted from",
        description="The first date of the rule; may stay empty.",
        widget=TextInput(input_type="date"),
    )

    draft_class: ClassVar[type[EntryDraft]] = ShowDraft
    ROWS: ClassVar[dict[str, type[Row]]] = EntryForm.ROWS | {
        "funding": FundingRow,
        "places": PlaceRow,
        "podroll": OtherShowRow,
        "publisher": OtherShowRow,
        "season_names": SeasonRow,
        "txts": TxtRow,
    }
    sections: ClassVar[Sections] = (
        ("", ("title", "summary", "body")),
        ("Cover", ("image_id", "image_alt", "image_decorative")),
        ("In podcast apps", ("author_name", "category", "language", "show_type", "explicit")),
        ("How often", ("update_choice", "update_frequency", "complete")),
        ("Support and rights", ("funding", "copyright_holder", "licence", "licence_own", "licence_url", "ai_content")),
        ("Seasons", ("season_names",)),
        ("Recommended shows", ("podroll",)),
        ("Where", ("places",)),
        ("Who may hear it", ("private", "blocked", "comments_off")),
        ("Directories", ("owner_name", "owner_email", "locked")),
        ("Proof for directories", ("txts",)),
        ("Tags, people, references", ("tags", "credits", "citations", "sample")),
        EntryForm.PAST,
        ("Advanced", ("medium", "podping", "banner_id", "banner_alt", "publisher", "update_rule", "update_start")),
    )
    open_sections: ClassVar[frozenset[str]] = frozenset({"Cover", "In podcast apps"})
    TEXTS: ClassVar[tuple[str, ...]] = (
        *("author_name", "owner_name", "owner_email", "language", "copyright_holder"),
        *("licence_url", "ai_content", "update_start", "banner_alt"),
    )
    TICKS: ClassVar[tuple[str, ...]] = (
        *("explicit", "locked", "complete", "private", "blocked", "comments_off", "podping"),
    )

    @classmethod
    def values_of(cls, draft: EntryDraft) -> dict[str, Any]:
        assert isinstance(draft, ShowDraft)
        own = {name: getattr(draft, name) for name in cls.TEXTS + cls.TICKS}
        category = ARROW.join(part for part in (draft.category, draft.subcategory) if part)
        licence, licence_own = choices.licence_shown(draft.licence)
        often, words, rule = choices.frequency_shown(draft.update_frequency, draft.update_rule)
        return (
            super().values_of(draft)
            | own
            | {"category": category, "show_type": draft.show_type.value, "medium": draft.medium.value}
            | {"licence": licence, "licence_own": licence_own, "banner_id": draft.banner_id}
            | {"update_choice": often, "update_frequency": words, "update_rule": rule}
        )

    def values(self, read: Read) -> dict[str, Any]:
        category, _, subcategory = (self.category.data or "").partition(ARROW)
        show_type = self.show_type.data if self.show_type.data in set(ShowType) else ShowType.EPISODIC
        medium = self.medium.data if self.medium.data in set(Medium) else Medium.PODCAST
        licence, own = self.licence.data or "", self.licence_own.data or ""
        words, rule = self.update_frequency.data or "", self.update_rule.data or ""
        often = self.update_choice.data or ""
        of = read(partial(choices.licence_of, licence, own), own)
        words, rule = read(partial(choices.frequency_of, often, words, rule), (words, rule))
        return (
            super().values(read)
            | {name: self[name].data or "" for name in self.TEXTS}
            | {name: bool(self[name].data) for name in self.TICKS}
            | {"category": category, "subcategory": subcategory}
            | {"show_type": ShowType(show_type), "medium": Medium(medium), "banner_id": self.banner_id.data}
            | {"licence": of, "update_frequency": words, "update_rule": rule}
        )
