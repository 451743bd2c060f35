"""Every setting, read once from the environment (and a `.env` file) and given a type. docs/settings.md explains each."""

import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

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
    contact_keys: tuple[str, ...] = field(default=(), repr=False)
    instance_path: Path = ROOT / "instance"
    trusted_proxies: int = 0
    run_worker: bool = True
    ffmpeg: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "no-reply@example.org"
    websub_hubs: tuple[str, ...] = ()
    podping_url: str = ""
    podping_token: str = field(default="", repr=False)
    review_every_months: int = 36
    review_grace_days: int = 90
    testing: bool = False
    """Never read from the environment: only the tests set it."""
    clock: Callable[[], datetime] | None = None
    """Never read from the environment: only the tests set it."""
    reachable_hosts: frozenset[str] = frozenset()
    """`host:port` of this machine that may be fetched from. Never read from the environment: only the tests set it."""

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def sends_mail(self) -> bool:
        """In development mail is read in the desk, whatever server is set."""
        return self.is_production and bool(self.smtp_url)

    @property
    def migrations_path(self) -> Path:
        return ROOT / "migrations"

    @property
    def trusted_hosts(self) -> list[str]:
        """A request under any other name is refused; health checks on loopback are let in."""
        return [self.hostname, "127.0.0.1", "localhost"]

    @property
    def hostname(self) -> str:
        """The site's host without its port."""
        return urlsplit(self.site_url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        """Whether SITE_URL is an address that only this machine knows: nothing may be named after it for good."""
        host = self.hostname
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


def flask_settings(config: Config) -> dict[str, object]:
    """What Flask and its extensions read, from our settings."""
    return {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.testing,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(config.database_url),
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


def _engine_options(database_url: str) -> dict[str, object]:
    """As many kept connections as there are threads. A server may have ended one, so each is tried before it is used."""
    if database_url == "sqlite://":  # in memory, for tests: one connection is all there is
        return {}
    kept: dict[str, object] = {"pool_size": 12, "max_overflow": 12}
    return kept if database_url.startswith("sqlite") else {"pool_pre_ping": True, **kept}


_NOT_SETTINGS = {"testing", "clock", "reachable_hosts"}
NAMES = tuple(f.name.upper() for f in fields(Config) if f.name not in _NOT_SETTINGS)
# A misspelt name under one of these is told; the rest of the environment is other programs' business.
_TEXTS = ("site_name", "site_description", "site_urgent_help", "ffmpeg")
_OURS = ("SITE_", "MEDIA_", "DATABASE_", "SMTP_", "MAIL_", "TRUSTED_", "WEBSUB_", "PODPING_", "REVIEW_", "CONTACT_")


def load(environ: Mapping[str, str] | None = None, *, env_file: Path = ROOT / ".env") -> Config:
    """The settings from `environ` (the process's by default) over those of `env_file`. Raises SettingsError."""
    given = dict(environ if environ is not None else os.environ)  # noqa: TID251 - the one place
    kept = _kept(env_file)
    unknown = sorted({n for n in kept if n not in NAMES} | {n for n in given if n.startswith(_OURS) and n not in NAMES})
    if unknown:
        raise SettingsError(f"There is no setting {', '.join(unknown)}. The settings are: {', '.join(NAMES)}.")
    return _typed({**kept, **{name: value for name, value in given.items() if name in NAMES}})


def _kept(env_file: Path) -> dict[str, str]:
    try:
        # Values are taken as they are written: a password may hold ${...}.
        values = dotenv_values(env_file, interpolate=False) if env_file.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file {env_file.name} cannot be read: {error}.") from error
    return {name: value or "" for name, value in values.items()}


def _typed(raw: Mapping[str, str]) -> Config:
    environment = _environment(raw.get("ENVIRONMENT", "development"))
    port = _whole_number("PORT", raw.get("PORT") or "8000", low=1, high=65535)
    instance = Path(raw.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    texts = {name: _one_line(name.upper(), raw[name.upper()]) for name in _TEXTS if raw.get(name.upper())}
    config = Config(
        environment=environment,
        port=port,
        site_url=_base_url(raw.get("SITE_URL") or f"http://127.0.0.1:{port}"),
        site_timezone=_zone(raw.get("SITE_TIMEZONE") or "Europe/London"),
        site_language=_language(raw.get("SITE_LANGUAGE") or Config.site_language),
        site_contact_email=_email("SITE_CONTACT_EMAIL", raw.get("SITE_CONTACT_EMAIL") or Config.site_contact_email),
        mail_from=_email("MAIL_FROM", raw.get("MAIL_FROM") or Config.mail_from),
        smtp_url=_mail_server(raw.get("SMTP_URL") or ""),
        listen=_listen(raw.get("LISTEN") or Config.listen),
        instance_path=instance,
        database_url=_database(raw.get("DATABASE_URL") or f"sqlite:///{instance / 'site.db'}"),
        media_url=_media(raw.get("MEDIA_URL") or (ROOT / "media").as_uri()),
        secret_key=raw.get("SECRET_KEY") or "",
        contact_keys=_contact_keys(raw.get("CONTACT_KEYS") or ""),
        trusted_proxies=_whole_number("TRUSTED_PROXIES", raw.get("TRUSTED_PROXIES") or "0", low=0, high=5),
        websub_hubs=tuple(_web_address("WEBSUB_HUBS", hub) for hub in (raw.get("WEBSUB_HUBS") or "").split()),
        podping_url=_web_address("PODPING_URL", raw.get("PODPING_URL") or ""),
        podping_token=raw.get("PODPING_TOKEN") or "",
        review_every_months=_whole_number(
            "REVIEW_EVERY_MONTHS", raw.get("REVIEW_EVERY_MONTHS") or "36", low=1, high=60
        ),
        review_grace_days=_whole_number("REVIEW_GRACE_DAYS", raw.get("REVIEW_GRACE_DAYS") or "90", low=0, high=730),
        run_worker=_yes_or_no("RUN_WORKER", raw.get("RUN_WORKER") or "yes"),
        **texts,  # type: ignore[arg-type]  # all of them are strings
    )
    return _complete(config)


def _complete(config: Config) -> Config:
    if config.is_production:
        if len(config.secret_key) < 32:
            raise SettingsError("SECRET_KEY must be set in production, to at least 32 random characters.")
        if not config.contact_keys:
            raise SettingsError("CONTACT_KEYS must be set in production: the key that seals who booked what.")
        if not config.site_url.startswith("https://"):
            raise SettingsError("SITE_URL must be the site's https:// address in production.")
        return config
    if config.listen not in {"127.0.0.1", "::1", "localhost"}:
        raise SettingsError("LISTEN may be another address than 127.0.0.1 in production only.")
    if not config.secret_key:
        config = _with(config, secret_key=_kept_secret(config.instance_path / "secret-key.txt"))
    if not config.contact_keys:
        kept = _kept_secret(config.instance_path / "contact-key.txt")
        config = _with(config, contact_keys=(urlsafe_b64encode(sha256(kept.encode()).digest()).decode(),))
    return config


def _with(config: Config, **changes: object) -> Config:
    values = {f.name: getattr(config, f.name) for f in fields(Config)}
    return Config(**{**values, **changes})


def _kept_secret(path: Path) -> str:
    """Development only: made once and kept beside the database, so that a restart does not log everybody out."""
    try:
        if not path.exists():
            _make_secret(path)
        kept = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"INSTANCE_PATH cannot be used: {path}: {error.strerror}.") from error
    if len(kept) < 32:
        raise SettingsError(f"{path} holds no key of 32 characters. Delete it, and a new one is made.")
    return kept


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    beside.touch(mode=0o600)
    beside.write_text(secrets.token_hex(32), encoding="utf-8")
    try:
        path.hardlink_to(beside)  # fails when another process was first: then its key is everybody's
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def _contact_keys(value: str) -> tuple[str, ...]:
    """The newest first: it seals, all of them open."""
    keys = tuple(value.split())
    for key in keys:
        if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", key):
            raise SettingsError(
                "CONTACT_KEYS holds keys of 32 random bytes in base64, as docs/settings.md shows how to make one."
            )
    return keys


def _environment(value: str) -> Environment:
    try:
        return Environment(value)
    except ValueError:
        raise SettingsError(f"ENVIRONMENT is development or production, not {value!r}.") from None


def _whole_number(name: str, value: str, *, low: int, high: int) -> int:
    if value.isascii() and value.isdigit() and len(value) <= 9 and low <= int(value) <= high:
        return int(value)
    raise SettingsError(f"{name} is a whole number from {low} to {high}, not {value!r}.")


def _yes_or_no(name: str, value: str) -> bool:
    if value.lower() in {"yes", "no"}:
        return value.lower() == "yes"
    raise SettingsError(f"{name} is yes or no, not {value!r}.")


def _base_url(value: str) -> str:
    """As browsers write it in Origin: small letters, and no port where the scheme says it."""
    parts, port = _split(value)
    bare = not (parts.username or parts.password or parts.query or parts.fragment or parts.path.strip("/"))
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not bare or not re.fullmatch(r"[a-z0-9.-]+", host):
        raise SettingsError(  # Werkzeug trusts no host that is an IPv6 address
            "SITE_URL is a scheme and a name in ASCII, such as https://example.org, with a port where needed and"
            f" nothing else, not {value!r}."
        )
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in {None, usual} else "")


def _split(value: str) -> tuple[SplitResult, int | None]:
    """An address and its port; for one that cannot be read, an empty one."""
    try:
        parts = urlsplit(value.strip())
        port = parts.port
    except ValueError:
        return urlsplit(""), None
    return parts, port


def _database(value: str) -> str:
    value = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)  # as hosts hand it out
    try:
        address = make_url(value)
        address.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise SettingsError(
            "DATABASE_URL is an address such as sqlite:////srv/site/site.db or postgresql://user:password@host/name."
        ) from None
    except ImportError as error:
        raise SettingsError(f"DATABASE_URL names a database whose driver is not installed: {error}.") from error
    if address.get_backend_name() == "sqlite" and address.database in {None, "", ":memory:"}:
        raise SettingsError("DATABASE_URL needs the name of a file: a database in memory ends with each command.")
    return value


