"""`newsarchive notify`: which alarms there are, whom they were told; and a try of the hooks."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_table, says
from newsarchive.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.config import Configuration
    from newsarchive.health import State

__all__ = ["command", "configured", "told"]


@click.command("notify", short_help="Show the alarms and whom they were told, or try the hooks.")
@click.option("--test", "tests", is_flag=True, help="Send each hook a message that says it is a test.")
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
@archive_option()
def command(tests: bool, config: Path | None, as_json: bool) -> None:
    """Show the alarms that there were at the last look of `newsarchive run` or `newsarchive health --notify`.

    Those look for alarms, and tell each once, and once that it is over, through the hooks of newsarchive.toml:

    \b
      [notify]
      command = ["mail", "-s", "newsarchive", "desk@library.example"]   # gets JSON on its standard input
      webhook = "https://chat.example/hooks/1"                          # or as the body of a POST
      on = ["failed", "blocked", "disk"]     # all kinds, unless it is said
      failures = 3                           # crawls in a row
      disk = 5                               # GB free, at the least
      timeout = 20                           # seconds for a hook
      allow_private = true                   # for a webhook in one's own network

    The kinds: failed (crawls in a row), late (a crawl that was due did not begin), blocked, paywalled, redesigned and silent
    (as `newsarchive health` says), takedowns (far more articles than usual are not found), disk (nearly full).
    The message has `text`, as Slack, Mattermost and Matrix's bridges show it, host, archive, at, and `alarms`: a list of
    objects with kind, outlet, state (raised or over), since and told.

    \b
      newsarchive notify
      newsarchive notify --test
      */15 * * * * newsarchive -a /srv/press health --notify   # in a crontab, where no daemon runs
    """
    from newsarchive import clock, notify
    from newsarchive.known import make_known
    from newsarchive.store.archive import Archive

    if tests:
        results = notify.test(archive_path(), configured(config).notify, clock.now())
        for one in results:
            click.echo(f"{one.hook}: {one.error or 'took it'}")
        if any(one.error for one in results):
            sys.exit(1)
        return
    Archive(archive_path()).close()  # that there is one
    make_known(archive_path(), config)
    known = notify.known(archive_path())
    if as_json:
        rows = [{**asdict(one.alarm), "since": one.since, "hooks": list(one.hooks)} for one in known]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif known:
        columns = ("outlet", "alarm", "since", "told by", "what")
        print_table(
            columns,
            [(one.alarm.outlet, one.alarm.kind, one.since, ", ".join(one.hooks), one.alarm.told) for one in known],
        )
    else:
        says("No alarm at the last look of `newsarchive run` or `newsarchive health --notify`.")


def configured(config: Path | None) -> Configuration:
    """The configuration, which names a hook. Raises ConfigError."""
    from newsarchive.known import CONFIG, make_known

    configuration = make_known(archive_path(), config)
    if not configuration.notify:
        where = config or archive_path() / CONFIG
        raise ConfigError(f'{where}: nobody is to be told; write webhook = "https://…" or command = ["…"] under [notify]')
    return configuration


def told(configuration: Configuration, states: Iterable[State]) -> None:
    """Tell what is new, and say so; exits 1 when a hook failed."""
    from newsarchive import clock, notify
    from newsarchive.alarms import Kind
    from newsarchive.lookout import of_health, of_rows
    from newsarchive.store.archive import Archive

    path, now = archive_path(), clock.now()
    before = [one.alarm for one in notify.known(path)]
    with Archive(path, whole=True) as archive:
        alarms = [*of_rows(archive, configuration, now, before), *of_health(states)]
    results = notify.tell(path, configuration.notify, alarms, frozenset(Kind), now)
    for one in results:
        says(str(one))
    if any(one.error for one in results):
        sys.exit(1)
