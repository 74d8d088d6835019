"""The way of the README's "Add an outlet in ten minutes", walked in a copy of the source tree against a paper on loopback."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.spiders.paper import ARTICLES, Paper, served

ROOT = Path(__file__).parents[2]
ON_LOOPBACK = ("--allow-private", "--delay", "0")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    with served(Paper()) as paper:
        yield paper


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of our own, to write into."""
    tree = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "newsarchive", tree / "newsarchive", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "scrapy.cfg"):
        shutil.copy(ROOT / name, tree)
    (tree / "fixtures").mkdir()
    return tree


@pytest.fixture(scope="module")
def run(tree: Path) -> Run:
    """Runs the copy's command line in the copy."""

    def run(*words: object, module: str = "newsarchive") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", module, *map(str, words)]
        return subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=120, check=False)

    return run


@pytest.fixture(scope="module")
def drafted(run: Run, paper: Paper) -> subprocess.CompletedProcess[str]:
    return run("outlets", "new", "quay", "--url", f"{paper.url}/", *ON_LOOPBACK)


def test_a_draft_is_written_and_told(drafted: subprocess.CompletedProcess[str], tree: Path) -> None:
    assert drafted.returncode == 0, drafted.stderr
    assert [line.split()[1] for line in drafted.stdout.splitlines() if line.startswith("headline")] == ["h1"]
    assert "not found: a summary" in drafted.stdout
    assert "read otherwise" not in drafted.stdout
    assert "next:" in drafted.stderr
    for path in ("newsarchive/pages/quay.py", "newsarchive/spiders/quay.py"):
        assert path in drafted.stdout
        assert (tree / path).is_file()
    spider = (tree / "newsarchive" / "spiders" / "quay.py").read_text("utf-8")
    assert [name in spider for name in ("/news.rss", "/map.xml", "/sport/")] == [True] * 3


def test_its_fixtures_hold_the_pages_and_what_is_read_on_them(drafted: subprocess.CompletedProcess[str], tree: Path, paper: Paper) -> None:
    outputs = list((tree / "fixtures").glob("newsarchive.pages.quay.Page/*/output.json"))
    titles = {paper.title(number) for number in range(ARTICLES)}

    assert 2 <= len(outputs) <= 5
    for output in outputs:
        read = json.loads(output.read_text("utf-8"))
        assert (read["title"] in titles, read["author"]) == (True, "Ada Brook")
        assert read["date"] == f"{read['url'].split('/', 3)[3][:10].replace('/', '-')}T08:30+00:00"
        assert read["body"].startswith(tuple(paper.paragraphs(number)[0][:30] for number in range(5)))


def test_its_fixtures_pass_and_a_wrong_one_fails(drafted: subprocess.CompletedProcess[str], run: Run, tree: Path) -> None:
    checked = run("outlets", "check", "quay", "--no-live")
    passed = run("-q", "-p", "no:cacheprovider", "fixtures", module="pytest")

    assert (checked.returncode, passed.returncode) == (0, 0), checked.stdout + passed.stdout
    assert re.fullmatch(r"fixtures: (\d) of \1 read as they are written down\n", checked.stdout)

    output = next((tree / "fixtures").glob("newsarchive.pages.quay.Page/*/output.json"))
    right = output.read_text("utf-8")
    try:
        output.write_text(right.replace("Ada Brook", "Bob Brook"), "utf-8")
        assert (run("outlets", "check", "quay", "--no-live").returncode, run("-q", "fixtures", module="pytest").returncode) == (1, 1)
    finally:
        output.write_text(right, "utf-8")


def test_the_outlet_is_crawled_by_its_name(drafted: subprocess.CompletedProcess[str], run: Run, tree: Path, paper: Paper) -> None:
    crawled = run("-a", "archive", "crawl", "quay", "--allow-private", "-s", "DOWNLOAD_DELAY=0")
    found = run("-a", "archive", "sql", "SELECT parser, count(*) FROM articles GROUP BY 1", "--json")

    assert crawled.returncode == 0, crawled.stderr
    assert json.loads(found.stdout) == [{"parser": "quay.Page/1", "count(*)": ARTICLES}]


def test_the_draft_passes_the_checks_of_style(drafted: subprocess.CompletedProcess[str], run: Run) -> None:
    answer = run("check", "newsarchive/pages/quay.py", "newsarchive/spiders/quay.py", module="ruff")

    assert answer.returncode == 0, answer.stdout


def test_nothing_is_overwritten(drafted: subprocess.CompletedProcess[str], run: Run, tree: Path, paper: Paper) -> None:
    before = (tree / "newsarchive" / "pages" / "quay.py").read_text("utf-8")

    again = run("outlets", "new", "quay", "--url", f"{paper.url}/", *ON_LOOPBACK)

    assert (again.returncode, "quay.py: is there already; choose another name" in again.stderr) == (1, True)
    assert (tree / "newsarchive" / "pages" / "quay.py").read_text("utf-8") == before


def test_pages_of_a_warc_are_drafted_into_another_folder(
    drafted: subprocess.CompletedProcess[str], run: Run, tree: Path, paper: Paper, tmp_path: Path
) -> None:
    run("-a", tmp_path / "archive", "crawl", f"{paper.url}/", "--allow-private", "--limit", "9", "-s", "DOWNLOAD_DELAY=0")
    [warc] = (tmp_path / "archive" / "warc").glob("*.warc.gz")

    answer = run("outlets", "new", "quay", "--warc", warc, "--into", tmp_path / "draft")

    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "draft" / "newsarchive" / "pages" / "quay.py").is_file()
    assert (tmp_path / "draft" / "newsarchive" / "spiders" / "quay.py").is_file()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("Quay", "--url", "https://paper.example/"), 2, "is not made of a-z"),
        (("class", "--url", "https://paper.example/"), 2, "is not made of a-z"),
        (("article", "--url", "https://paper.example/"), 1, "article.py: is there already"),
        (("quay2",), 2, "Give --url of the outlet"),
        (("quay2", "--url", "paper.example"), 2, "write it as https://paper.example/"),
        (("quay2", "--url", "https://www.shobserver.com/"), 2, "is shobserver's, which has a page object"),
        (("quay2", "--warc", ROOT / "pyproject.toml"), 1, "pyproject.toml"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(words: tuple[str, ...], code: int, told: str, call: Callable[..., Result]) -> None:
    answer = call("outlets", "new", *words)

    assert (answer.exit_code, told in answer.stderr, answer.stderr.count("\n")) == (code, True, 1), answer.stderr
    assert not (ROOT / "newsarchive" / "pages" / "quay2.py").exists()
