"""A site to measure, in a folder that goes away afterwards."""

from pathlib import Path

from flask import Flask

from app import create_app
from config import Config


def site_in(folder: Path, *, database_url: str = "", reachable_hosts: frozenset[str] = frozenset()) -> Flask:
    """The application with everything of its own in `folder`, a SQLite file included where no database is given."""
    return create_app(
        Config(
            database_url=database_url or f"sqlite:///{folder / 'site.db'}",
            media_url=(folder / "media").as_uri(),
            instance_path=folder / "instance",
            secret_key="a secret for measuring and nothing else",  # noqa: S106 - of a site that lives a minute
            contact_keys=("a-key-for-measuring-and-for-nothing-else000=",),
            reachable_hosts=reachable_hosts,
        )
    )
