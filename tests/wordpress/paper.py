"""An invented paper in a real WordPress: Debian's, with a MariaDB of its own, on free ports of loopback, gone afterwards."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PACKAGES = ("wordpress", "wordpress-theme-twentytwentythree", "mariadb-server", "php-cli", "php-mysql", "php-xml")
SOURCE = Path("/usr/share/wordpress")
HERE = Path(__file__).parent
ZONE = "Europe/Berlin"

_PEOPLE = ("Marta Lindqvist", "Jonas Aldermann", "Ines Carvalho", "Teodor Havlik")
_PLACES = ("harbour", "market hall", "old brewery", "ferry pier", "town library", "railway yard")
_EVENTS = ("reopens", "closes early", "gets a new roof", "waits for repairs", "is sold", "draws a crowd")
_SENTENCES = (
    "The council had put the question off three times before it came to a vote.",
    "Nobody in the hall expected the answer to be so short.",
    "Two of the neighbours said that they would rather have been asked beforehand.",
    "The work is meant to take until autumn, and the money is there for half of it.",
    "A spokeswoman for the builders called the plan sound and the winter long.",
    "In the afternoon the first lorries came up the hill and stopped at the gate.",
    "What happens to the old timber has not been decided.",
)


@dataclass(frozen=True)
class Post:
    """A post as it was put in."""

    title: str
    author: str
    date: str
    """Local time, "2024-05-12 08:31:00"."""
    paragraphs: tuple[str, ...]
    category: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A running WordPress."""

    url: str
    posts: dict[str, Post]
    """By permalink."""
    attachments: tuple[str, ...]


def posts(count: int = 60) -> list[Post]:
    """Posts, no two alike, a few days apart."""
    made = []
    for number in range(count):
        place, event = _PLACES[number % 6], _EVENTS[(number // 6) % 6]
        title = f"The {place} {event}" + (f", part {number // 36 + 1}" if number >= 36 else "")
        paragraphs = tuple(
            f"{_SENTENCES[(number + at) % 7]} {_SENTENCES[(number * 3 + at * 2 + 1) % 7]} It is report {number}, paragraph {at}."
            for at in range(3 + number % 4)
        )
        date = f"2024-{number % 11 + 1:02}-{number % 27 + 1:02} {7 + number % 12:02}:{(number * 7) % 60:02}:00"
        made.append(
            Post(
                title,
                _PEOPLE[number % 4],
                date,
                paragraphs,
                ("Town", "Sport", "Culture")[number % 3],
                (place, f"year {number % 5}"),
            )
        )
    return made


def missing() -> str | None:
    """Why WordPress cannot be run here, after trying to install it; None when it can."""
    if _installed():
        return None
    if os.geteuid() != 0:
        return "WordPress is not installed, and only root can install it: apt-get install " + " ".join(PACKAGES)
    if shutil.which("apt-get") is None:
        return "no apt-get here: this test runs Debian's WordPress"
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *PACKAGES]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in (command, ["apt-get", "update", "--quiet"], command):
        try:
            subprocess.run(attempt, env=environment, capture_output=True, timeout=600, check=False)
        except subprocess.TimeoutExpired:
            return f"{' '.join(attempt)} took more than ten minutes"
        if _installed():
            return None
    return f"{' '.join(command)} did not install it"


def _installed() -> bool:
    theme = SOURCE / "wp-content" / "themes" / "twentytwentythree"
    return theme.is_dir() and all(shutil.which(name) for name in ("mariadbd", "mariadb-install-db", "php"))


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def _running(command: list[str], folder: Path, name: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process for as long as the block lasts, its output in a file."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **environment}, start_new_session=True)
        try:
            yield process
        finally:
            try:
                os.killpg(process.pid, 15)  # PHP's workers are its children
                process.wait(20)
            except ProcessLookupError:
                pass
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait(5)


def _until(true: object, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        if time.monotonic() > end:
            raise TimeoutError(f"{what} is not there after {seconds:.0f} s")
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except (URLError, HTTPError, OSError):
        return False


@contextmanager
def running(folder: Path, permalinks: str) -> Iterator[Paper]:
    """A WordPress with the paper's posts, in a folder that is the caller's to remove."""
    with ExitStack() as stack:
        database = _database(folder, stack)
        root = folder / "wordpress"
        shutil.copytree(SOURCE, root, symlinks=False, ignore=shutil.ignore_patterns("wp-config.php"))
        url = f"http://127.0.0.1:{_free_port()}"
        host = url.removeprefix("http://")
        _configure(root, database, url)
        told = posts()
        (folder / "paper.json").write_text(
            json.dumps(
                {"title": "The Hill Courier", "zone": ZONE, "permalinks": permalinks, "posts": [vars(post) for post in told]}
            ),
            "utf-8",
        )
        made = subprocess.run(
            ["php", str(HERE / "setup.php"), str(root), str(folder / "paper.json")],
            env={**os.environ, "PAPER_HOST": host}, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if made.returncode != 0 or not made.stdout.startswith("["):
            raise RuntimeError(f"WordPress could not be filled: {made.stdout[-2000:]}{made.stderr[-2000:]}")
        rows = json.loads(made.stdout)
        command = ["php", "-d", "display_errors=0", "-S", host, "-t", str(root), str(HERE / "router.php")]
        stack.enter_context(_running(command, folder, "php", PHP_CLI_SERVER_WORKERS="4"))
        _until(lambda: _answers(f"{url}/"), 30, "WordPress")
        by_title = {post.title: post for post in told}
        yield Paper(url, {row["url"]: by_title[row["title"]] for row in rows}, tuple(row["attachment"] for row in rows))


def _database(folder: Path, stack: ExitStack) -> Path:
    """A MariaDB that listens on a socket in the folder, with an empty database `paper`; returns the socket."""
    data, listening = folder / "data", folder / "db.sock"
    as_root = ["--user=root"] if os.geteuid() == 0 else []
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db", *as_root],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={listening}", "--skip-networking", "--innodb-flush-method=fsync",
               "--innodb-flush-log-at-trx-commit=0", f"--pid-file={folder / 'db.pid'}", *as_root]  # fmt: skip
    stack.enter_context(_running(command, folder, "mariadb"))
    client = ["mariadb", "--no-defaults", f"--socket={listening}", "-uroot", "-e"]

    def ready() -> bool:
        return subprocess.run([*client, "SELECT 1"], capture_output=True, timeout=20, check=False).returncode == 0

    _until(ready, 60, "MariaDB")
    subprocess.run([*client, "CREATE DATABASE paper CHARACTER SET utf8mb4"], capture_output=True, timeout=20, check=True)
    return listening


def _configure(root: Path, database: Path, url: str) -> None:
    keys = "\n".join(
        f"define('{name}', '{secrets.token_hex(20)}');"
        for name in (
            "AUTH_KEY",
            "SECURE_AUTH_KEY",
            "LOGGED_IN_KEY",
            "NONCE_KEY",
            "AUTH_SALT",
            "SECURE_AUTH_SALT",
            "LOGGED_IN_SALT",
            "NONCE_SALT",
        )
    )
    (root / "wp-config.php").write_text(
        f"""<?php
define('DB_NAME', 'paper'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{database}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
{keys}
$table_prefix = 'wp_';
define('WP_HOME', '{url}'); define('WP_SITEURL', '{url}');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
""",
        "utf-8",
    )
