"""The editor of an episode's chapters: a table that works by itself, and a waveform over it where scripts run."""

from collections.abc import Iterable, Mapping
from typing import Any

import wtforms
from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import FileField, FormField, HiddenField, StringField, TextAreaField

from app.accounts.permissions import Action
from app.core.errors import Conflict, Fault, HouseError, Invalid, NotFound
from app.core.text import one_line
from app.feeds.episode_files import with_addresses
from app.media.models import AssetKind
from app.podcast import chapter_files
from app.podcast import chapters as lists
from app.podcast import operations as podcast
from app.podcast.chapter_files import Brought
from app.podcast.chapters import Chapter
from app.web.auth import needs
from app.web.desk import blueprint, chapter_lines
from app.web.desk.episode_parts import Recording, find_episode, page_of, recording_of, save_part, two_texts
from app.web.desk.fields import Rows, asset_choices
from app.web.desk.words import the_site
from app.web.errors import STATUS
from app.web.form_base import Form

_NO_PICTURE = "Choose a picture of the library (asset:12) or give an address that starts with https://."


class ChapterRow(wtforms.Form):
    start = StringField("Time")
    title = StringField("Title")
    url = StringField("Link")
    picture = StringField("Picture")

    @property
    def is_blank(self) -> bool:
        return not any(one_line(field.data or "") for field in self)


class ChapterRows(Rows):
    MOST = lists.MAX_CHAPTERS + 1  # one more than may be, so that too many are seen


class ChaptersForm(Form):
    version = HiddenField()
    rows = ChapterRows(FormField(ChapterRow, "Chapter"), "Chapters")
    pasted = TextAreaField("Paste a list", description="Such as the lines of your show notes: 2:30 First steps.")
    file = FileField(
        "Or choose a file",
        description="Podlove or JSON chapters, Audacity labels, WebVTT chapters, FFmpeg metadata or a list. What it is is seen from its content.",
    )


@blueprint.route("/desk/episodes/<id:entry_id>/chapters/", methods=["GET", "POST"])
@needs(Action.WRITE)
def chapters(entry_id: int) -> Response:
    entry = find_episode(entry_id)
    draft = podcast.episode_draft(entry)
    if request.method == "GET":
        stored = lists.from_stored(draft.chapters)
        return _page(entry_id, _form(_rows_of(stored), version=str(entry.version)))
    form, recording = ChaptersForm(), recording_of(draft)
    verb, _, number = request.form.get("do", "save").partition("-")
    if verb in {"import", "recording"}:
        return _brought(entry_id, form, recording, from_file=verb == "import")
    if verb not in {"add", "remove", "edit"}:
        return _saved(entry_id, form, recording)
    if verb == "add":
        form.rows.add()
    elif verb == "remove":
        form.rows.remove(number)
    return _page(entry_id, form, new_row=verb == "add")


@blueprint.get("/desk/episodes/<id:entry_id>/chapters/<file_name>")
@needs(Action.WRITE)
def chapters_file(entry_id: int, file_name: str) -> Response:
    """The chapters of the draft for another program."""
    entry = find_episode(entry_id)
    found = chapter_files.WRITERS.get(file_name)
    if found is None:
        raise NotFound("Chapters are not given out in such a form.")
    _, mime, printed = found
    stored = lists.from_stored(podcast.episode_draft(entry).chapters)
    response = make_response(printed(with_addresses(stored, the_site())))
    response.headers["Content-Type"] = mime
    response.headers["Content-Disposition"] = f'attachment; filename="{entry.slug}.{file_name}"'
    return response


def _saved(entry_id: int, form: ChaptersForm, recording: Recording | None) -> Response:
    form, found = _understood(form, recording)
    if found is None:
        return _page(entry_id, form, status=422)
    try:
        save_part(entry_id, form.version.data, chapters=tuple(lists.to_stored(found)))
    except Conflict as refusal:
        theirs = podcast.episode_draft(find_episode(entry_id)).chapters
        mine = chapter_lines.written(lists.to_stored(found))
        return two_texts(entry_id, refusal, [("Chapters", chapter_lines.written(theirs), mine)])
    except Invalid as refusal:
        form.take(refusal)
        return _page(entry_id, form, status=422)
    except HouseError as refusal:
        form.form_errors.append(refusal.message)
        return _page(entry_id, form, status=STATUS[type(refusal)])
    flash("The chapters are saved in the draft.")
    return redirect(request.path, code=303)


