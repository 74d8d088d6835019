import base64
import contextlib
import gzip
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.errors import WarcError
from newsarchive.items import Reason
from newsarchive.warc.read import captures, read_at, records
from newsarchive.warc.write import Original, WarcWriter, payload_digest

PAGE = "<html><h1>Bridge opens</h1><p>桥通车了。</p>".encode() * 50


def record(kind="response", *, block=b"HTTP/1.1 200 OK\r\nServer: a\r\n\r\n<html>", version="1.0", **fields):
    """A record as some other tool writes it; _ in a field's name stands for -."""
    lines = [f"WARC/{version}", f"WARC-Type: {kind}"]
    given = {
        "WARC_Record_ID": "<urn:uuid:11111111-1111-1111-1111-111111111111>",
        "WARC_Target_URI": "http://a.example/",
        "WARC_Date": "2019-09-07T04:06:00Z",
        "Content_Type": "application/http; msgtype=response",
        "Content_Length": str(len(block)),
    } | fields
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value is not None]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


@pytest.fixture
def foreign(tmp_path):
    """Writes records into a file -> its path."""

    def write(*written, name="a.warc.gz"):
        path = tmp_path / name
        path.write_bytes(b"".join(written if name.endswith(".warc") else map(gzip.compress, written)))
        return path

    return write


def test_a_capture_is_what_was_exchanged(archived, exchange):
    page = exchange(
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("ETag", '"a"')), payload=gzip.compress(PAGE)
    )
    path, [place] = archived(page)

    [capture] = captures(path)

    assert (capture.url, capture.captured_at, capture.status) == (page.url, page.captured_at, 200)
    assert (capture.headers, capture.body, capture.place, capture.truncated) == (page.headers, PAGE, place, None)


def test_each_capture_is_read_at_its_place_also_from_an_open_file(tmp_path, exchange):
    writer = WarcWriter(tmp_path, {})
    places = [writer.write(exchange(number)) for number in (1, 2, 3)]

    assert [read_at(tmp_path, place).body for place in places] == [exchange(number).payload for number in (1, 2, 3)]
    writer.close()
    assert read_at(tmp_path, places[1]) == list(captures(tmp_path / places[1].warc_file))[1]


def test_reading_starts_at_an_offset(archived):
    path, places = archived(count=3)

    assert [capture.place for capture in captures(path, start=places[1].warc_offset)] == places[1:]


@pytest.mark.parametrize("reason", [Reason.TOO_LARGE, Reason.TRUNCATED])
def test_a_capture_says_that_it_was_cut_short(archived, exchange, reason):
    path, _ = archived(exchange(truncated=reason))

    assert next(captures(path)).truncated is reason


def test_a_body_over_the_bound_is_cut(archived, exchange):
    path, [place] = archived(exchange(payload=PAGE))

    capture = read_at(path.parent, place, max_body=6)

    assert (capture.body, capture.truncated) == (b"<html>", Reason.TOO_LARGE)


