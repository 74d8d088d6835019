"""What each kind of evidence is worth to the reading of real pages: the scores without it.

    PYTHONPATH=../shared/bench:. python bench/evidence.py [SET ...]

Run in the project's root, with the scorer of the saved pages beside the checkout (see bench/README.md). Each row reads
every page anew with one kind taken away; a cell is the score, and a dot where it is that of all kinds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import mean
from unittest import mock

from newsbench import datasets, metrics
from newsbench.text import decode

from bench.adapter import extract
from newsarchive.extract import prose, structured
from newsarchive.extract import surroundings as around
from newsarchive.pages import generic

METRICS = ("title_exact", "author_f1", "date_day", "date_instant", "source_exact", "editor_role_f1", "summary_f1", "body_f1")


def undeclared(*beginnings: str) -> Callable[..., structured.Declared]:
    """`structured.declared` without the statements whose origins begin so."""
    whole = structured.declared

    def declared(*arguments: object) -> structured.Declared:
        found = whole(*arguments)  # type: ignore[arg-type]
        found.statements = [one for one in found.statements if not one.origin.startswith(beginnings)]
        found.bylines = [one for one in found.bylines if not one[2].startswith(beginnings)]
        if "json-ld" in beginnings:
            found.text = None
        return found

    return declared


def no_names(outline: object) -> list[tuple[object, str]]:
    """Boxes that announce nothing by their names."""
    return [(prose.Part.UNSAID, "") for _ in outline.boxes]  # type: ignore[attr-defined]


KINDS: dict[str, list[tuple[object, str, object]]] = {
    "JSON-LD": [(generic.structured, "declared", undeclared("json-ld"))],
    "OpenGraph and Twitter": [(generic.structured, "declared", undeclared("og:", "article:", "twitter:"))],
    "other metas": [(generic.structured, "declared", undeclared("meta ", "dc", "citation", "sailthru", "cxense", "parsely"))],
    "microdata, Baidu, Founder": [(generic.structured, "declared", undeclared("microdata", "baidu", "founder"))],
    "the page's title": [(generic.structured, "declared", undeclared("<title>"))],
    "all that markup declares": [(generic.structured, "declared", undeclared(""))],
    "displayed headlines": [(sys.modules["newsarchive.extract.headline"], "_displayed", lambda *_: iter(()))],
    "printed credits": [(generic.around, "credited_lines", lambda *_: [])],
    "elements called bylines": [(generic.around, "bylines", lambda *_: [])],
    "signatures": [(generic, "signatures", lambda *_: [])],
    "printed dates": [(around.dates, "mentions", lambda *_, **__: [])],
    "displayed standfirsts": [(generic.standfirst, "displayed", lambda *_: [])],
    "names of elements": [(prose, "_parts", no_names)],
    "state and articleBody": [
        (generic.state, "article", lambda *_: None),
        (generic, "_unseen", lambda *_: None),
    ],
}


@contextmanager
def without(kind: str) -> Iterator[None]:
    """The readers with one kind of evidence taken away."""
    patches = [mock.patch.object(module, name, replacement) for module, name, replacement in KINDS[kind]]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def scores(pages: list[tuple[datasets.Record, str]]) -> dict[str, float]:
    """The mean of each metric over pages, and F1 of trafilatura's passages."""
    found: dict[str, list[float]] = {}
    for record, page in pages:
        for metric, value in metrics.score(extract(page, record.url), record.expected).items():
            found.setdefault(metric, []).append(value)
    means = {metric: mean(found[metric]) for metric in METRICS if metric in found}
    if "seg_tp" in found:
        hits, wrong, missed = (sum(found[name]) for name in ("seg_tp", "seg_fp", "seg_fn"))
        means["passages"] = metrics.prf(hits, hits + wrong, hits + missed)[2]
    return means


def main() -> None:
    for name in sys.argv[1:] or datasets.names():
        pages = [(record, decode(record.html)) for record in datasets.load([name])]
        whole = scores(pages)
        print(f"\n| {name} ({len(pages)}) | " + " | ".join(whole) + " |\n| --- |" + " --- |" * len(whole))
        print("| all kinds | " + " | ".join(f"{value:.3f}" for value in whole.values()) + " |")
        for kind in KINDS:
            with without(kind):
                less = scores(pages)
            cells = ("·" if abs(less[metric] - value) < 0.0005 else f"{less[metric]:.3f}" for metric, value in whole.items())
            print(f"| without {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
