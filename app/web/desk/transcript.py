"""The editor of an episode's transcript: a text that works by itself, and cues beside the sound where scripts run."""

from collections.abc import Iterable
from typing import Any

import wtforms
from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import FileField, FormField, HiddenField, TextAreaField

from app.accounts.permissions import Action
from app.core.errors import Conflict, Fault, HouseError, Invalid, NotFound
from app.feeds.episode_files import with_names
from app.podcast import operations as podcast
from app.podcast import transcript_files, transcript_formats, transcripts
from app.podcast.parts import Speaker
from app.podcast.transcript_files import Brought
from app.podcast.transcripts import Cue, CueFault
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.episode_parts import Recording, find_episode, page_of, recording_of, save_part, two_texts
from app.web.desk.field_words import plain
from app.web.desk.fields import ChoiceField, Rows, number_of, people_choices
from app.web.errors import STATUS
from app.web.form_base import Form

MOST_FAULTS = 20


def _somebody() -> list[tuple[str, str]]:
    return [("", "Printed as it is"), *people_choices()[1:]]


class SpeakerRow(wtforms.Form):
    name = HiddenField()
    person_id = ChoiceField("Person", choices=_somebody)


class TranscriptForm(Form):
    version = HiddenField()
    transcript = TextAreaField(
        "Transcript",
        description="Times, speakers and what is said, as WebVTT. A cue without words is left out when you save.",
    )
    file = FileField(
        "Transcript from a file",
        description="WebVTT, SubRip, JSON (also what speech recognition saves) or HTML with times, up to 5 MB.",
    )
    speakers = Rows(FormField(SpeakerRow, "Speaker"), "Speakers")


@blueprint.route("/desk/episodes/<id:entry_id>/transcript/", methods=["GET", "POST"])
@needs(Action.WRITE)
def transcript(entry_id: int) -> Response:
    entry = find_episode(entry_id)
    draft = podcast.episode_draft(entry)
    if request.method == "GET":
        cues = transcripts.from_stored(draft.transcript)
        return _page(entry_id, _form(cues, draft.speakers, version=str(entry.version)))
    form = TranscriptForm()
    verb = request.form.get("do", "save")
    if verb == "edit":
        return _page(entry_id, form)
    return (_brought if verb == "import" else _saved)(entry_id, form, recording_of(draft))


@blueprint.get("/desk/episodes/<id:entry_id>/transcript/<file_name>")
@needs(Action.WRITE)
def transcript_file(entry_id: int, file_name: str) -> Response:
    """The transcript of the draft for another program, with the names as they are printed."""
    entry = find_episode(entry_id)
    found = transcript_formats.PRINTERS.get(file_name.removeprefix("transcript."))
    if found is None:
        raise NotFound("Transcripts are not given out in such a form.")
    mime, printed = found
    draft = podcast.episode_draft(entry)
    response = make_response(printed(with_names(transcripts.from_stored(draft.transcript), draft.speakers)))
    response.headers["Content-Type"] = f"{mime}; charset=utf-8" if mime.startswith("text/") else mime
    response.headers["Content-Disposition"] = f'attachment; filename="{entry.slug}.{file_name}"'
    return response


def _saved(entry_id: int, form: TranscriptForm, recording: Recording | None) -> Response:
    try:
        brought = _understood(plain(form.transcript.data).encode("utf-8", "replace"))
    except Invalid as refusal:
        form.take(refusal)
        return _page(entry_id, form, status=422)
    speakers = _speakers(form, brought.cues)
    faults = _faults(brought.cues, recording)
    if faults:
        shown = _form(brought.cues, speakers, version=form.version.data)
        return _page(entry_id, shown, status=422, faults=faults)
    stored = tuple(transcripts.to_stored(brought.cues))
    try:
        save_part(entry_id, form.version.data, transcript=stored, speakers=speakers)
    except Conflict as refusal:
        theirs = podcast.episode_draft(find_episode(entry_id))
        return two_texts(entry_id, refusal, [("Transcript", _text(theirs.transcript), _text(stored))])
    except Invalid as refusal:
        form.take(refusal)
        return _page(entry_id, form, status=422)
    except HouseError as refusal:
        form.form_errors.append(refusal.message)
        return _page(entry_id, form, status=STATUS[type(refusal)])
    flash(f"The transcript is saved in the draft.{_mended(brought)}")
    return redirect(request.path, code=303)


