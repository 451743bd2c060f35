"""What readers ask for in vain is counted, so that an editor can lead it somewhere: the path, never who asked."""

from contextlib import suppress

from flask import Response, current_app, request
from flask.blueprints import BlueprintSetupState
from flask.globals import request_ctx

from app.content import missed, paths
from app.core import clock
from app.core.errors import Busy
from app.core.unit_of_work import unit_of_work
from app.web.site import blueprint
from app.web.site.answers import this_site


@blueprint.record_once
def _begin(state: BlueprintSetupState) -> None:
    state.app.extensions["missed"] = missed.Waiting()


@blueprint.after_app_request
def count_misses(response: Response) -> Response:
    """Kept in memory; written together, half a minute after the first, once the answer is made."""
    path = request.path
    if response.status_code != 404 or request.method not in {"GET", "HEAD"} or request_ctx.url_adapter is None:
        return response
    if missed.is_noise(path) or not path.endswith("/") or not paths.may_be_asked_for(path):
        return response
    now = clock.now()
    waiting = current_app.extensions["missed"]
    if waiting.is_due(now):
        _write_when_answered(waiting, response)
    waiting.add(path, came_from=missed.source_of(request.referrer or "", own=this_site().url), now=now)
    return response


def _write_when_answered(waiting: missed.Waiting, response: Response) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way

    @response.call_on_close
    def write() -> None:
        with app.app_context(), suppress(Busy):  # a count is not worth an error
            misses = waiting.take()
            with unit_of_work():
                missed.save(misses, now=clock.now())