def _understood(form: ChaptersForm, recording: Recording | None) -> tuple[ChaptersForm, list[Chapter] | None]:
    """The typed rows in the order of time, and what they mean; None when something is wrong, which is said at its row."""
    rows = [dict(row.form.data) for row in form.rows if not row.form.is_blank]
    times = [lists.parse_time(row["start"] or "") for row in rows]
    if all(time is not None for time in times):
        order = sorted(range(len(rows)), key=lambda at: times[at] or 0)
        rows, times = [rows[at] for at in order], [times[at] for at in order]
    shown = _form(rows, version=form.version.data)
    if len(rows) > lists.MAX_CHAPTERS:
        shown.form_errors.append(f"At most {lists.MAX_CHAPTERS:,} chapters.")
    found: list[Chapter] = []
    for at, (row, start_ms) in enumerate(zip(rows, times, strict=True)):
        picture = chapter_lines.picture(row["picture"] or "")
        if start_ms is None or start_ms > lists.LATEST_MS:
            _say(shown, at, "start", "Write the time as 2:30 or 1:02:03.500.")
        if picture is None:
            _say(shown, at, "picture", _NO_PICTURE)
        image, image_id = picture or ("", None)
        found.append(Chapter(start_ms or 0, one_line(row["title"] or ""), one_line(row["url"] or ""), image, image_id))
    duration_ms = recording.duration_ms or None if recording else None
    readable = all(time is not None for time in times)
    for fault in lists.row_faults(found, duration_ms=duration_ms):
        if readable or fault.part != "start":
            _say(shown, fault.row, {"image": "picture"}.get(fault.part, fault.part), fault.message)
    return shown, None if _is_wrong(shown) else found


def _say(form: ChaptersForm, row: int, part: str, message: str) -> None:
    field = form.rows[row].form[part]
    field.errors = [*field.errors, message]


def _is_wrong(form: ChaptersForm) -> bool:
    return bool(form.form_errors) or any(field.errors for row in form.rows for field in row.form)


def _brought(entry_id: int, form: ChaptersForm, recording: Recording | None, *, from_file: bool) -> Response:
    """What was brought takes the place of the rows on the page; nothing is saved yet."""
    try:
        brought = _read_form(form) if from_file else _in_the_recording(recording)
    except Invalid as refusal:
        form.take(refusal)
        return _page(entry_id, form, status=422)
    shown, _ = _understood(_form(_rows_of(brought.chapters), version=form.version.data), recording)
    said = f"{_counted(len(brought.chapters))} read from {brought.kind}."
    if brought.left_out:
        lines = "1 line" if brought.left_out == 1 else f"{brought.left_out} lines"
        said += f" {lines} without a time in front left out."
    return _page(entry_id, shown, said=f"{said} Look them over: they are not saved yet.")


def _read_form(form: ChaptersForm) -> Brought:
    file = form.file.data
    data = b""
    if file:
        data = file.read(chapter_files.MAX_BYTES + 1)
        file.close()  # a large one is a temporary file
    try:
        return chapter_files.read(data or (form.pasted.data or "").encode("utf-8", "replace"))
    except Invalid as refusal:
        where = "file" if data else "pasted"
        raise Invalid.of([Fault(where, fault.message) for fault in refusal.faults]) from refusal


def _in_the_recording(recording: Recording | None) -> Brought:
    found = lists.from_stored(recording.chapters) if recording else ()
    if not found:
        raise Invalid("There are no chapters in the recording.")
    return Brought("the recording", found)


def _counted(count: int) -> str:
    return "1 chapter was" if count == 1 else f"{count} chapters were"


def _rows_of(found: Iterable[Chapter]) -> list[dict[str, str]]:
    return [
        {"start": lists.clock(c.start_ms), "title": c.title, "url": c.url, "picture": chapter_lines.picture_text(c)}
        for c in found
    ]


def _form(rows: Iterable[Mapping[str, Any]], *, version: str | None) -> ChaptersForm:
    return ChaptersForm(formdata=None, data={"version": version or "", "rows": list(rows)})


def _page(entry_id: int, form: ChaptersForm, *, status: int = 200, said: str = "", new_row: bool = False) -> Response:
    entry = find_episode(entry_id)
    if not new_row and all(not row.form.is_blank for row in form.rows):
        form.rows.add()
    html = render_template(
        "desk/podcast/chapters.html",
        page=page_of(entry),
        entry=entry,
        form=form,
        recording=recording_of(podcast.episode_draft(entry)),
        pictures=[("asset:" + value, words) for value, words in asset_choices(AssetKind.IMAGE)],
        writers=[(name, words) for name, (words, _, _) in chapter_files.WRITERS.items()],
        has_saved=bool(podcast.episode_draft(entry).chapters),
        said=said,
        new_row=new_row,
        unsaved=request.method == "POST",
    )
    return make_response(html, status)
