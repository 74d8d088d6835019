"""`newsarchive schedule`: what is crawled next and why; and units that let the system do it."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import print_table, says

__all__ = ["command"]

LABEL = "newsarchive"

SERVICE = """\
# ~/.config/systemd/user/{label}.service, or /etc/systemd/system/{label}.service with a line User=… under [Service]
#   systemctl --user daemon-reload && systemctl --user enable --now {label}
[Unit]
Description=newsarchive: crawl the outlets of {archive} when they are due
Documentation=man:systemd.service(5)
Wants=network-online.target
After=network-online.target

[Service]
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=30
# A full disk is no failure that a restart mends.
RestartPreventExitStatus=2 3
TimeoutStopSec=60
Nice=10

[Install]
WantedBy=default.target
"""

CRONTAB = """\
# crontab -e; what is due is crawled, two never at once, and what was missed is made up for once
*/5 * * * * {command}
"""

CRONTAB_NOTIFY = """\
# alarms, told as [notify] says
*/15 * * * * {command} > /dev/null 2>&1
"""

PLIST = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- ~/Library/LaunchAgents/{label}.plist; launchctl load ~/Library/LaunchAgents/{label}.plist -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>{label}</string>
  <key>ProgramArguments</key>
  <array>
{arguments}
  </array>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ExitTimeOut</key><integer>60</integer>
  <key>StandardOutPath</key><string>{log}</string>
  <key>StandardErrorPath</key><string>{log}</string>
</dict>
</plist>
"""


@click.command("schedule", short_help="Show what is crawled next and why, or print a unit for systemd, cron or launchd.")
@click.argument("unit", required=False, type=click.Choice(["systemd", "cron", "launchd"]))
@click.option("--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's.")
@click.option("--contact", envvar="NEWSARCHIVE_CONTACT", metavar="MAIL|URL", help="Goes into the unit.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
@archive_option()
def command(unit: str | None, config: Path | None, contact: str | None, as_json: bool) -> None:
    """Show when each outlet is crawled next, and why then, as newsarchive.toml and the last crawls have it.

    With systemd, cron or launchd: print a unit that runs this archive, ready to install.

    \b
      newsarchive schedule
      newsarchive schedule systemd --contact you@library.example > ~/.config/systemd/user/newsarchive.service
      newsarchive schedule cron | crontab -
    """
    if unit is None:
        _show(config, as_json)
    else:
        click.echo(_unit(unit, config, contact), nl=False)


def _show(config: Path | None, as_json: bool) -> None:
    from newsarchive import clock
    from newsarchive.agenda import agenda
    from newsarchive.known import make_known
    from newsarchive.schedule import timestamp
    from newsarchive.timetable import spoken

    now = clock.now()
    entries = agenda(archive_path(), make_known(archive_path(), config), now)
    if as_json:
        data: list[dict[str, Any]] = [
            {
                "outlet": entry.outlet,
                "next": timestamp(max(entry.due.at, now)),
                "why": entry.due.why,
                "last": timestamp(entry.last) if entry.last else None,
            }
            for entry in entries
        ]
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    elif not entries:
        says('Nothing is scheduled: write every = "1h" under [defaults] or an [outlets.NAME] of newsarchive.toml.')
    else:
        rows = [
            (
                entry.outlet,
                "now" if entry.due.at <= now else f"in {spoken(entry.due.at - now)}",
                timestamp(max(entry.due.at, now)),
                timestamp(entry.last) if entry.last else "never",
                entry.due.why,
            )
            for entry in entries
        ]
        print_table(("outlet", "next", "at", "last", "why"), rows)


def _unit(kind: str, config: Path | None, contact: str | None) -> str:
    """The unit's text, with whole paths: a unit has another working folder and another PATH."""
    from newsarchive.known import make_known

    archive = archive_path().absolute()
    program = [sys.executable, "-m", "newsarchive", "-a", str(archive)]
    configured = ["--config", str(config.absolute())] if config else []
    words = [*program, *(("crawl", "--due") if kind == "cron" else ("run",)), *configured]
    words += ["--contact", contact] if contact else []
    if kind == "systemd":
        return SERVICE.format(label=LABEL, archive=_specifiers(str(archive)), command=" ".join(map(_systemd, words)))
    if kind == "cron":
        table = CRONTAB.format(command=_cron(words))
        if make_known(archive_path(), config).notify:
            table += CRONTAB_NOTIFY.format(command=_cron([*program, "health", "--notify", *configured]))
        return table
    arguments = "\n".join(f"    <string>{escape(word)}</string>" for word in words)
    return PLIST.format(label=LABEL, arguments=arguments, log=escape(str(archive / "newsarchive.log")))


def _cron(words: list[str]) -> str:
    """A command of a crontab: a % is a line feed to cron."""
    return shlex.join(words).replace("%", r"\%")


def _specifiers(text: str) -> str:
    """systemd expands %x everywhere (systemd.unit(5), specifiers)."""
    return text.replace("%", "%%")


def _systemd(word: str) -> str:
    r"""A word of ExecStart (systemd.service(5), command lines).

    >>> _systemd("/srv/the press/100%"), _systemd("run")
    ('"/srv/the press/100%%"', 'run')
    """
    safe = _specifiers(word).replace("$", "$$")
    if safe and all(sign.isalnum() or sign in "/._-+@:=,%" for sign in safe):
        return safe
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'
