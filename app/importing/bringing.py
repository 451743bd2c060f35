"""One item of a feed becomes an episode: fetched, looked at, tagged, published with the date that it had."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.accounts.operations import save_person
from app.accounts.permissions import Actor
from app.accounts.queries import list_people
from app.content import operations as content
from app.content.drafts import Credit
from app.core.db import db
from app.core.downloading import Progress
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.importing import fetched, operations, queries
from app.importing.drafts import Brought, changed, episode_draft, left_out
from app.importing.fetched import Fetches
from app.importing.parsed import ParsedItem, ParsedPerson
from app.media import operations as media
from app.media import work as media_work
from app.media.filetypes import AssetKind
from app.media.intake import Examined, examine
from app.media.queries import find_asset_by_hash
from app.media.settings import wired
from app.podcast import operations as podcast
from app.podcast import tagging
from app.podcast.draft import EpisodeDraft
from app.podcast.queries import get_episode, get_show
from app.podcast.readiness import CoverFacts, cover_faults

Now = Callable[[], datetime]


@dataclass
class Bringing:
    """One item, and on whose behalf it is brought in."""

    run_id: int
    item_id: int
    said: ParsedItem
    by: Actor
    now: Now
    fetches: Fetches = field(default_factory=Fetches)

    def bring(self, to: Path, progress: Progress) -> None:
        """Everything from the first byte to the published episode. Raises HouseError, and what `progress` raises."""
        asset_id, duration_ms = self._audio(to, progress)
        found, language = self.fetches.transcript(self.said)
        brought = Brought(
            audio_id=asset_id,
            duration_ms=duration_ms,
            image_id=self._picture(),
            chapters=self.fetches.chapters(self.said),
            cues=found,
            transcript_language=language,
            credits=self._credits(),
        )
        self.fetches.missing += left_out(self.said, brought)
        self._make(episode_draft(self.said, brought))
        to.unlink(missing_ok=True)

    def change(self) -> None:
        """The texts of an item that is here already become its newest draft; what is public stays until it is published."""
        with unit_of_work():
            item = queries.get_item(self.item_id)
            episode = get_episode(item.entry_id or 0)
            draft = changed(podcast.episode_draft(episode), self.said)
            note = "What the old feed says now"
            content.save_draft(episode, draft, expected_version=episode.version, by=self.by, now=self.now(), note=note)
            operations.settle(item, episode, reason="Its changes are kept as a draft.", now=self.now())

    def _audio(self, to: Path, progress: Progress) -> tuple[int, int]:
        """The asset's id and length; what arrived before a stop is not fetched again."""
        there = self._known(queries.get_item(self.item_id).sha256)
        if there is not None:
            return there
        if not to.exists():
            arrived = fetched.audio(self.said.audio_url, to, progress)
            there = self._known(arrived.sha256)
        if there is None:
            return self._take(to)
        with unit_of_work():
            self._note_audio(arrived.sha256, arrived.bytes)
        return there

    def _known(self, sha256: str) -> tuple[int, int] | None:
        """A recording that is in the library already is not looked at again: a child process takes half a second."""
        asset = find_asset_by_hash(sha256) if sha256 else None
        found = None
        if asset is not None and asset.kind is AssetKind.AUDIO:
            found = (asset.id, asset.duration_ms or 0)
        db.session.rollback()
        return found

    def _note_audio(self, sha256: str, size: int) -> None:
        item = queries.get_item(self.item_id)
        item.sha256, item.bytes_done, item.bytes_total = sha256, size, size

    def _take(self, to: Path) -> tuple[int, int]:
        """Look at what arrived and put it into the library."""
        name = fetched.name_in(self.said.audio_url, "audio")
        try:
            examined = _recording(examine(to, name, storage=wired().storage, settled=True))
        except Invalid:
            to.unlink()  # the next try fetches it anew: the old host may mend it
            raise
        with unit_of_work():
            asset = media.add_asset(examined, by=self.by, now=self.now())
            self._note_audio(examined.stored.key, examined.stored.size)
            master = asset.is_master
        if master:
            media_work.encode_master(asset.id)
        return asset.id, examined.duration_ms or 0

    def _picture(self) -> int | None:
        """The episode's own cover; fetched once, however many items name it. One that apps would refuse is left out."""
        url = self.said.image_url
        known = dict(queries.get_run(self.run_id).options.get("pictures", {}))
        db.session.rollback()
        if not url or url in known:
            return known.get(url) or None
        examined = self.fetches.picture(url)
        faults = [] if examined is None else cover_faults(facts_of(examined))
        if faults:
            self.fetches.missing.append(f"Its picture was left out: {faults[0].message}")
        with unit_of_work():
            usable = examined is not None and not faults
            image_id = media.add_asset(examined, by=self.by, now=self.now()).id if examined and usable else None
            run = queries.get_run(self.run_id)
            run.options = {**run.options, "pictures": {**run.options.get("pictures", {}), url: image_id}}
        return image_id

    def _credits(self) -> tuple[Credit, ...]:
        if not self.said.people:
            return ()
        with unit_of_work():
            return credits_of(self.said.people)

    def _make(self, draft: EpisodeDraft) -> None:
        run = queries.get_run(self.run_id)
        publish, show = bool(run.options.get("publish")), get_show(run.show_id or 0)
        at = self.said.published_at
        assert at is not None  # the plan refuses an item without a date
        tagged = tagging.prepare(None, show, draft, at=at) if publish else None
        show_id = show.id
        db.session.rollback()
        with unit_of_work():
            item = queries.get_item(self.item_id)
            # Running twice adds nothing: the ledger refuses the GUID the second time.
            episode = podcast.create_episode(get_show(show_id), draft, guid=self.said.guid, by=self.by, now=self.now())
            if publish:
                podcast.publish_arrived(episode, tagged=tagged, came_out_at=at, by=self.by, now=self.now())
            else:
                episode.came_out_at = at
            operations.settle(item, episode, reason=" ".join(self.fetches.missing), now=self.now())


def _recording(examined: Examined) -> Examined:
    if examined.type.kind is not AssetKind.AUDIO:
        raise Invalid(f"What is at the address of its audio is a {examined.type.name}.")
    return examined


def credits_of(named: tuple[ParsedPerson, ...]) -> tuple[Credit, ...]:
    """The people by their names, made where there is none; inside a unit of work."""
    known = {person.name: person for person in reversed(list_people())}
    found = []
    for person in named:
        row = known.get(person.name) or save_person(None, name=person.name)
        known[person.name] = row
        found.append(Credit(row.id, person.role))
    return tuple(found)


def facts_of(examined: Examined) -> CoverFacts:
    mode = str(examined.facts.get("mode", ""))
    return CoverFacts(examined.type.mime, examined.width or 0, examined.height or 0, mode)
