"""`newsarchive search`: words -> the articles that say them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from newsarchive.cli.options import archive_option, archive_path, selection_options
from newsarchive.cli.output import clean, says

if TYPE_CHECKING:
    from newsarchive.query.search import Hit
    from newsarchive.query.selection import Selection

__all__ = ["command"]


@click.command("search", short_help="Find articles by what they say.")
@click.argument("query", nargs=-1, required=True)
@selection_options
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True, help="Articles to show.")
@click.option("--order", type=click.Choice(["rank", "newest"]), default="rank", help="Best match or newest first.")
@click.option("--json", "form", flag_value="json", help="A JSON array.")
@click.option("--nl", "form", flag_value="nl", help="JSON lines: an object an article.")
@archive_option()
def command(
    query: tuple[str, ...],
    selection: Selection,
    limit: int,
    order: str,
    form: str | None,
) -> None:
    """Find articles in which every word and "quoted phrase" of QUERY stands.

    Chinese needs no spaces: any characters side by side are found, one character too. The filters narrow each other;
    one that is given twice takes either value.

    \b
      newsarchive search 援疆
      newsarchive search 港口 '"上海, 浦东"' --since 2024-03 --until 2024-06
      newsarchive search 港口 --source 新华社 --editor 孔令君 --role 栏目主编
      newsarchive search iPhone15发布 --order newest --json
    """
    from newsarchive.query.search import search
    from newsarchive.store.archive import Archive

    text = " ".join(query)
    with Archive(archive_path()) as archive:
        hits = search(
            archive,
            text,
            selection=selection,
            limit=limit,
            order="newest" if order == "newest" else "rank",
        )
    if form is None:
        for hit in hits:
            _print(hit, text)
        says(f"{len(hits)} {'article' if len(hits) == 1 else 'articles'}{', the limit' if len(hits) == limit else ''}")
        return
    lines = [json.dumps(_data(hit), ensure_ascii=False) for hit in hits]
    if form == "json":
        click.echo("[" + ",".join(f"\n{line}" for line in lines) + ("\n]" if lines else "]"))
    else:
        for line in lines:
            click.echo(line)


def _data(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.id,
        "url": hit.url,
        "title": hit.title,
        "outlet": hit.outlet,
        "source": hit.source,
        "author": hit.author,
        "date": hit.date,
        "snippet": hit.snippet.text,
        "marks": hit.snippet.marks,
    }


def _print(hit: Hit, query: str) -> None:
    from newsarchive.query.snippet import marks

    title = hit.title or "(no headline)"
    facts = (hit.date, hit.outlet, hit.source, hit.author)
    click.echo(f"{hit.id:>6}  {_marked(title, marks(title, query), bold=True)}")
    click.echo(f"        {'  '.join(clean(fact) for fact in facts if fact)}")
    if hit.snippet.text:
        click.echo(f"        {_marked(hit.snippet.text, hit.snippet.marks)}")
    click.echo(click.style(f"        {clean(hit.url)}\n", dim=True))


def _marked(text: str, places: tuple[tuple[int, int], ...], *, bold: bool = False) -> str:
    """The text with the places highlighted, where stdout shows colors."""
    out: list[str] = []
    last = 0
    for start, end in places:
        out.append(click.style(clean(text[last:start]), bold=bold))
        out.append(click.style(clean(text[start:end]), fg="yellow", bold=True))
        last = end
    out.append(click.style(clean(text[last:]), bold=bold))
    return "".join(out)
