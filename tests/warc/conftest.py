from datetime import UTC, datetime

import pytest

from newsarchive.warc.write import Exchange, WarcWriter

INFO = {"robots": "obey", "isPartOf": "bilt-courier"}


@pytest.fixture
def exchange():
    """Makes an Exchange; what is not given is that of an ordinary page."""

    def make(number=1, **changes):
        fields = {
            "url": f"https://www.bilt-courier.example/news/{number}.html",
            "captured_at": datetime(2024, 3, 1, 8, 30, number % 60, tzinfo=UTC),
            "request_headers": (("User-Agent", "newsarchive"), ("Accept", "text/html")),
            "status": 200,
            "reason_phrase": "OK",
            "headers": (("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx")),
            "payload": f"<html><title>Bridge {number} opens</title><p>{'The bridge is open. ' * number}".encode(),
            "ip": "192.0.2.7",
        }
        return Exchange(**(fields | changes))

    return make


@pytest.fixture
def archived(tmp_path, exchange):
    """Writes exchanges into one finished file -> its path and the places."""

    def write(*exchanges, folder=tmp_path, count=3):
        with WarcWriter(folder, INFO) as writer:
            places = [writer.write(each) for each in exchanges or [exchange(number) for number in range(1, count + 1)]]
        return folder / places[0].warc_file, places

    return write
