"""The library: what is there, where it is used, and a plain form that adds to it without any script."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import Invalid
from app.core.unit_of_work import unit_of_work
from app.media import listing, operations, queries, uploads
from app.media.facts import as_clock, as_size
from app.media.focal import Shape
from app.media.intake import TAKEN_WORDS, examine
from app.media.models import Asset, AssetKind
from app.media.parts import PartRefused
from app.media.settings import wired
from app.web.auth import current_actor, needs, safe_next
from app.web.desk import kept, media_filters

MAX_FORM_BYTES = 16 << 20


@dataclass(frozen=True)
class Result:
    """What became of one file; without a number it was not taken."""

    name: str
    words: str
    asset_id: int | None = None


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
    return {"as_size": as_size, "measure": measure, "only": media_filters.ONLY, "square": Shape.SQUARE}


@blueprint.get("/")
@needs(Action.UPLOAD)
def library() -> str:
    return _library()


@blueprint.post("/upload")
@needs(Action.UPLOAD)
def upload() -> BaseResponse | tuple[str, int]:
    """Files from a plain form. One goes back to `next` with `asset=` in the address, or to its own page; of several, each is
    listed with what became of it."""
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        return _library("Choose a file first."), 422
    results = [_taken(file) for file in files]
    if len(results) > 1:
        return _library(results=results), 200
    (result,) = results
    if result.asset_id is None:
        return _library(result.words), 422
    wanted = request.form.get("next")
    if wanted:
        back = safe_next(wanted)
        return redirect(f"{back}{'&' if '?' in back else '?'}asset={result.asset_id}", code=303)
    flash(result.words)
    return redirect(url_for("desk_media.asset", asset_id=result.asset_id), code=303)


def _taken(file: FileStorage) -> Result:
    """Put one file into the library, or say why not. What one is refused for stops no other."""
    name = file.filename or ""
    data = file.read()
    file.close()  # a large one is a temporary file
    try:
        examined = examine(data, name, storage=wired().storage)
    except Invalid as refusal:
        return Result(name, refusal.message)
    with unit_of_work():
        there = queries.find_asset_by_hash(examined.stored.key)
        asset = operations.add_asset(examined, by=current_actor(), now=clock.now())
        words = "This file was in the library already." if there else "The file is in the library."
        return Result(name, words, asset.id)


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


def measure(found: Asset) -> str:
    """How large a picture is, how long a recording lasts."""
    if found.kind is AssetKind.IMAGE:
        return f"{found.width} × {found.height} px"
    return as_clock(found.duration_ms) if found.duration_ms else ""


def _library(problem: str = "", *, results: Sequence[Result] = ()) -> str:
    asked = media_filters.asked()
    page = listing.list_assets(asked.wanted, page=asked.page)
    return render_template(
        "desk/media/library.html",
        page=page,
        counts=listing.count_kinds(asked.wanted),
        pictures={a.id: queries.picture_of(a) for a in page.items if a.kind is AssetKind.IMAGE},
        asked=asked,
        link=asked.link,
        taken=TAKEN_WORDS,
        problem=problem,
        results=results,
        waiting=uploads.list_waiting(by=current_actor(), now=clock.now()),
    )
