"""The library: what is there, where it is used, and a plain form that adds to it without any script."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.permissions import Action
from app.content import queries as content
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.media import listing, operations, queries, uploads
from app.media.facts import as_clock, as_size
from app.media.intake import TAKEN_WORDS, examine
from app.media.models import Asset, AssetKind
from app.media.parts import PartRefused
from app.media.settings import wired
from app.web.auth import current_actor, needs, safe_next
from app.web.desk import kept
from app.web.desk.recordings import recording_of
from app.web.desk.rows import MOST_PAGES
from app.web.stored_bytes import as_download, send

MAX_FORM_BYTES = 16 << 20

blueprint = Blueprint("desk_media", __name__, url_prefix="/desk/media")
kept.keep_for(blueprint)


@blueprint.url_value_preprocessor
def allow_files(_endpoint: str | None, _values: object) -> None:
    """A form with a file is larger than other requests; this runs before anything looks into the request."""
    request.max_content_length = MAX_FORM_BYTES


@blueprint.after_request
def never_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"as_size": as_size, "measure": _measure}


@blueprint.get("/")
@needs(Action.UPLOAD)
def library() -> str:
    return _library()


@blueprint.post("/upload")
@needs(Action.UPLOAD)
def upload() -> BaseResponse | tuple[str, int]:
    """One file from a plain form. Goes back to `next` with `asset=` in the address, or to the file's own page."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _library("Choose a file first."), 422
    data = file.read()
    file.close()  # a large one is a temporary file
    try:
        examined = examine(data, file.filename, storage=wired().storage)
    except Invalid as refusal:
        return _library(refusal.message), 422
    with unit_of_work():
        asset_id = operations.add_asset(examined, by=current_actor(), now=clock.now()).id
    wanted = request.form.get("next")
    if wanted:
        back = safe_next(wanted)
        return redirect(f"{back}{'&' if '?' in back else '?'}asset={asset_id}", code=303)
    flash("The file is in the library.")
    return redirect(url_for("desk_media.asset", asset_id=asset_id), code=303)


@blueprint.post("/uploads/<token>/finish")
@needs(Action.UPLOAD)
def finish_upload(token: str) -> BaseResponse | tuple[str, int]:
    """An upload that has arrived as a whole, and whose browser went away before it was looked at."""
    try:
        asset_id = uploads.finish(token, by=current_actor(), now=clock.now()).asset_id
    except (Invalid, PartRefused) as refusal:
        return _library(refusal.message), 422
    flash("The file is in the library.")
    return redirect(url_for("desk_media.asset", asset_id=asset_id), code=303)


@blueprint.post("/uploads/<token>/discard")
@needs(Action.UPLOAD)
def discard_upload(token: str) -> BaseResponse:
    uploads.discard(token, by=current_actor())
    flash("The upload is discarded.")
    return redirect(url_for("desk_media.library"), code=303)


@blueprint.get("/<id:asset_id>/")
@needs(Action.UPLOAD)
def asset(asset_id: int) -> str:
    return _asset(asset_id)


@blueprint.get("/<id:asset_id>/recording")
@needs(Action.UPLOAD)
def recording(asset_id: int) -> Response:
    """The sound itself, to be listened to before anybody else can."""
    asset = queries.get_asset(asset_id)
    if asset.kind is not AssetKind.AUDIO:
        raise NotFound("That file is no recording.")
    response = send(asset.sha256, asset.mime, "no-store")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.get("/<id:asset_id>/original")
@needs(Action.UPLOAD)
def original(asset_id: int) -> Response:
    """The file exactly as it was brought, under its own name."""
    asset = queries.get_asset(asset_id)
    response = send(asset.sha256, asset.mime, "no-store")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return as_download(response, asset.original_name)


@blueprint.post("/<id:asset_id>/listen")
@needs(Action.UPLOAD)
def listen(asset_id: int) -> BaseResponse | tuple[str, int]:
    """Have a recording listened to once more, for instance after ffmpeg was installed."""
    try:
        with unit_of_work():
            operations.want_listening(queries.get_asset(asset_id), by=current_actor())
    except Invalid as refusal:
        return _asset(asset_id, refusal.message), 422
    return redirect(url_for("desk_media.asset", asset_id=asset_id, _anchor="recording"), code=303)


@blueprint.get("/<id:asset_id>/peaks.json")
@needs(Action.UPLOAD)
def peaks(asset_id: int) -> Response | dict[str, object]:
    """The outline of a recording. Without one the list is empty and `message` says why."""
    asset = queries.get_asset(asset_id)
    if asset.kind is not AssetKind.AUDIO:
        raise NotFound("That file is no recording.")
    found = queries.find_peaks(asset_id)
    if found is not None:
        return send(found.sha256, found.mime, "no-store")
    sound = asset.facts.get("sound", {})
    message = sound.get("missing") or "The picture of the sound is not ready yet."
    return {"version": 1, "duration_ms": asset.duration_ms or 0, "peaks": [], "message": message}


@blueprint.post("/<id:asset_id>/describe")
@needs(Action.UPLOAD)
def describe(asset_id: int) -> BaseResponse | tuple[str, int]:
    """Keep the usual description of a picture."""
    try:
        with unit_of_work():
            operations.describe_picture(queries.get_asset(asset_id), request.form.get("alt", ""), by=current_actor())
    except Invalid as refusal:
        return _asset(asset_id, refusal.message), 422
    flash("The description is saved.")
    return redirect(url_for("desk_media.asset", asset_id=asset_id), code=303)


@blueprint.post("/<id:asset_id>/delete")
@needs(Action.DELETE_MEDIA)
def delete(asset_id: int) -> BaseResponse | tuple[str, int]:
    try:
        with unit_of_work():
            operations.delete_asset(queries.get_asset(asset_id), by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return _asset(asset_id, refusal.message), 422
    flash("The file is deleted.")
    return redirect(url_for("desk_media.library"), code=303)


def _measure(found: Asset) -> str:
    """How large a picture is, how long a recording lasts."""
    if found.kind is AssetKind.IMAGE:
        return f"{found.width} × {found.height} px"
    return as_clock(found.duration_ms) if found.duration_ms else ""


def _library(problem: str = "") -> str:
    chosen = request.args.get("kind", "")
    kind = AssetKind(chosen) if chosen in set(AssetKind) else None
    page = listing.list_assets(
        listing.Wanted(kind), page=min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    )
    return render_template(
        "desk/media/library.html",
        page=page,
        pictures={a.id: queries.picture_of(a) for a in page.items if a.kind is AssetKind.IMAGE},
        kind=kind,
        taken=TAKEN_WORDS,
        problem=problem,
        waiting=uploads.list_waiting(by=current_actor(), now=clock.now()),
    )


def _asset(asset_id: int, problem: str = "") -> str:
    found = queries.get_asset(asset_id)
    return render_template(
        "desk/media/asset.html",
        asset=found,
        picture=queries.picture_of(found) if found.kind is AssetKind.IMAGE else None,
        document=queries.document_path(found) if found.kind is AssetKind.DOCUMENT else None,
        recording=recording_of(found) if found.kind is AssetKind.AUDIO else None,
        places=content.places_of_asset(asset_id),
        problem=problem,
    )
