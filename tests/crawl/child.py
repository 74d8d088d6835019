"""A crawl in a process of its own, as Twisted's reactor starts once a process: a job in JSON -> what came of it, in JSON.

    python tests/crawl/child.py '{"archive": "…", "arguments": {"site": "http://127.0.0.1:…"}, "settings": {…}}'

hosts: further hosts of the demo outlet. crawled: say "crawling" on stdout once the crawl has begun.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

binds: list[Any] = []
sys.addaudithook(lambda event, arguments: binds.append(list(arguments[1:])) if event == "socket.bind" else None)

job = json.loads(sys.argv[1])

if job.get("hosts"):
    from newsarchive.pages import demo

    demo.OUTLET = replace(demo.OUTLET, hosts=(*demo.OUTLET.hosts, *job["hosts"]))

from newsarchive.crawl import crawl  # noqa: E402  # after the outlet has its hosts
from newsarchive.errors import NewsarchiveError  # noqa: E402

result: dict[str, Any] = {"reports": [], "error": None, "pid": None}
try:
    reports = crawl(
        job.get("outlets", ["demo"]),
        Path(job["archive"]),
        arguments=job.get("arguments", {}),
        settings=job.get("settings", {}),
        started=lambda runs: print("crawling", flush=True),
    )
    result["reports"] = [{**asdict(report), "balanced": report.tally.balanced()} for report in reports]
except NewsarchiveError as error:
    result["error"] = {"type": type(error).__name__, "message": str(error), "pid": getattr(error, "pid", None)}
result["binds"] = [str(bind) for bind in binds]
print(json.dumps(result))
