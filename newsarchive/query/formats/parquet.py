"""Parquet, partitioned by outlet and month of publication as Hive does: `outlet=shobserver/month=2024-03/part-0.parquet`.

DuckDB, Spark, Trino and pandas read the folder as one table, with `outlet` and `month` as columns. Articles of no known outlet,
and those without a date, are in partitions named __HIVE_DEFAULT_PARTITION__, which these read as NULL.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newsarchive.errors import NewsarchiveError
from newsarchive.query.corpus import Corpus, Entry
from newsarchive.query.formats.tables import record

__all__ = ["is_ours", "write"]

_NULL = "__HIVE_DEFAULT_PARTITION__"
_ROWS = 2_000  # in memory at a time: some megabytes of text
_NUMBERS = ("id", "revisions", "warc_offset", "warc_length")
_TEXTS = tuple(
    "url title source author date date_utc date_precision date_printed updated summary body editor language canonical_url"
    " captured_at first_seen last_seen missing_since content_hash payload_digest parser record_id warc_file".split()
)


def write(corpus: Corpus, folder: Path) -> None:
    """The partitions, in a folder that is not there yet; the corpus is in their order.

    Raises NewsarchiveError when pyarrow is not installed.
    """
    pyarrow = _library()
    import pyarrow.parquet as parquet

    schema = _schema(pyarrow)
    folder.mkdir()
    for (outlet, month), entries in groupby(corpus, key=_partition):
        place = folder / f"outlet={_named(outlet)}" / f"month={_named(month)}"
        place.mkdir(parents=True)
        rows: list[dict[str, Any]] = []
        with parquet.ParquetWriter(place / "part-0.parquet", schema, compression="zstd") as writer:
            for entry in entries:
                rows.append(_row(entry))
                if len(rows) == _ROWS:
                    writer.write_table(pyarrow.Table.from_pylist(rows, schema))
                    rows.clear()
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))


def is_ours(path: Path) -> bool:
    """Whether a folder is an earlier export, and nothing else."""
    return path.is_dir() and all(inner.name.startswith("outlet=") for inner in path.iterdir())


def _library() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise NewsarchiveError("Parquet needs pyarrow; install it with: pip install 'newsarchive[parquet]'") from error
    return pyarrow


def _schema(pyarrow: Any) -> Any:
    text = pyarrow.string()
    # large_string would not be read everywhere; 2,000 articles stay far below the 2 GB of a string column.
    credit = pyarrow.struct([(name, text) for name in ("role", "name", "role_normalized", "note")])
    image = pyarrow.struct([(name, text) for name in ("url", "caption", "credit")])
    return pyarrow.schema(
        [(name, pyarrow.int64()) for name in _NUMBERS]
        + [(name, text) for name in _TEXTS]
        + [("section", pyarrow.list_(text)), ("credits", pyarrow.list_(credit)), ("images", pyarrow.list_(image))]
    )


def _partition(entry: Entry) -> tuple[str | None, str | None]:
    date = entry.article.date
    return entry.article.outlet, date[:7] if date else None


def _named(value: str | None) -> str:
    """A value as Hive writes it into a folder's name."""
    return _NULL if value is None else quote(value, safe="")


def _row(entry: Entry) -> dict[str, Any]:
    found = record(entry)
    return {name: found[name] for name in (*_NUMBERS, *_TEXTS, "section", "credits", "images")}
