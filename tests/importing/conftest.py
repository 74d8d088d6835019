"""An import into the test's archive, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsarchive.cli import main
from newsarchive.store.archive import Archive
from newsarchive.store.verify import Verified, verify


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def bring(into: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Calls `newsarchive import`; the archive verifies after it."""
    monkeypatch.delenv("NEWSARCHIVE_ARCHIVE", raising=False)

    def run(*arguments: object, archive: Path = into, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["-a", str(archive), "import", *map(str, arguments)], prog_name="newsarchive")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        if (archive / "archive.db").exists():
            assert problems(archive) == []
        return result

    return run


def problems(archive: Path) -> list[str]:
    with Archive(archive) as reader:
        return [str(finding) for finding in verify(reader, Verified())]
