"""What the publisher calls itself. All of it is settings: the code knows no particular site."""

from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from config import Config


@dataclass(frozen=True)
class Site:
    """The publisher's own facts, handed to whoever prints a page, a feed or a mail."""

    name: str
    url: str
    """Scheme and host, with no slash at the end: the base of every absolute address."""
    description: str
    language: str
    timezone: ZoneInfo
    contact_email: str
    urgent_help: str
    """Where to get urgent help, one plain sentence, shown at the foot of every health page."""
    hubs: tuple[str, ...] = ()
    """The WebSub hubs that are told of changes in feeds."""
    podping: bool = False
    """Whether changes are announced by Podping, too."""

    def absolute(self, path: str) -> str:
        """The full address of a path of this site; an address that is already full stays as it is."""
        return path if path.startswith(("http://", "https://")) else f"{self.url}{path}"

    @classmethod
    def of(cls, config: Config) -> Self:
        return cls(
            name=config.site_name,
            url=config.site_url,
            description=config.site_description,
            language=config.site_language,
            timezone=config.site_timezone,
            contact_email=config.site_contact_email,
            urgent_help=config.site_urgent_help,
            # Nobody is told of an address that only this machine knows, so no feed says so either (rules 12 and 52).
            hubs=() if config.is_loopback else config.websub_hubs,
            podping=bool(config.podping_url) and not config.is_loopback,
        )
