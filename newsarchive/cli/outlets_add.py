"""`newsarchive outlets add`: an address -> an entry of newsarchive.toml, and what would be read with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli.options import archive_option, archive_path
from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from newsarchive.items import Article
    from newsarchive.survey import Survey

__all__ = ["command", "looks", "show"]


def looks(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that look at an outlet over the network."""
    for option in (
        click.option(
            "--config", type=click.Path(path_type=Path), metavar="PATH", help="A newsarchive.toml other than the archive's own."
        ),
        click.option(
            "--contact",
            envvar="NEWSARCHIVE_CONTACT",
            show_envvar=True,
            metavar="MAIL|URL",
            help="Where an outlet can reach you.",
        ),
        click.option("--allow-private", is_flag=True, help="Fetch from loopback and private networks too."),
        click.option(
            "--delay", type=click.FloatRange(0), default=1.0, show_default=True, metavar="SECONDS", help="Between two requests."
        ),
    ):
        command = option(command)
    return command


@click.command("add", short_help="Describe a new outlet by its address.")
@click.argument("address", metavar="URL")
@click.option("--name", help="Of the outlet, instead of its host.")
@click.option("--write", is_flag=True, help="Add the entry to newsarchive.toml in the archive's folder.")
@looks
@archive_option()
def command(
    address: str, name: str | None, write: bool, config: Path | None, contact: str | None, allow_private: bool, delay: float
) -> None:
    """Look at an outlet's front page, robots.txt, feeds, sitemaps and three articles, and propose its entry.

    What is printed is the entry, with what was read as comments. Check zone and fields before it is used.

    \b
      newsarchive outlets add https://paper.example/
      newsarchive outlets add https://paper.example/ --name courier --write
    """
    from newsarchive.config import parse, written
    from newsarchive.errors import ConfigError, UsageError
    from newsarchive.known import CONFIG, make_known
    from newsarchive.survey import survey

    if "://" not in address:
        raise UsageError(f"{address}: no http(s) address; write it as https://{address}/")
    file = config or archive_path() / CONFIG
    known = make_known(archive_path(), config if config and config.is_file() else None)
    settings: dict[str, Any] = {"NEWSARCHIVE_ALLOW_PRIVATE": allow_private, "DOWNLOAD_DELAY": delay}
    if contact:
        settings["NEWSARCHIVE_CONTACT"] = contact
    seen = survey(address, name=name, settings=settings)
    entry = written(seen.entry)
    parse(entry, "--name")
    show(seen)
    click.echo(clean(entry), nl=False)
    if not write:
        says(f"--write adds this to {file}")
        return
    if seen.entry.outlet.name in known.operations:
        raise ConfigError(f"{file}: has an outlet called {seen.entry.outlet.name} already; choose another with --name")
    before = file.read_text("utf-8") if file.is_file() else ""
    text = f"{before.rstrip()}\n\n{entry}".lstrip("\n")
    parse(text, str(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(text, "utf-8")
    partial.replace(file)
    says(f"{file}: {seen.entry.outlet.name} is added; newsarchive crawl {seen.entry.outlet.name}")


def show(seen: Survey) -> None:
    """What the look showed, as comments of TOML."""
    for title, addresses in (("feed", seen.feeds), ("sitemap", seen.sitemaps)):
        for address in addresses:
            click.echo(clean(f"# {title}: {address}"))
    for reason, count in seen.failures.items():
        click.echo(f"# {count} failed: {reason}")
    for article in seen.articles:
        _show_article(article)
    if not seen.articles:
        click.echo("# no article was found: see what failed, or give start addresses of its sections")
    if seen.is_guessed:
        click.echo(f"# the zone is guessed from the address and the language: check {seen.entry.outlet.zone}")


def _show_article(article: Article) -> None:
    click.echo(clean(f"# {article.url}"))
    for name in ("title", "date", "source", "author", "editor"):
        click.echo(clean(f"#   {name:<7} {getattr(article, name) or '—'}"))
    body = article.body or ""
    paragraphs = body.count("\n\n") + 1 if body else 0
    click.echo(f"#   body    {len(body)} characters in {paragraphs} paragraphs")
