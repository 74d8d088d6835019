"""The element that holds a text -> its paragraphs, in order, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from newsarchive.extract.text import squeeze

__all__ = ["ends_line", "lines", "paragraphs"]

# HTML, "Phrasing content": everything else ends a line where it begins and where it ends.
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SILENT = frozenset("script style noscript template iframe object embed svg math button select textarea input".split())


def ends_line(element: Element) -> bool:
    """Whether a line ends where an element begins and ends."""
    return element.tag in _BLOCKS


def paragraphs(root: Element) -> list[str]:
    """The visible lines under an element, each squeezed, none empty.

    >>> from lxml.html import fromstring
    >>> paragraphs(fromstring("<div>a<p>b <b>c</b><br>d</p><script>e</script>f</div>"))
    ['a', 'b c', 'd', 'f']
    """
    return [text for text, _ in lines(root) if text]


def lines(root: Element, joint: str = "") -> Iterator[tuple[str, Element]]:
    """Each visible line under an element, with the block that it ends in; each image, in its place, as ("", image).

    joint: what is put between the texts of neighboring inline elements: a header prints fields side by side without a sign.

    >>> from lxml.html import fromstring
    >>> [(text, node.tag) for text, node in lines(fromstring("<div><img><p><i>a</i><i>b</i></p></div>"), " ")]
    [('', 'img'), ('a b', 'p')]
    """
    line: list[str] = []
    open_blocks = [root]
    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if node.tail and not silent:
                line.append(node.tail)
            continue
        block = node.tag in _BLOCKS
        if event == "start":
            silent += node.tag in _SILENT
            if silent:
                continue
            if (block or node.tag == "img") and (text := squeeze(joint.join(line))):
                yield text, open_blocks[-1]
            if block or node.tag == "img":
                line.clear()
            if node.tag == "img":
                yield "", node
            elif block and node is not root:
                open_blocks.append(node)
            if node.text:
                line.append(node.text)
            continue
        silent -= node.tag in _SILENT
        if silent:
            continue
        if block:
            if text := squeeze(joint.join(line)):
                yield text, open_blocks[-1]
            line.clear()
            if node is not root:
                open_blocks.pop()
        if node.tail and node is not root:
            line.append(node.tail)
    if text := squeeze(joint.join(line)):
        yield text, root
