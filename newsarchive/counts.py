"""What this process has counted since it began, for whoever watches it: the archive's rows have no such sums."""

from __future__ import annotations

from collections import Counter
from typing import Final

__all__ = ["answered", "settled"]

#: (outlet, items.Reason, or "" for a page that was kept) -> URLs.
settled: Final[Counter[tuple[str, str]]] = Counter()
#: (host, "2xx" or the like, or "none" where no answer came) -> requests.
answered: Final[Counter[tuple[str, str]]] = Counter()