def _understood(data: bytes) -> Brought:
    """What is written; nothing at all is no transcript. Raises Invalid."""
    if not data.strip():
        return Brought("", ())
    brought = transcript_files.read(data)
    if not brought.cues:
        raise Invalid("There is not one word in it.", field="transcript")
    return brought


def _faults(cues: tuple[Cue, ...], recording: Recording | None) -> list[CueFault]:
    duration_ms = recording.duration_ms or None if recording else None
    return transcripts.cue_faults(cues, duration_ms=duration_ms)


def _brought(entry_id: int, form: TranscriptForm, recording: Recording | None) -> Response:
    """What a file holds takes the place of the text on the page; nothing is saved yet."""
    file = form.file.data
    data = b""
    if file:
        data = file.read(transcript_files.MAX_BYTES + 1)
        file.close()  # a large one is a temporary file
    try:
        brought = _understood(data)
    except Invalid as refusal:
        form.take(Invalid.of([Fault("file", fault.message) for fault in refusal.faults]))
        return _page(entry_id, form, status=422)
    if not brought.cues:
        form.take(Invalid("Choose a file first.", field="file"))
        return _page(entry_id, form, status=422)
    shown = _form(brought.cues, _speakers(form, brought.cues), version=form.version.data)
    count = "1 cue was" if len(brought.cues) == 1 else f"{len(brought.cues):,} cues were"
    said = f"{count} read from {brought.kind}.{_mended(brought)} Look them over: they are not saved yet."
    return _page(entry_id, shown, said=said, faults=_faults(brought.cues, recording))


def _mended(brought: Brought) -> str:
    if not brought.mended:
        return ""
    count = (
        "1 cue that ran into another was"
        if brought.mended == 1
        else f"{brought.mended:,} cues that ran into others were"
    )
    return f" {count} shortened."


def _speakers(form: TranscriptForm, cues: tuple[Cue, ...]) -> tuple[Speaker, ...]:
    """Who was chosen for the names that the transcript still has."""
    known = {value for value, _ in _somebody() if value}
    chosen = {row.form.name.data: row.form.person_id.data for row in form.speakers}
    return tuple(
        Speaker(name, number_of(person_id) or 0)
        for name in transcripts.speakers(cues)
        if (person_id := str(chosen.get(name) or "")) in known
    )


def _text(rows: Iterable[dict[str, Any]]) -> str:
    cues = transcripts.from_stored(rows)
    return transcript_formats.to_vtt(cues) if cues else ""


def _form(cues: tuple[Cue, ...], speakers: Iterable[Speaker], *, version: str | None) -> TranscriptForm:
    text = transcript_formats.to_vtt(cues) if cues else ""
    chosen = {speaker.name: str(speaker.person_id) for speaker in speakers}
    rows = [{"name": name, "person_id": chosen.get(name, "")} for name in transcripts.speakers(cues)[: Rows.MOST]]
    data = {"version": version or "", "transcript": text, "speakers": rows}
    return TranscriptForm(formdata=None, data=data)


def _page(
    entry_id: int, form: TranscriptForm, *, status: int = 200, said: str = "", faults: Iterable[CueFault] = ()
) -> Response:
    entry = find_episode(entry_id)
    draft = podcast.episode_draft(entry)
    listed = list(faults)
    for fault in listed[:MOST_FAULTS]:
        form.transcript.errors = [*form.transcript.errors, fault.message]
    if len(listed) > MOST_FAULTS:
        form.transcript.errors = [*form.transcript.errors, f"And {len(listed) - MOST_FAULTS:,} more like these."]
    html = render_template(
        "desk/podcast/transcript.html",
        page=page_of(entry),
        entry=entry,
        form=form,
        recording=recording_of(draft),
        faults=[{"cue": fault.cue, "message": fault.message} for fault in listed],
        writers=[("vtt", "WebVTT"), ("srt", "SubRip"), ("json", "JSON"), ("html", "HTML")],
        has_saved=bool(draft.transcript),
        said=said,
        unsaved=request.method == "POST",
    )
    return make_response(html, status)
