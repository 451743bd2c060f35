"""Addresses. The one place outside the doors that makes them, from the site's own url_map, with or without a request."""

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter

from app.content.models import Entry, Kind
from app.core.site import Site
from app.podcast.models import Show

ENDPOINTS = {Kind.POST: "site.post", Kind.SHOW: "site.show", Kind.EPISODE: "site.episode"}
# First segments of addresses that docs/architecture.md promises for later, and what other software asks for.
PROMISED = frozenset(
    {
        *(
            "about",
            "accessibility",
            "privacy",
            "people",
            "physiotherapists",
            "practice",
            "booking",
            "subscribe",
            "search",
        ),
        *("api", "healthz", "readyz", "metrics", "oembed", "images", "media", "preview", "feedback", "feed", "static"),
        *("desk", "login", "logout", "admin", "account"),
    }
)


class _Wiring:
    adapter: MapAdapter
    site: Site


def wire(url_map: Map, site: Site) -> None:
    """Handed over by `create_app` once every blueprint is registered."""
    scheme, _, host = site.url.partition("://")
    _Wiring.site = site
    _Wiring.adapter = url_map.bind(host, url_scheme=scheme)


def path_to(endpoint: str, **values: str | int) -> str:
    """The path of an endpoint."""
    return _Wiring.adapter.build(endpoint, values)


def path_of(kind: Kind, slug: str, parent_path: str | None) -> str:
    """The public path of an entry with this slug below this parent."""
    match kind:
        case Kind.ARTICLE:
            return path_to("site.article", path="/".join(filter(None, [(parent_path or "").strip("/"), slug])))
        case Kind.POST:
            return path_to("site.post", slug=slug)
        case Kind.SHOW:
            return path_to("site.show", show=slug)
        case Kind.EPISODE:
            return path_to("site.episode", show=_last_segment(parent_path or ""), episode=slug)
        case Kind.RESOURCE:
            return f"{path_to('site.resources')}#{slug}"


def link_to(entry: Entry) -> str:
    """The full public address of an entry."""
    return absolute(entry.path)


def absolute(path: str) -> str:
    return _Wiring.site.absolute(path)


def site_name() -> str:
    return _Wiring.site.name


def feed_of(show: Show) -> str:
    """The full address of a show's feed."""
    return absolute(path_to("site_feeds.podcast", show=_last_segment(show.path)))


def is_reserved(kind: Kind, path: str) -> bool:
    """Whether something else answers a path, or will: no article may take a first segment of the site's own."""
    if kind is Kind.ARTICLE:
        return path.strip("/").split("/", 1)[0] in PROMISED | _own_segments()
    return kind is not Kind.RESOURCE and not _answers(ENDPOINTS[kind], path)


def _answers(endpoint: str, path: str) -> bool:
    try:
        found, _ = _Wiring.adapter.match(path, method="GET")
    except HTTPException:
        return False
    return bool(found == endpoint)


def _own_segments() -> frozenset[str]:
    rules = _Wiring.adapter.map.iter_rules()
    return frozenset(rule.rule.strip("/").split("/", 1)[0] for rule in rules if not rule.rule.startswith("/<")) - {""}


def _last_segment(path: str) -> str:
    return path.strip("/").rsplit("/", 1)[-1]
