"""Rows of `print_pages`: where a paper printed what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from newsarchive.items import Printed

__all__ = ["add"]


def add(connection: Any, outlet: str, place: Printed) -> None:
    """Note where an article is printed, inside the caller's transaction; what a later list leaves out stays known."""
    connection.execute(
        "INSERT INTO print_pages (url, outlet, edition, page, page_name, position, web_url)"
        " VALUES (:url, :outlet, :edition, :page, :page_name, :position, :web_url)"
        " ON CONFLICT (url) DO UPDATE SET edition = excluded.edition, page = excluded.page,"
        " page_name = coalesce(excluded.page_name, page_name), position = coalesce(excluded.position, position),"
        " web_url = coalesce(excluded.web_url, web_url)",
        {**asdict(place), "outlet": outlet},
    )
