"""Each command over an archive that was replayed from a WARC file."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive import cli
from newsarchive.version import __version__

ARTICLE = "https://www.shobserver.com/news/detail?id={}"


def test_the_archive_may_be_named_before_and_after_the_command_and_in_the_environment(call, archive) -> None:
    before = call("-a", archive, "search", "码头", "--nl")
    after = call("search", "码头", "--nl", "--archive", archive)
    environment = call("search", "码头", "--nl", env={"NEWSARCHIVE_ARCHIVE": str(archive)})
    overridden = call("-a", "nowhere", "search", "码头", "--nl", "-a", archive)

    assert before.exit_code == 0
    assert len(before.stdout.splitlines()) == 3
    assert before.stdout == after.stdout == environment.stdout == overridden.stdout


def test_without_a_name_the_archive_is_the_folder_archive(call, archive, monkeypatch) -> None:
    monkeypatch.chdir(archive.parent)

    assert call("search", "码头").exit_code == 0


def test_every_command_has_a_line_in_the_help_and_an_example_of_its_own(call) -> None:
    listed = call("--help").stdout

    for name in cli.COMMANDS:
        text = call(name, "--help").stdout
        assert f"\n  {name} " in listed
        assert f"    newsarchive {name}" in text or f"    newsarchive -a new {name}" in text, name
        assert "--archive PATH" in text


def test_the_version_is_told(call) -> None:
    assert __version__ in call("--version").stdout


# -- search -----------------------------------------------------------------------------------------------------------


def test_search_prints_a_hit_to_stdout_and_the_count_to_stderr(call, archive) -> None:
    result = call("-a", archive, "search", "老人")

    assert result.exit_code == 0
    assert "第12座码头开港" in result.stdout
    assert ARTICLE.format(12) in result.stdout
    assert "\x1b" not in result.stdout, "no colors where there is no terminal"
    assert result.stderr == "1 article\n"


def test_search_marks_its_hits_in_json(call, archive) -> None:
    (hit,) = json.loads(call("-a", archive, "search", "老人", "--json").stdout)

    (start, end), *_ = hit["marks"]
    assert hit["snippet"][start:end] == "老人"
    assert hit["source"] == "上观新闻"


def test_a_search_without_hits_is_no_failure(call, archive) -> None:
    result = call("-a", archive, "search", "火星", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == []


def test_control_characters_of_a_page_do_not_reach_the_terminal(call, tmp_path) -> None:
    from newsarchive.items import Article
    from newsarchive.store.archive import Archive

    hostile = "开港\x1b]0;owned\x07\x9b31m\u202e"
    with Archive(tmp_path / "hostile", write=True) as store:
        store.add(Article(url="https://paper.example/1", title=hostile, body=hostile, source=hostile))
    out = "".join(
        call("-a", tmp_path / "hostile", *command).stdout
        for command in (("search", "开港"), ("show", 1), ("sql", "SELECT title FROM articles"))
    )

    assert "开港" in out
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out)


# -- sql --------------------------------------------------------------------------------------------------------------


def test_sql_prints_a_table_or_what_is_asked_for(call, archive) -> None:
    query = "SELECT id, title FROM articles WHERE id = ?"

    table = call("-a", archive, "sql", query, 2)
    lines = call("-a", archive, "sql", query, 2, "--nl")
    array = call("-a", archive, "sql", query, 2, "--json")
    sheet = call("-a", archive, "sql", query, 2, "--csv")

    assert "第12座码头开港" in table.stdout
    assert table.stderr == "1 row\n"
    assert json.loads(lines.stdout) == {"id": 2, "title": "第12座码头开港"}
    assert json.loads(array.stdout) == [{"id": 2, "title": "第12座码头开港"}]
    assert list(csv.reader(io.StringIO(sheet.stdout))) == [["id", "title"], ["2", "第12座码头开港"]]


def test_the_columns_of_a_table_stand_under_each_other_in_chinese_too(call, archive) -> None:
    from rich.cells import cell_len

    lines = call("-a", archive, "sql", "SELECT title, 'x' AS mark FROM articles UNION SELECT '长长长长长长长长长长', 'x'")

    places = {cell_len(line[: line.rindex("x")]) for line in lines.stdout.splitlines()[2:]}
    assert len(places) == 1


def test_sql_reads_the_query_from_stdin_and_named_values(call, archive) -> None:
    result = call("-a", archive, "sql", "-", "-p", "n", "13", "--nl", input="SELECT missing_since FROM articles WHERE url LIKE '%' || :n")

    assert json.loads(result.stdout) == {"missing_since": "2020-05-03T08:30:00Z"}


def test_sql_schema_explains_the_columns(call, archive) -> None:
    text = call("-a", archive, "sql", "--schema").stdout

    assert "CREATE TABLE articles" in text
    assert "-- publication, with offset, as precise as printed" in text


def test_the_schema_is_sql_that_can_be_run(call, archive) -> None:
    from sqlite_utils.utils import sqlite3

    sqlite3.connect(":memory:").executescript(call("-a", archive, "sql", "--schema").stdout)


# -- show -------------------------------------------------------------------------------------------------------------


def test_show_prints_every_field_and_the_credits(call, archive) -> None:
    text = call("-a", archive, "show", 1).stdout

    for printed in (ARTICLE.format(11), "第11座码头开港", "上观新闻", "凌汛", "2019-09-07T12:06+08:00", "秦望, 栏目主编", "全镇的人"):
        assert printed in text


def test_an_article_is_shown_by_any_of_its_addresses(call, archive) -> None:
    canonical = call("-a", archive, "show", ARTICLE.format(11), "--json")
    phone = call("-a", archive, "show", "https://web.shobserver.com/wx/detail.do?id=11", "--json")

    assert json.loads(canonical.stdout)["id"] == json.loads(phone.stdout)["id"] == 1


def test_an_earlier_version_is_shown_as_it_was(call, archive) -> None:
    first, last = (json.loads(call("-a", archive, "show", 2, "--json", *more).stdout) for more in (("--revision", 1), ()))

    assert "全镇的人" in first["body"]
    assert "全镇的老人" in last["body"]
    assert (first["revision"], last["revision"]) == (1, 2)
    assert first["captured_at"] < last["captured_at"]
    assert first["record_id"] != last["record_id"]
    assert first["record_id"].startswith("urn:uuid:")


def test_an_edit_is_shown_field_by_field(call, archive) -> None:
    text = call("-a", archive, "show", 2, "--diff").stdout
    data = json.loads(call("-a", archive, "show", 2, "--diff", "--json").stdout)

    assert text.splitlines()[0] == "body"
    assert "全镇的{+老+}人都来了" in text
    assert ["added", "老"] in data["body"]


def test_the_first_version_has_nothing_to_differ_from(call, archive) -> None:
    result = call("-a", archive, "show", 1, "--diff")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing before it" in result.stderr


# -- outlets, runs, replay --------------------------------------------------------------------------------------------


def test_outlets_are_listed_with_and_without_an_archive(call, archive, tmp_path) -> None:
    with_archive = {row["name"]: row for row in json.loads(call("-a", archive, "outlets", "--json").stdout)}
    without = {row["name"]: row for row in json.loads(call("-a", tmp_path / "none", "outlets", "--json").stdout)}

    assert with_archive["shobserver"]["articles"] == 3
    assert without["shobserver"]["articles"] == 0
    assert "上观新闻" in call("-a", archive, "outlets").stdout


def test_a_replay_tells_what_the_file_gave_and_is_listed_as_a_run(call, warc, tmp_path) -> None:
    first = call("-a", tmp_path / "new", "replay", warc)
    again = call("-a", tmp_path / "new", "replay", warc)
    runs = json.loads(call("-a", tmp_path / "new", "runs", "--json").stdout)

    assert first.stdout == f"{warc}: 3 new, 1 revised, 0 unchanged, 0 unreadable\n"
    assert again.stdout == f"{warc}: 0 new, 0 revised, 4 unchanged, 0 unreadable\n"
    assert [(run["id"], run["kind"], run["outcome"], run["new"] + run["copies"]) for run in runs] == [
        (2, "replay", "finished", 0),
        (1, "replay", "finished", 3),
    ]
    assert runs[0]["parameters"] == {"warc": warc.name}
    assert "replay" in call("-a", tmp_path / "new", "runs").stdout


# -- fixture ----------------------------------------------------------------------------------------------------------


def test_a_page_becomes_a_fixture_that_the_page_class_passes(call, archive, tmp_path) -> None:
    folder = tmp_path / "fixtures"

    saved = call("-a", archive, "fixture", 1, "--name", "a-page", "--folder", folder)
    read = call("fixture", "--update", "--folder", folder)

    path = folder / "newsarchive.pages.shobserver.DesktopPage" / "a-page"
    assert saved.stdout.strip() == str(path)
    assert json.loads((path / "output.json").read_text("utf-8"))["title"] == "第11座码头开港"
    assert (path / "inputs" / "newsarchive.pages.article.CapturedAt.txt").read_text() == "2020-05-01T08:30:00Z"
    assert "secret" not in (path / "inputs" / "HttpResponse-info.json").read_text()
    assert (read.exit_code, read.stderr) == (0, "1 read, 0 changed, 0 written\n")


def test_a_fixture_that_is_read_differently_is_written_only_when_told(call, archive, tmp_path) -> None:
    call("-a", archive, "fixture", ARTICLE.format(11), "--name", "a-page", "--folder", tmp_path / "fixtures")
    path = tmp_path / "fixtures" / "newsarchive.pages.shobserver.DesktopPage" / "a-page"
    right = (path / "output.json").read_text("utf-8")
    wrong = right.replace("凌汛", "凌汐")
    (path / "output.json").write_text(wrong, encoding="utf-8")

    shown = call("fixture", "--update", path)
    untouched = (path / "output.json").read_text("utf-8")
    written = call("fixture", "--update", path, "--yes")

    assert shown.exit_code == 1
    assert "author: 凌[-汐-]{+汛+}" in shown.stdout
    assert untouched == wrong
    assert written.exit_code == 0
    assert (path / "output.json").read_text("utf-8") == right


@pytest.mark.parametrize("name", ["../up", "a/b", "A", "", "-a", "a" * 65, "a b", ".hidden"])
def test_a_fixture_is_named_so_that_it_stays_in_its_folder(call, archive, tmp_path, name) -> None:
    result = call("-a", archive, "fixture", 1, f"--name={name}", "--folder", tmp_path / "fixtures")

    assert result.exit_code == 2 or name == ""
    assert [path.name for path in tmp_path.rglob("inputs")] == ([] if name else ["inputs"])
    assert not list(tmp_path.glob("up"))


def test_a_link_out_of_the_folder_is_not_followed(call, archive, tmp_path) -> None:
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "fixtures" / "newsarchive.pages.shobserver.DesktopPage").symlink_to(tmp_path / "elsewhere")

    result = call("-a", archive, "fixture", 1, "--name", "a", "--folder", tmp_path / "fixtures")

    assert result.exit_code == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


# -- the process ------------------------------------------------------------------------------------------------------


def newsarchive(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    script = "from newsarchive.cli import main; main(prog_name='newsarchive')"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *map(str, arguments)], capture_output=True, text=True, check=False, **options
    )


def test_only_crawl_imports_scrapy_and_only_pages_lxml(archive, warc, tmp_path) -> None:
    script = (
        "import sys\n"
        "from newsarchive.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print(sorted(loaded & {'scrapy', 'twisted'}), file=sys.stderr)\n"
    )
    commands = [
        ("search", "码头"),
        ("sql", "SELECT 1"),
        ("show", "1"),
        ("outlets",),
        ("runs",),
        ("verify",),
        ("replay", str(warc)),
        ("fixture", "1", "--folder", str(tmp_path / "fixtures")),
        ("crawl", "--help"),
    ]
    for command in commands:
        run = subprocess.run(
            [sys.executable, "-c", script, "-a", str(archive), *command], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        assert run.stderr.splitlines()[-1] == "[]", command


def test_a_reader_that_has_seen_enough_ends_the_program_quietly(archive) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    script = "from newsarchive.cli import main; main(prog_name='newsarchive')"
    with subprocess.Popen(
        [sys.executable, "-c", script, "-a", str(archive), "sql", endless, "--nl", "--seconds", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == '{"i": 1}\n'
        process.stdout.close()
        errors = process.stderr.read()

    assert (process.returncode, errors) == (141, "")


def test_ctrl_c_ends_it_with_one_line(archive) -> None:
    import signal

    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    script = "from newsarchive.cli import main; main(prog_name='newsarchive')"
    with subprocess.Popen(
        [sys.executable, "-c", script, "-a", str(archive), "sql", endless, "--nl", "--seconds", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)

    assert (process.returncode, errors) == (130, "Interrupted.\n")


def test_a_terminal_of_another_encoding_is_no_failure(archive) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}

    run = newsarchive("-a", archive, "search", "老人", env=environment)

    assert run.returncode == 0
    assert ARTICLE.format(12) in run.stdout


def test_an_archive_can_be_read_where_nothing_can_be_written(archive, tmp_path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    copy = Path(shutil.copytree(archive, tmp_path / "copy"))
    for path in (*copy.rglob("*"), copy):
        path.chmod(0o555 if path.is_dir() else 0o444)

    assert newsarchive("-a", copy, "search", "老人", "--nl").returncode == 0
    assert newsarchive("-a", copy, "verify").returncode == 0
