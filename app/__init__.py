"""The Physiotherapy Site: `create_app` builds the application, wires the floors together and returns it."""

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from app import cli, links, web
from app.content import paths
from app.core import clock, logs
from app.core.db import db
from app.core.site import Site
from app.core.unit_of_work import wire as wire_unit_of_work
from app.jobs import triggers
from app.jobs.handlers import Tools
from app.jobs.mail_server import MailServer
from app.jobs.worker import Worker
from config import Config, flask_settings


def create_app(config: Config) -> Flask:
    """The application of these settings. Nothing is started and nothing is written: `app.extensions["worker"]` waits."""
    app = Flask(
        __name__, instance_path=str(config.instance_path), template_folder="web/templates", static_folder="web/static"
    )
    app.config.from_mapping(flask_settings(config))
    logs.configure()
    clock.set_source(config.clock)
    site = _site_of(config)
    db.init_app(app)
    Migrate(app, db, directory=str(config.migrations_path))
    CSRFProtect(app)
    web.init_app(app, site, config)
    cli.init_app(app)
    _wire(app, site, config)
    return app


def _wire(app: Flask, site: Site, config: Config) -> None:
    """What a lower floor needs of a higher one is handed to it here."""
    worker = Worker(
        app, Tools(site=site, mail_server=MailServer(config.smtp_url, config.mail_from) if config.smtp_url else None)
    )
    app.extensions.update(site=site, worker=worker, settings=config)
    links.wire(app.url_map, site)
    paths.wire(path_of=links.path_of, is_reserved=links.is_reserved)
    wire_unit_of_work(after_events=triggers.follow, after_commit=worker.wake)


def _site_of(config: Config) -> Site:
    return Site(
        name=config.site_name,
        url=config.site_url,
        description=config.site_description,
        language=config.site_language,
        timezone=config.site_timezone,
        contact_email=config.site_contact_email,
        urgent_help=config.site_urgent_help,
    )