class TestRevisit:
    @pytest.fixture
    def page(self, exchange):
        return exchange(headers=(("Content-Encoding", "gzip"),), payload=gzip.compress(PAGE))

    @pytest.fixture
    def later(self, exchange, page):
        return exchange(headers=page.headers, payload=page.payload, captured_at=page.captured_at + timedelta(days=1))

    def known(self, page, place):
        return Original(record_id=place.record_id, url=page.url, captured_at=page.captured_at)

    def test_its_payload_stands_earlier_in_the_file(self, tmp_path, page, later):
        with WarcWriter(tmp_path, {}) as writer:
            first = writer.write(page)
            second = writer.write(later, self.known(page, first))

        original, revisit = captures(tmp_path / first.warc_file)
        assert revisit.body == original.body == PAGE
        assert (revisit.place, revisit.captured_at, revisit.truncated) == (second, later.captured_at, None)
        assert read_at(tmp_path, second) == revisit

    def test_its_payload_stands_in_another_file(self, tmp_path, page, later):
        with WarcWriter(tmp_path, {}, max_bytes=1) as writer:
            first = writer.write(page)
            second = writer.write(later, self.known(page, first))

        lookup = {first.record_id: first}.get
        [revisit] = captures(tmp_path / second.warc_file, lookup=lookup)
        assert first.warc_file != second.warc_file
        assert (revisit.body, revisit.place) == (PAGE, second)
        assert read_at(tmp_path, second, lookup=lookup) == revisit

    def test_without_its_original_it_is_truncated_and_costs_no_other_capture(self, tmp_path, page, later, exchange):
        with WarcWriter(tmp_path, {}) as writer:
            place = writer.write(later, Original(record_id="urn:uuid:0", url=page.url, captured_at=page.captured_at))
            writer.write(exchange(5))

        lost, other = captures(tmp_path / place.warc_file, lookup=lambda record_id: None)
        assert (lost.body, lost.truncated, lost.place) == (b"", Reason.TRUNCATED, place)
        gone = replace(place, warc_file="moved-away.warc.gz")
        assert list(captures(tmp_path / place.warc_file, lookup=lambda record_id: gone)) == [lost, other]
        assert other.body == exchange(5).payload
        with pytest.raises(WarcError, match="refers to urn:uuid:0, which is not there"):
            read_at(tmp_path, place)

    def test_of_another_tool_it_is_known_by_its_digest(self, foreign):
        digest = "sha1:" + base64.b32encode(hashlib.sha1(b"<html>").digest()).decode()
        path = foreign(
            record(WARC_Payload_Digest=digest),
            record(
                "revisit",
                block=b"",
                WARC_Record_ID="<urn:uuid:2>",
                WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
                WARC_Payload_Digest=digest,
            ),
        )

        _, revisit = captures(path)

        assert (revisit.body, revisit.status, revisit.headers) == (b"<html>", 200, (("Server", "a"),))
        assert revisit.place.revisit_of == "urn:uuid:11111111-1111-1111-1111-111111111111"
        assert read_at(path.parent, revisit.place) == revisit

    def test_a_304_is_the_page_as_it_was_with_the_headers_that_it_names_anew(self, foreign):
        path = foreign(
            record(),
            record(
                "revisit",
                block=b'HTTP/1.1 304 Not Modified\r\nETag: "b"\r\nContent-Length: 0\r\n\r\n',
                WARC_Profile="http://netpreserve.org/warc/1.1/revisit/server-not-modified",
                WARC_Refers_To="<urn:uuid:11111111-1111-1111-1111-111111111111>",
            ),
        )

        page, again = captures(path)

        assert (again.status, again.body, again.truncated, again.not_modified) == (200, page.body, None, True)
        assert again.headers == (*page.headers, ("ETag", '"b"'))
        assert read_at(path.parent, again.place) == again

    def test_a_304_of_a_page_that_is_nowhere_is_cut_short(self, foreign):
        path = foreign(
            record(
                "revisit",
                block=b"HTTP/1.1 304 Not Modified\r\n\r\n",
                WARC_Profile="http://netpreserve.org/warc/1.1/revisit/server-not-modified",
                WARC_Refers_To="<urn:uuid:22222222-2222-2222-2222-222222222222>",
            ),
        )

        [revisit] = captures(path)

        assert (revisit.status, revisit.body, revisit.truncated) == (304, b"", Reason.TRUNCATED)

    def test_a_304_that_names_no_page_stays_an_answer_without_body(self, foreign):
        path = foreign(
            record(
                "revisit",
                block=b"HTTP/1.1 304 Not Modified\r\n\r\n",
                WARC_Profile="http://netpreserve.org/warc/1.1/revisit/server-not-modified",
            ),
        )

        [revisit] = captures(path)

        assert (revisit.status, revisit.body, revisit.truncated) == (304, b"", None)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_files_of_warcio_are_read_compressed_and_plain(tmp_path, name, version):
    path = tmp_path / name
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=name.endswith("gz"), warc_version=version)
        writer.write_record(writer.create_warcinfo_record(name, {"software": "other"}))
        for number in (1, 2):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(f"http://a.example/{number}", "response", BytesIO(PAGE), len(PAGE), http_headers=head)
            )

    found = list(captures(path))

    assert [(capture.url, capture.body) for capture in found] == [(f"http://a.example/{n}", PAGE) for n in (1, 2)]
    assert found[0].place.payload_digest == payload_digest(PAGE)
    assert [read_at(tmp_path, capture.place) for capture in found] == found


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_chunks_left_in_a_payload_come_off(foreign, name):
    packed = gzip.compress(PAGE)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    path = foreign(record(block=head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)), name=name)

    [capture] = captures(path)

    assert capture.body == PAGE
    assert capture.place.payload_digest == payload_digest(packed)


