"""The README's generated parts (command help, outlets, schema) are what the code says today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_generated_parts_of_the_readme_are_up_to_date() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "--diff", "README.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, f"run `make docs`\n{answer.stdout[-3000:]}{answer.stderr}"
