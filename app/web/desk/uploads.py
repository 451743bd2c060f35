"""Uploads in pieces by tus 1.0.0 (tus.io), with creation, termination, checksum and expiration.

A request is stopped at most one piece from where it was: how far an upload has come is the size of what is on the disk.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from email.utils import format_datetime

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from werkzeug.exceptions import ClientDisconnected, HTTPException

from app.accounts.permissions import Action
from app.core import clock
from app.core.errors import HouseError, Invalid, TooMany
from app.media import operations, queries, uploads
from app.media.intake import MAX_BYTES
from app.media.parts import ALGORITHMS, MAX_CHUNK_BYTES, Checksum, PartRefused, Reason
from app.media.uploads import Progress
from app.web.auth import current_actor, needs
from app.web.errors import STATUS

VERSION = "1.0.0"
_PIECE = 64 * 1024
_STATUS = {
    Reason.NO_SUCH: 404,
    Reason.LOCKED: 423,
    Reason.WRONG_OFFSET: 409,
    Reason.TOO_LARGE: 413,
    Reason.WRONG_CHECKSUM: 460,
    Reason.NO_ROOM: 507,
}
_MESSAGES = {
    401: "You are logged out. Log in again in another tab, then go on here: what has arrived is kept.",
    400: "This request is not as it should be. Load the page again; what has arrived is kept.",
    413: "This piece is too large.",
}

blueprint = Blueprint("desk_uploads", __name__, url_prefix="/desk/uploads")


@blueprint.url_value_preprocessor
def allow_pieces(_endpoint: str | None, _values: object) -> None:
    """Pieces are larger than other requests; this runs before anything looks into the request."""
    request.max_content_length = MAX_CHUNK_BYTES


@blueprint.before_request
def check_version() -> Response | None:
    """Another version of tus is not processed at all (tus.io, "Tus-Resumable")."""
    asked = request.headers.get("Tus-Resumable")
    if asked is not None and asked != VERSION:
        return _answer(412, {"Tus-Version": VERSION})
    return None


@blueprint.after_request
def say_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(HouseError)
def refused(error: HouseError) -> Response:
    """Programs ask here, so every refusal is JSON with a message for the person in front of them."""
    status = _STATUS[error.reason] if isinstance(error, PartRefused) else STATUS[type(error)]
    response = jsonify(message=error.message)
    response.status_code = status
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@blueprint.errorhandler(HTTPException)
def failed(error: HTTPException) -> Response:
    response = jsonify(message=_MESSAGES.get(error.code or 500, error.description))
    response.status_code = error.code or 500
    return response


@blueprint.route("/", methods=["OPTIONS"], provide_automatic_options=False)
@blueprint.route("/<token>", methods=["OPTIONS"], provide_automatic_options=False)
@needs(Action.UPLOAD)
def options(token: str = "") -> Response:
    return _answer(
        204,
        {
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,termination,checksum,expiration",
            "Tus-Max-Size": str(MAX_BYTES),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


@blueprint.post("/")
@needs(Action.UPLOAD)
def create() -> Response:
    length = _whole_number("Upload-Length")
    progress = uploads.begin(_file_name(), length, by=current_actor(), now=clock.now())
    return _answer(201, {"Location": url_for("desk_uploads.upload", token=progress.token), **_standing(progress)})


@blueprint.route("/<token>", methods=["HEAD", "PATCH", "DELETE", "POST"])
@needs(Action.UPLOAD)
def upload(token: str) -> Response:
    """One address for one upload. POST is for what cannot send other methods and says which one it means."""
    meant = request.headers.get("X-HTTP-Method-Override", "").upper() if request.method == "POST" else request.method
    if meant not in _METHODS:
        return _answer(405, {"Allow": ", ".join(_METHODS)})
    return _METHODS[meant](token)


@blueprint.get("/<token>/result")
@needs(Action.UPLOAD)
def result(token: str) -> Response:
    """What became of an upload, as JSON."""
    return _result(uploads.stand(token, by=current_actor(), now=clock.now()))


@blueprint.post("/<token>/finish")
@needs(Action.UPLOAD)
def finish(token: str) -> Response:
    """Ends an upload whose last answer was lost on the way; the last piece does the same by itself."""
    return _result(uploads.finish(token, by=current_actor(), now=clock.now()))


def _head(token: str) -> Response:
    progress = uploads.stand(token, by=current_actor(), now=clock.now())
    return _answer(200, {"Upload-Length": str(progress.length), **_standing(progress)})


def _patch(token: str) -> Response:
    if request.mimetype != "application/offset+octet-stream":
        return _answer(415)
    progress = uploads.stand(token, by=current_actor(), now=clock.now())
    offset = _whole_number("Upload-Offset")
    if not (progress.is_whole and offset == progress.length and not request.content_length):
        offset = uploads.parts().append(token, _pieces(), offset=offset, length=progress.length, checksum=_checksum())
    if offset == progress.length:
        progress = uploads.finish(token, by=current_actor(), now=clock.now())
    return _answer(204, {**_standing(progress), "Upload-Offset": str(offset)})


def _delete(token: str) -> Response:
    uploads.discard(token, by=current_actor())
    return _answer(204)


_METHODS: dict[str, Callable[[str], Response]] = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}


def _standing(progress: Progress) -> dict[str, str]:
    headers = {
        "Upload-Offset": str(progress.offset),
        "Upload-Expires": format_datetime(progress.expires_at, usegmt=True),
    }
    if progress.asset_id is not None:
        headers["Upload-Asset"] = str(progress.asset_id)
    return headers


def _result(progress: Progress) -> Response:
    asset = queries.get_asset(progress.asset_id) if progress.asset_id is not None else None
    return jsonify(
        offset=progress.offset,
        length=progress.length,
        refusal=progress.refusal,
        asset=None
        if asset is None
        else {
            "id": asset.id,
            "kind": asset.kind.value,
            "name": asset.original_name,
            "type": asset.type.name,
            "bytes": asset.bytes,
            "width": asset.width,
            "height": asset.height,
            "duration_ms": asset.duration_ms,
            "problems": asset.facts.get("problems", []),
            "is_master": asset.is_master,
            "known": not operations.brought(asset, progress.token),
        },
    )


def _answer(status: int, headers: dict[str, str] | None = None) -> Response:
    response = make_response(b"", status)
    response.headers.update(headers or {})
    return response


def _whole_number(header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > 30:
        raise Invalid(f"{header} must be a whole number.")
    return int(value)


def _file_name() -> str:
    """The name in Upload-Metadata (words and base64 in turn). It is shown to people and never used as a path."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        word, _, coded = pair.strip().partition(" ")
        if word in {"filename", "name"}:
            try:
                return base64.b64decode(coded, validate=True).decode("utf-8", errors="replace")
            except binascii.Error as error:
                raise Invalid("Upload-Metadata is not as it should be.") from error
    return ""


def _checksum() -> Checksum | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, coded = header.partition(" ")
    try:
        digest = base64.b64decode(coded, validate=True)
    except binascii.Error as error:
        raise Invalid("Upload-Checksum is not as it should be.") from error
    if algorithm not in ALGORITHMS:
        raise Invalid(f"Upload-Checksum is one of {', '.join(ALGORITHMS)}.")
    return Checksum(algorithm, digest)


def _pieces() -> Iterator[bytes]:
    """The body, as it comes; a client that goes away in the middle ends it, and what came is kept."""
    stream = request.stream
    while True:
        try:
            piece = stream.read(_PIECE)
        except ClientDisconnected:
            return
        if not piece:
            return
        yield piece
