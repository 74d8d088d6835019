"""The element that holds a text -> its paragraphs, in order, as a reader sees them."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from newsarchive.extract.text import squeeze

__all__ = ["paragraphs"]

# HTML, "Phrasing content": everything else ends a line where it begins and where it ends.
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SILENT = frozenset("script style noscript template iframe object embed svg math button select textarea input".split())


def paragraphs(root: Element) -> list[str]:
    """The visible lines under an element, each squeezed, none empty.

    >>> from lxml.html import fromstring
    >>> paragraphs(fromstring("<div>a<p>b <b>c</b><br>d</p><script>e</script>f</div>"))
    ['a', 'b c', 'd', 'f']
    """
    lines: list[str] = []
    line: list[str] = []

    def end() -> None:
        if text := squeeze("".join(line)):
            lines.append(text)
        line.clear()

    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if node.tail and not silent:
                line.append(node.tail)
            continue
        block = node.tag in _BLOCKS
        if event == "start":
            if node.tag in _SILENT:
                silent += 1
            if not silent:
                if block:
                    end()
                if node.text:
                    line.append(node.text)
            continue
        if node.tag in _SILENT:
            silent -= 1
        if not silent:
            if block:
                end()
            if node.tail and node is not root:
                line.append(node.tail)
    end()
    return lines
