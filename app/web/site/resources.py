from collections.abc import Iterable

from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotFound
from app.media import queries as media
from app.resources import queries
from app.resources.models import Resource
from app.web.filters import size
from app.web.pages.resources import Download, resources_page, topic_page
from app.web.site import blueprint
from app.web.site.answers import show, this_site


@blueprint.get("/resources/")
def resources() -> Response:
    grouped = queries.list_by_topic(now=clock.now())
    documents = _documents(resource for _, listed in grouped for resource in listed)
    return show("resources/list.html", resources_page(grouped, documents, site=this_site()))


@blueprint.get("/resources/<topic>/")
def resource_topic(topic: str) -> Response:
    found = queries.list_of_topic(topic, now=clock.now())
    if found is None:
        raise NotFound("There is no such topic.")
    name, listed = found
    return show("resources/list.html", topic_page(name, listed, _documents(listed), site=this_site()))


def _documents(listed: Iterable[Resource]) -> dict[int, Download]:
    wanted = {resource.document_id for resource in listed if resource.document_id is not None}
    found = media.list_documents(wanted) if wanted else {}
    return {id_: Download(media.document_path(asset), f"PDF, {size(asset.bytes)}") for id_, asset in found.items()}
