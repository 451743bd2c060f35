"""Settings: typed, named when wrong, demanding in production."""

import stat
from pathlib import Path

import pytest

from config import Config, Environment, SettingsError, flask_settings, load

SECRET = "s" * 32
KEY = "K" * 43 + "="
PRODUCTION = {"ENVIRONMENT": "production", "SITE_URL": "https://example.org", "SECRET_KEY": SECRET, "CONTACT_KEYS": KEY}


def _load(folder: Path, **given: str) -> Config:
    return load({"INSTANCE_PATH": str(folder), **given}, env_file=folder / ".env")


def test_nothing_given_is_a_site_on_this_machine_only(tmp_path: Path) -> None:
    settings = _load(tmp_path)
    assert (settings.environment, settings.is_production) == (Environment.DEVELOPMENT, False)
    assert (settings.listen, settings.port, settings.site_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database_url == f"sqlite:///{tmp_path / 'site.db'}"
    assert settings.media_url.startswith("file:///")
    assert settings.is_loopback
    assert settings.migrations_path.is_dir()


def test_every_setting_gets_its_type(tmp_path: Path) -> None:
    settings = _load(
        tmp_path,
        **PRODUCTION,
        LISTEN="0.0.0.0",  # noqa: S104 - a setting's value, nothing listens
        PORT="9000",
        SITE_NAME=" A name ",
        SITE_DESCRIPTION="What it is.",
        SITE_LANGUAGE="fr",
        SITE_TIMEZONE="Europe/Paris",
        SITE_CONTACT_EMAIL="a@example.org",
        SITE_URGENT_HELP="Call 15.",
        DATABASE_URL="sqlite:////srv/x.db",
        MEDIA_URL="media",
        TRUSTED_PROXIES="1",
        RUN_WORKER="No",
        FFMPEG="/usr/bin/ffmpeg",
        SMTP_URL="smtps://u:p@mail.example.org:465",
        MAIL_FROM="b@example.org",
    )
    assert settings.is_production
    assert settings.site_timezone.key == "Europe/Paris"
    assert (settings.port, settings.trusted_proxies, settings.run_worker) == (9000, 1, False)
    assert (settings.site_name, settings.site_language, settings.ffmpeg) == ("A name", "fr", "/usr/bin/ffmpeg")
    assert (settings.site_description, settings.site_urgent_help) == ("What it is.", "Call 15.")
    assert (settings.site_contact_email, settings.mail_from) == ("a@example.org", "b@example.org")
    assert (settings.database_url, settings.media_url) == ("sqlite:////srv/x.db", "media")
    assert settings.instance_path == tmp_path
    assert SECRET not in repr(settings)
    assert "smtps" not in repr(settings)
    assert not settings.is_loopback


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "prod"),
        ("LISTEN", "0.0.0.0"),  # noqa: S104 - refused in development
        ("LISTEN", "example.org"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80a"),
        ("PORT", "-1"),
        ("PORT", "٨"),
        ("PORT", "9" * 5000),
        ("SITE_URL", "example.org"),
        ("SITE_URL", "ftp://example.org"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://example.org/blog"),
        ("SITE_URL", "https://user@example.org"),
        ("SITE_URL", "https://example.org?x"),
        ("SITE_URL", "https://example.org#x"),
        ("SITE_URL", "https://exa mple.org"),
        ("SITE_URL", "https://bücher.example"),
        ("SITE_URL", "https://example.org:port"),
        ("SITE_URL", "https://example.org:99999"),
        ("SITE_URL", "https://[::1"),
        ("SITE_URL", "http://[::1]:8000"),
        ("SITE_NAME", "two\nlines"),
        ("SITE_DESCRIPTION", "a\x00b"),
        ("SITE_URGENT_HELP", "a\r\nb"),
        ("SITE_LANGUAGE", "English"),
        ("SITE_TIMEZONE", "Mars/Olympus"),
        ("SITE_TIMEZONE", "../etc/passwd"),
        ("SITE_CONTACT_EMAIL", "nobody"),
        ("MAIL_FROM", "a@b\nBcc: c@d"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "nosuch://host/db"),
        ("DATABASE_URL", "oracle://host/db"),
        ("DATABASE_URL", "sqlite://host:port/db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("MEDIA_URL", "s3://bucket"),
        ("MEDIA_URL", "file://host/media"),
        ("TRUSTED_PROXIES", "6"),
        ("RUN_WORKER", "maybe"),
        ("SMTP_URL", "mail.example.org"),
        ("SMTP_URL", "smtp://"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        _load(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("given", "url", "hosts"),
    [
        ("https://Example.ORG/", "https://example.org", "example.org"),
        ("https://example.org:443", "https://example.org", "example.org"),
        ("http://example.org:80", "http://example.org", "example.org"),
        ("http://localhost:8001", "http://localhost:8001", "localhost"),
    ],
)
def test_the_sites_address_is_kept_as_browsers_write_an_origin(
    tmp_path: Path, given: str, url: str, hosts: str
) -> None:
    settings = _load(tmp_path, SITE_URL=given)
    assert settings.site_url == url
    assert settings.trusted_hosts[0] == hosts


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.9.9.9", True),
        ("http://localhost", True),
        ("http://site.localhost", True),
        ("http://192.0.2.1", False),
        ("https://localhost.example.org", False),
    ],
)
def test_which_addresses_only_this_machine_knows(tmp_path: Path, url: str, loopback: bool) -> None:
    assert _load(tmp_path, SITE_URL=url).is_loopback is loopback


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("CONTACT_KEYS", ""),
        ("CONTACT_KEYS", "short"),
        ("SITE_URL", ""),
        ("SITE_URL", "http://a.example"),
    ],
)
def test_production_demands_a_secret_and_https(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        _load(tmp_path, **{**PRODUCTION, name: value})
    assert not (tmp_path / "secret-key.txt").exists()


def test_an_unknown_name_is_told_when_it_looks_like_ours(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SITE_NAEM"):
        _load(tmp_path, SITE_NAEM="x")
    assert _load(tmp_path, PATH="/bin", TESTING="1", CLOCK="x").testing is False
    (tmp_path / ".env").write_text("COLOUR=red\n")
    with pytest.raises(SettingsError, match="COLOUR"):
        _load(tmp_path)


def test_the_environment_goes_before_the_file_and_values_are_taken_as_written(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=8001\nSITE_NAME=From the file ${HOME}\n#SITE_LANGUAGE=fr\nRUN_WORKER\n")
    settings = _load(tmp_path, PORT="8002")
    assert (settings.port, settings.site_name) == (8002, "From the file ${HOME}")
    assert settings.run_worker


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SITE_NAME=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env"):
        _load(tmp_path)


def test_in_development_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = _load(tmp_path / "new" / "folder").secret_key
    kept = tmp_path / "secret-key.txt"
    first = _load(tmp_path).secret_key
    assert first == _load(tmp_path).secret_key == kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["contact-key.txt", "secret-key.txt"]
    assert _load(tmp_path, SECRET_KEY="given").secret_key == "given"


def test_of_two_processes_that_make_the_secret_at_once_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "secret-key.txt"

    def other_first(_size: int) -> str:
        kept.write_text("o" * 64)
        return "m" * 64

    monkeypatch.setattr("config.secrets.token_hex", other_first)
    assert _load(tmp_path).secret_key == "o" * 64


def test_a_broken_secret_or_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret-key.txt").touch()
    with pytest.raises(SettingsError, match=r"secret-key\.txt"):
        _load(tmp_path)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(SettingsError, match="INSTANCE_PATH"):
        _load(file / "below")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_by_the_address_that_hosts_hand_out(tmp_path: Path, scheme: str) -> None:
    config = _load(tmp_path, DATABASE_URL=f"{scheme}://somebody:secret@db.example/site")
    assert config.database_url == "postgresql+psycopg://somebody:secret@db.example/site"
    assert flask_settings(config)["SQLALCHEMY_ENGINE_OPTIONS"]


def test_mail_is_sent_in_production_only() -> None:
    asked = {"smtp_url": "smtp://127.0.0.1", "secret_key": "x" * 32, "site_url": "https://example.org"}
    assert Config(environment=Environment.PRODUCTION, **asked).sends_mail  # type: ignore[arg-type]  # all of them strings
    assert not Config(**asked).sends_mail  # type: ignore[arg-type]  # as above
    assert not Config(environment=Environment.PRODUCTION).sends_mail