def _media(value: str) -> str:
    parts, _ = _split(value)
    if parts.netloc or parts.scheme not in {"", "file"} or not parts.path:
        raise SettingsError(
            f"MEDIA_URL is a folder such as media, or its address file:///srv/site/media, not {value!r}."
        )
    return value


def _mail_server(value: str) -> str:
    parts, _ = _split(value)
    if value and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise SettingsError("SMTP_URL is an address such as smtps://user:password@mail.example.org.")
    return value


def _web_address(name: str, value: str) -> str:
    parts, _ = _split(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or not value.isascii()):
        raise SettingsError(f"{name} is an address such as https://hub.example.org/, not {value!r}.")
    return value


def _listen(value: str) -> str:
    try:
        return value if value == "localhost" else str(ip_address(value))
    except ValueError:
        raise SettingsError(f"LISTEN is an IP address such as 127.0.0.1, not {value!r}.") from None


def _one_line(name: str, value: str) -> str:
    if not value.isprintable():
        raise SettingsError(f"{name} is one line of text, not {value!r}.")
    return value.strip()


def _email(name: str, value: str) -> str:
    if not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", value):
        raise SettingsError(f"{name} is an e-mail address, not {value!r}.")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise SettingsError(f"SITE_LANGUAGE is a language code such as en-GB, not {value!r}.")
    return value


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"SITE_TIMEZONE is a name such as Europe/London, not {value!r}.") from None