def test_a_status_line_of_http_2_is_read(foreign):
    [capture] = captures(foreign(record(block=b"HTTP/2 404 \r\nserver: a\r\n\r\ngone")))

    assert (capture.status, capture.headers, capture.body) == (404, (("server", "a"),), b"gone")


def test_angle_brackets_fractions_and_spaces_of_other_tools_are_understood(foreign):
    path = foreign(record(WARC_Target_URI="<http://a.example/a b>", WARC_Date="2019-09-07T04:06:00.123456Z"))

    [capture] = captures(path)

    assert capture.url == "http://a.example/a%20b"
    assert capture.captured_at == datetime(2019, 9, 7, 4, 6, tzinfo=UTC)


def test_records_that_are_no_http_answer_are_no_captures(foreign):
    path = foreign(
        record("warcinfo", block=b"software: x\r\n", Content_Type="application/warc-fields", WARC_Target_URI=None),
        record(block=b"20190907\r\na.example. 60 IN A 192.0.2.1\r\n", WARC_Target_URI="dns:a.example"),
        record("metadata", block=b"hops: 1\r\n"),
        record("request", block=b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
    )

    assert list(captures(path)) == []
    assert [found.type for found in records(path)] == ["warcinfo", "response", "metadata", "request"]


@pytest.mark.parametrize("missing", ["WARC_Target_URI", "WARC_Date"])
def test_a_response_without_address_or_date_is_an_error(foreign, missing):
    with pytest.raises(WarcError, match=missing.replace("_", "-")):
        list(captures(foreign(record(**{missing: None}))))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b"<html>no WARC", "byte 0: no record begins here"),
        (gzip.compress(b"<html>no WARC", mtime=0), "the gzip member holds no WARC record"),
        (gzip.compress(record() + record(), mtime=0), "several records in one gzip stream.*newsarchive import"),
        (gzip.compress(record(Content_Length="9999"), mtime=0), "shorter than Content-Length"),
        (gzip.compress(record(Content_Length="3"), mtime=0), "longer than Content-Length"),
        (gzip.compress(record(Content_Length="-1"), mtime=0), "Content-Length is '-1'"),
        (record()[:-20], "shorter than Content-Length"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "header block has no end"),
    ],
)
def test_what_is_no_warc_is_said_with_the_file_and_the_byte(tmp_path, data, what):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)

    with pytest.raises(WarcError, match=what) as raised:
        list(records(path))

    assert str(path) in str(raised.value)


def test_records_before_the_damage_are_handed_out(archived):
    path, places = archived(count=3)
    path.write_bytes(path.read_bytes()[:-5])

    found = []
    with pytest.raises(WarcError, match="the file ends inside a record"):
        found.extend(records(path))

    assert [record.record_id for record in found if record.type == "response"] == [place.record_id for place in places[:2]]


def test_a_place_that_is_not_there_is_an_error(tmp_path, archived):
    path, (first, second) = archived(count=2)
    moved = replace(first, warc_offset=second.warc_offset)

    with pytest.raises(WarcError, match="is this the file that was indexed"):
        read_at(tmp_path, moved)
    path.unlink()
    with pytest.raises(WarcError, match="no such file"):
        read_at(tmp_path, first)


def test_a_place_that_holds_no_http_response_is_an_error(archived):
    path, [place] = archived(count=1)
    info = next(records(path))
    elsewhere = replace(place, warc_offset=0, warc_length=info.length, record_id=info.record_id)

    with pytest.raises(WarcError, match="the warcinfo record at byte 0 holds no HTTP response"):
        read_at(path.parent, elsewhere)


def test_a_file_name_cannot_leave_the_folder(tmp_path, archived):
    _, [place] = archived(count=1)
    outside = replace(place, warc_file="../a.warc.gz")

    with pytest.raises(WarcError, match="is no file name"):
        read_at(tmp_path, outside)


@settings(max_examples=300)
@given(st.binary(max_size=400), st.booleans(), st.booleans())
def test_no_bytes_make_the_reader_raise_anything_else(tmp_path_factory, data, packed, inside):
    data = record(block=data) if inside else data
    path = tmp_path_factory.getbasetemp() / "fuzz.warc.gz"
    path.write_bytes(gzip.compress(data) if packed else data)

    with contextlib.suppress(WarcError):
        list(captures(path))
