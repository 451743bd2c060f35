"""The Physiotherapy Site: `create_app` builds the application, wires the floors together and returns it."""

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from app import cli, web, wiring
from app.core import clock, logs
from app.core.db import db
from app.core.site import Site
from config import Config, flask_settings


def create_app(config: Config) -> Flask:
    """The application of these settings. Nothing is started and nothing is written: `app.extensions["worker"]` waits."""
    instance = str(config.instance_path)
    app = Flask(__name__, instance_path=instance, template_folder="web/templates", static_folder="web/static")
    app.config.from_mapping(flask_settings(config))
    logs.configure()
    clock.set_source(config.clock)
    site = Site.of(config)
    db.init_app(app)
    Migrate(app, db, directory=str(config.migrations_path))
    CSRFProtect(app)
    web.init_app(app, site, config)
    cli.init_app(app)
    wiring.wire(app, site, config)
    return app
