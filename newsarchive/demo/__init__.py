"""A small invented newspaper, 汐港观察, served on loopback in the markup of 上观新闻: to try and test crawls.

    articles.toml   what the paper printed: articles, old addresses, and what changes between two crawls
    stories.py      articles.toml -> Story, Section, Stray, Edition
    grown.py        a seed and a number -> that many further stories, out of sentences.toml
    markup.py       Story, listing -> HTML and JSON
    padding.py      a size -> the scripts, styles and lists that make a page that large
    mishaps.py      an answer -> the same after a new layout, a bot wall, a paywall
    fates.py        a story -> the answer at its address when it was taken down, or is only out of reach
    outlet.py       path and headers -> status, headers, body
    server.py       an outlet on a port, in this process or in one of its own
"""

from newsarchive.demo.mishaps import Mishap
from newsarchive.demo.outlet import BUSY, FORBIDDEN, Answer, Outlet
from newsarchive.demo.server import Process, Server
from newsarchive.demo.stories import Changes, Edition, Generation, Story, changes

__all__ = [
    "BUSY",
    "FORBIDDEN",
    "Answer",
    "Changes",
    "Edition",
    "Generation",
    "Mishap",
    "Outlet",
    "Process",
    "Server",
    "Story",
    "changes",
]
