"""One file of the library: what it is, where it is used, and what may be changed about it."""

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.permissions import Action, may
from app.content import queries as content
from app.content.drafts import Target
from app.content.models import Entry
from app.core import clock
from app.core.errors import Fault, Forbidden, Invalid, NotFound
from app.core.unit_of_work import unit_of_work
from app.media import operations, queries, replacing
from app.media.focal import Focal, Shape
from app.media.intake import examine
from app.media.models import Asset, AssetKind
from app.media.pictures import Picture
from app.media.settings import wired
from app.reviews import queries as reviews
from app.web.auth import current_actor, needs
from app.web.desk.media import blueprint
from app.web.desk.recordings import recording_of
from app.web.desk.rows import edit_link
from app.web.stored_bytes import as_download, send

__all__ = ["blueprint"]  # with all the views of files, from here on


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


@blueprint.post("/<id:asset_id>/focal")
@needs(Action.UPLOAD)
def focal(asset_id: int) -> BaseResponse | tuple[str, int]:
    """Choose the point that crops keep, in per cent from the left and from the top."""
    try:
        chosen = Focal(_thousandths("x"), _thousandths("y"))
        with unit_of_work():
            operations.set_focal(queries.get_asset(asset_id), chosen, by=current_actor())
    except Invalid as refusal:
        return _asset(asset_id, focal_faults=refusal.faults), 422
    flash("The focal point is saved. The crops around it are being made.")
    return redirect(url_for("desk_media.asset", asset_id=asset_id, _anchor="focal"), code=303)


@blueprint.post("/<id:asset_id>/replace")
@needs(Action.UPLOAD)
def replace(asset_id: int) -> BaseResponse | tuple[str, int]:
    """Other content for this file: whatever shows it shows the new one."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _asset(asset_id, replace_problem="Choose a file first."), 422
    data = file.read()
    file.close()  # a large one is a temporary file
    try:
        with unit_of_work():  # closed before the file is looked at: an open read keeps SQLite's writers waiting
            replacing.require_replaceable(queries.get_asset(asset_id), by=current_actor())
        examined = examine(data, file.filename, storage=wired().storage)
        with unit_of_work():
            signed_off = len(_signed_off(asset_id))
            replacing.replace_file(queries.get_asset(asset_id), examined, by=current_actor(), now=clock.now())
    except Invalid as refusal:
        return _asset(asset_id, replace_problem=refusal.message), 422
    lost = (
        f" {signed_off} signed-off page{'' if signed_off == 1 else 's'} must be reviewed again." if signed_off else ""
    )
    flash(f"The file is replaced. Pages show the new one.{lost}")
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


def _thousandths(name: str) -> int:
    """A field in per cent. Raises Invalid for what is no number."""
    typed = request.form.get(name, "").strip().replace(",", ".")
    try:
        return round(float(typed) * 10)
    except (ValueError, OverflowError) as error:
        said = "Across" if name == "x" else "Down"
        raise Invalid(f"“{said}” is a number from 0 to 100.", field=name) from error


@dataclass(frozen=True)
class Place:
    """Where a file is used; `href` None where the person may not open it."""

    words: str
    href: str | None


@dataclass(frozen=True)
class Cut:
    """A crop as it is shown for checking."""

    shape: Shape
    picture: Picture
    ready: bool


def _places(asset_id: int) -> list[Place]:
    actor = current_actor()
    found = []
    for entry, places in content.list_users_of(Target.ASSET, asset_id):
        href = edit_link(entry) if may(actor, Action.WRITE, owner_id=entry.created_by_id) else None
        found += [Place(f"the {place} of {entry.title}", href) for place in places]
    return found


def _signed_off(asset_id: int) -> list[Entry]:
    """The pages whose sign-off is of a text with this file in it."""
    return [entry for entry in reviews.list_reviewed_with(asset_id) if entry.sign_off_id is not None]


def _cuts(asset: Asset) -> list[Cut]:
    shown = queries.picture_of(asset)
    point = f"-{asset.focal_x}-{asset.focal_y}-"
    cuts = [(shape, shown.cut(shape)) for shape in Shape]
    return [Cut(shape, cut, cut is shown or point in cut.src) for shape, cut in cuts]


def _why_kept(asset: Asset) -> str:
    """Why this person cannot replace the file here; "" where they can."""
    try:
        replacing.require_replaceable(asset, by=current_actor())
    except (Invalid, Forbidden) as refusal:
        return refusal.message
    return ""


def _asset(asset_id: int, problem: str = "", *, focal_faults: tuple[Fault, ...] = (), replace_problem: str = "") -> str:
    found = queries.get_asset(asset_id)
    is_picture = found.kind is AssetKind.IMAGE
    typed = {name: request.form.get(name, "") for name in ("x", "y")} if focal_faults else {}
    return render_template(
        "desk/media/asset.html",
        asset=found,
        picture=queries.picture_of(found) if is_picture else None,
        cuts=_cuts(found) if is_picture else (),
        copies=len(found.renditions),
        document=queries.document_path(found) if found.kind is AssetKind.DOCUMENT else None,
        recording=recording_of(found) if found.kind is AssetKind.AUDIO else None,
        places=_places(asset_id),
        can_change=may(current_actor(), Action.WRITE, owner_id=operations.whose(found)),
        why_kept=_why_kept(found),
        signed_off=_signed_off(asset_id),
        replaced=replacing.list_replaced(asset_id),
        problem=problem,
        focal_faults={fault.field: fault.message for fault in focal_faults},
        typed={"x": typed.get("x") or f"{found.focal_x / 10:g}", "y": typed.get("y") or f"{found.focal_y / 10:g}"},
        replace_problem=replace_problem,
    )
