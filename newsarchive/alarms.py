"""What an operator is told without asking: the kinds of alarms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Alarm", "Kind"]


class Kind(StrEnum):
    """What an alarm is about; the words of newsarchive.toml."""

    FAILED = "failed"  # several crawls of an outlet in a row: broken off, killed, or nothing could be fetched
    LATE = "late"  # a crawl was due long ago, and did not begin: no daemon runs, or it cannot
    BLOCKED = "blocked"  # these four as `newsarchive health` says them; and a host that is left alone for long
    PAYWALLED = "paywalled"
    REDESIGNED = "redesigned"
    SILENT = "silent"  # lists are served, and name nothing new
    TAKEDOWNS = "takedowns"  # far more articles than usual are not where they stood
    DISK = "disk"  # nearly full


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that is wrong until it is not."""

    kind: Kind
    outlet: str | None = None
    """None: of the archive as a whole."""
    about: str = ""
    """What tells it from another of its kind and outlet: the fields that are read worse."""
    told: str
    """In words; they may change while the alarm stays the same."""

    @property
    def key(self) -> tuple[str, str, str]:
        """The same for as long as it is the same alarm."""
        return (self.kind, self.outlet or "", self.about)

    def __str__(self) -> str:
        return f"{self.outlet or 'archive'} {self.kind}: {self.told}"
