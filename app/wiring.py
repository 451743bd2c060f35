"""What a lower floor needs of a higher one is handed to it here, once, by `create_app`."""

from functools import partial
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask

from app import links
from app.booking import in_the_way
from app.booking import models as booking_models
from app.booking import settings as booking
from app.booking.sealing import Sealer
from app.content import boundaries, citing, gatekeeping, link_checks, paths, upkeep_models
from app.content.queries import places_of_asset, used_assets
from app.core import fetching
from app.core.site import Site
from app.core.unit_of_work import wire as wire_unit_of_work
from app.directory import hours_models, photos, place_models
from app.directory import models as directory_models
from app.directory import settings as directory
from app.feeds.podcast import publishing_faults
from app.jobs import triggers
from app.jobs.handlers import Tools
from app.jobs.mail_server import MailServer
from app.jobs.worker import Worker
from app.media import settings as media
from app.media.encoding import ffmpeg_at
from app.media.storage import storage_at
from app.podcast import operations as podcast
from app.podcast import pings
from app.podcast.queries import list_enclosure_hashes
from app.references import models as reference_models
from app.references import settings as references
from app.resources.queries import list_addresses
from app.reviews import models as review_models
from app.reviews import notices as reviews
from app.reviews.judging import sign_off_missing
from app.reviews.settings import ReviewSettings
from app.reviews.settings import wire as wire_reviews
from config import ROOT, Config

TABLES = (
    upkeep_models,
    reference_models,
    review_models,
    directory_models,
    hours_models,
    place_models,
    booking_models,
)
"""Known to the database from here, whoever asks for them first."""


def wire(app: Flask, site: Site, config: Config) -> None:
    """Everything that is handed over; the blueprints are registered by now."""
    mail_server = MailServer(config.smtp_url, config.mail_from) if config.sends_mail else None
    worker = Worker(app, Tools(site=site, mail_server=mail_server))
    app.extensions.update(site=site, worker=worker, settings=config)
    fetching.wire(user_agent=f"ThePhysiotherapySite/1 (+{site.url})", reachable=config.reachable_hosts)
    links.wire(app.url_map, site)
    paths.wire(path_of=links.path_of, is_reserved=links.is_reserved)
    wire_reviews(ReviewSettings(config.review_every_months, config.review_grace_days, site.timezone))
    boundaries.wire(reviews.next_notice)
    store = app.extensions["page_store"]
    wire_unit_of_work(after_events=triggers.follow, after_commit=(store.forget_pulse, worker.wake))
    podcast.wire(
        feed_url_of=None if config.is_loopback else links.feed_of, feed_faults=partial(publishing_faults, site=site)
    )
    pings.wire(_who_is_told(config))
    link_checks.wire(list_addresses, by_itself=not config.is_loopback)
    gatekeeping.wire(sign_off_missing=sign_off_missing, zone=site.timezone)
    storage = storage_at(config.media_url, base=ROOT)
    uploads = config.instance_path / "uploads"
    ffmpeg = ffmpeg_at(config.ffmpeg)
    media.wire(
        media.MediaSettings(storage, uploads, ffmpeg, _places_of_asset, list_enclosure_hashes, used_assets=_used_assets)
    )
    booking.wire(
        booking.BookingSettings(
            Sealer(config.contact_keys),
            config.instance_path / "erased.txt",
            mail_from=config.mail_from,
            samples_too=not config.is_production,
        )
    )
    directory.wire(
        directory.DirectorySettings(
            in_the_way.ahead_of_practitioner,
            in_the_way.outside_hours,
            in_the_way.ahead_of_service,
            in_the_way.ahead_of_location,
            in_the_way.not_booked_here,
        )
    )
    references.wire(references.Citing(citing.places_of_reference, citing.follow_merge))


def _places_of_asset(asset_id: int) -> list[str]:
    """On pages, and in the directory."""
    return [*places_of_asset(asset_id), *photos.places_of_photo(asset_id)]


def _used_assets() -> sa.Select[int]:
    return used_assets().union_all(photos.used_photos()).subquery().select()


def _who_is_told(config: Config) -> pings.PingSettings:
    """Nobody of a site that they could not reach. The operator's own hub may be a host that the public cannot open."""
    if config.is_loopback:
        return pings.PingSettings()
    parts = [urlsplit(address) for address in (*config.websub_hubs, config.podping_url) if address]
    own = {f"{part.hostname}:{part.port or {'http': 80, 'https': 443}[part.scheme]}" for part in parts}
    fetcher = fetching.Fetcher(config.reachable_hosts | own, fetching.wired().user_agent)
    return pings.PingSettings(config.websub_hubs, config.podping_url, config.podping_token, fetcher)
