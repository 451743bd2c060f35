"""Every setting, read once from the environment (and a `.env` file) and given a type. docs/settings.md explains each."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent


class SettingsError(Exception):
    """A setting is missing, unknown or cannot be read; the message names it and says what it takes."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Config:
    """The settings of one running site."""

    environment: Environment = Environment.DEVELOPMENT
    listen: str = "127.0.0.1"
    port: int = 8000
    site_url: str = "http://127.0.0.1:8000"
    site_name: str = "The Physiotherapy Site"
    site_description: str = "Plain words about joints, muscles and movement, from physiotherapists."
    site_language: str = "en-GB"
    site_timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    site_contact_email: str = "editors@example.org"
    site_urgent_help: str = "In an emergency call 999. For urgent medical advice in the UK call 111."
    database_url: str = ""
    media_url: str = ""
    secret_key: str = field(default="", repr=False)
    instance_path: Path = ROOT / "instance"
    trusted_proxies: int = 0
    run_worker: bool = True
    ffmpeg: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "no-reply@example.org"
    testing: bool = False
    """Never read from the environment: only the tests set it."""
    clock: Callable[[], datetime] | None = None
    """Never read from the environment: only the tests set it."""

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def migrations_path(self) -> Path:
        return ROOT / "migrations"

    @property
    def trusted_hosts(self) -> list[str]:
        """A request under any other name is refused; health checks on loopback are let in."""
        return [self.hostname.rsplit(":", 1)[0], "127.0.0.1", "localhost"]

    @property
    def hostname(self) -> str:
        return self.site_url.split("://", 1)[1].split("/", 1)[0]


def flask_settings(config: Config) -> dict[str, object]:
    """What Flask and its extensions read, from our settings."""
    return {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.testing,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "TRUSTED_HOSTS": config.trusted_hosts,
        "PREFERRED_URL_SCHEME": config.site_url.split(":", 1)[0],
        "MAX_CONTENT_LENGTH": 1 << 20,
        "MAX_FORM_MEMORY_SIZE": 1 << 20,
        "MAX_FORM_PARTS": 1000,
        "SESSION_COOKIE_NAME": "__Host-desk",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: an evening's text must not be refused for its age
        "WTF_CSRF_SSL_STRICT": False,  # web/origin.py looks at Origin and Sec-Fetch-Site instead of the Referer
        "TEMPLATES_AUTO_RELOAD": False,
    }


_NOT_SETTINGS = {"testing", "clock"}
NAMES = tuple(f.name.upper() for f in fields(Config) if f.name not in _NOT_SETTINGS)
# A misspelt name under one of these is told; the rest of the environment is other programs' business.
_OURS = ("SITE_", "MEDIA_", "DATABASE_", "SMTP_", "MAIL_", "TRUSTED_")


def load(environ: Mapping[str, str] | None = None, *, env_file: Path = ROOT / ".env") -> Config:
    """The settings from `environ` (the process's by default) over those of `env_file`. Raises SettingsError."""
    given = dict(environ if environ is not None else os.environ)  # noqa: TID251 - the one place
    kept = {name: value or "" for name, value in dotenv_values(env_file).items()} if env_file.exists() else {}
    unknown = sorted({n for n in kept if n not in NAMES} | {n for n in given if n.startswith(_OURS) and n not in NAMES})
    if unknown:
        raise SettingsError(f"There is no setting {', '.join(unknown)}. The settings are: {', '.join(NAMES)}.")
    return _typed({**kept, **{name: value for name, value in given.items() if name in NAMES}})


def _typed(raw: Mapping[str, str]) -> Config:
    environment = _environment(raw.get("ENVIRONMENT", "development"))
    port = _whole_number("PORT", raw.get("PORT") or "8000", low=1, high=65535)
    instance = Path(raw.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    texts = {
        n: raw[n.upper()]
        for n in (
            "site_name",
            "site_description",
            "site_language",
            "site_urgent_help",
            "listen",
            "mail_from",
            "ffmpeg",
            "smtp_url",
        )
        if raw.get(n.upper())
    }
    config = Config(
        environment=environment,
        port=port,
        site_url=_base_url(raw.get("SITE_URL") or f"http://127.0.0.1:{port}"),
        site_timezone=_zone(raw.get("SITE_TIMEZONE") or "Europe/London"),
        site_contact_email=raw.get("SITE_CONTACT_EMAIL") or "editors@example.org",
        instance_path=instance,
        database_url=raw.get("DATABASE_URL") or f"sqlite:///{instance / 'site.db'}",
        media_url=raw.get("MEDIA_URL") or (ROOT / "media").as_uri(),
        secret_key=raw.get("SECRET_KEY") or "",
        trusted_proxies=_whole_number("TRUSTED_PROXIES", raw.get("TRUSTED_PROXIES") or "0", low=0, high=5),
        run_worker=_yes_or_no("RUN_WORKER", raw.get("RUN_WORKER") or "yes"),
        **texts,  # type: ignore[arg-type]  # all of them are strings
    )
    return _complete(config)


def _complete(config: Config) -> Config:
    if config.is_production:
        if len(config.secret_key) < 32:
            raise SettingsError("SECRET_KEY must be set in production, to at least 32 random characters.")
        if not config.site_url.startswith("https://"):
            raise SettingsError("SITE_URL must be the site's https:// address in production.")
        return config
    if config.listen not in {"127.0.0.1", "::1", "localhost"}:
        raise SettingsError("LISTEN may be another address than 127.0.0.1 in production only.")
    return config if config.secret_key else _with(config, secret_key=_kept_secret(config.instance_path))


def _with(config: Config, **changes: object) -> Config:
    values = {f.name: getattr(config, f.name) for f in fields(Config)}
    return Config(**{**values, **changes})


def _kept_secret(instance: Path) -> str:
    """Development only: made once and kept beside the database, so that a restart does not log everybody out."""
    path = instance / "secret-key.txt"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _environment(value: str) -> Environment:
    try:
        return Environment(value)
    except ValueError:
        raise SettingsError(f"ENVIRONMENT is development or production, not {value!r}.") from None


def _whole_number(name: str, value: str, *, low: int, high: int) -> int:
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    raise SettingsError(f"{name} is a whole number from {low} to {high}, not {value!r}.")


def _yes_or_no(name: str, value: str) -> bool:
    if value.lower() in {"yes", "no"}:
        return value.lower() == "yes"
    raise SettingsError(f"{name} is yes or no, not {value!r}.")


def _base_url(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if scheme not in {"http", "https"} or not rest.strip("/") or "/" in rest.rstrip("/"):
        raise SettingsError(f"SITE_URL is a scheme and a host, such as https://example.org, not {value!r}.")
    return value.rstrip("/")


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"SITE_TIMEZONE is a name such as Europe/London, not {value!r}.") from None
