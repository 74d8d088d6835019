import errno
import gzip
import os
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from newsarchive.errors import ArchiveFull, WarcError
from newsarchive.items import Reason
from newsarchive.warc import disk
from newsarchive.warc.read import captures, records
from newsarchive.warc.verify import verify
from newsarchive.warc.write import Original, WarcWriter, payload_digest

CANARY = "s3cr3t-canary"


def original_of(exchange, place):
    return Original(record_id=place.record_id, url=exchange.url, captured_at=exchange.captured_at)


def test_warcio_reads_what_is_written(archived, exchange):
    page = exchange(headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")), payload=gzip.compress(b"<html>new"))
    path, (place,) = archived(page)

    with path.open("rb") as file:
        found = {}
        iterator = ArchiveIterator(file, check_digests="raise")
        for record in iterator:
            body = record.content_stream().read()
            found[record.rec_type] = (record, body, iterator.get_record_offset(), iterator.get_record_length())

    assert list(found) == ["warcinfo", "request", "response"]
    record, body, offset, length = found["response"]
    assert body == b"<html>new"
    assert (offset, length) == (place.warc_offset, place.warc_length)
    assert record.rec_headers["WARC-Record-ID"] == f"<{place.record_id}>"
    assert record.rec_headers["WARC-Target-URI"] == page.url
    assert record.rec_headers["WARC-Date"] == "2024-03-01T08:30:01Z"
    assert record.rec_headers["WARC-IP-Address"] == "192.0.2.7"
    assert record.rec_headers["WARC-Payload-Digest"] == place.payload_digest == payload_digest(page.payload)
    assert record.http_headers.headers == list(page.headers)
    assert found["request"][0].rec_headers["WARC-Concurrent-To"] == f"<{place.record_id}>"
    assert found["request"][0].http_headers["User-Agent"] == "newsarchive"
    assert b"robots: obey" in found["warcinfo"][1]
    assert record.digest_checker.passed


def test_fastwarc_reads_what_is_written_and_finds_the_digests_right(archived, exchange):
    path, _ = archived(count=3)

    with path.open("rb") as file:
        kinds = []
        for record in FastIterator(file, parse_http=False):
            kinds.append(record.headers["WARC-Type"])
            assert record.verify_block_digest(), kinds

    assert kinds == ["warcinfo", *["request", "response"] * 3]


def test_the_checkers_of_warcio_and_gzip_pass_what_is_written(archived):
    path, _ = archived(count=3)

    assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0
    checked = ArchiveIterator(BytesIO(path.read_bytes()), check_digests=True)
    assert all(record.raw_stream.read() is not None and record.digest_checker.passed for record in checked)


def test_a_file_begins_with_who_wrote_it_and_how(tmp_path, archived):
    path, _ = archived(count=1)

    first = next(records(path))

    fields = dict(line.split(": ", 1) for line in first.payload.decode().splitlines())
    assert first.type == "warcinfo"
    assert first.header("WARC-Filename") == path.name
    assert fields["software"].startswith("newsarchive/")
    assert fields["format"] == "WARC File Format 1.1"
    assert (fields["robots"], fields["isPartOf"]) == ("obey", "bilt-courier")


def test_no_credential_reaches_the_file(archived, exchange):
    secret = exchange(
        url=f"https://reader:{CANARY}@www.bilt-courier.example/a",
        request_headers=(
            ("Cookie", f"session={CANARY}"),
            ("authorization", f"Bearer {CANARY}"),
            ("Proxy-Authorization", f"Basic {CANARY}"),
            ("Referer", f"https://reader:{CANARY}@www.bilt-courier.example/"),
            ("Host", "www.bilt-courier.example"),
        ),
    )
    path, places = archived(secret)
    with WarcWriter(path.parent, {}) as writer:
        writer.write(secret, original_of(secret, places[0]))

    for file in path.parent.glob("*.warc.gz"):
        raw = gzip.decompress(file.read_bytes())
        assert b"https://www.bilt-courier.example/a" in raw
        assert CANARY.encode() not in raw


def test_response_headers_stand_as_served_but_for_transfer_encoding(archived, exchange):
    served = (
        ("Set-Cookie", "a=1"),
        ("set-cookie", "b=2"),
        ("Transfer-Encoding", "chunked"),
        ("X-Title", "Ville d'Ã\xa0"),  # the UTF-8 bytes of an à, which warcio would cut
    )
    path, _ = archived(exchange(headers=served))

    raw = gzip.decompress(path.read_bytes())
    [capture] = captures(path)

    assert b"\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n" in raw
    assert capture.headers == served


def test_a_line_break_in_a_header_or_address_begins_no_header(archived, exchange):
    path, _ = archived(
        exchange(url="https://a.example/x\r\nEvil: 1", headers=(("A", "b\r\nEvil: 2"),), reason_phrase="OK\r\nEvil: 3")
    )

    assert not any(name == "Evil" for record in records(path) for name, _ in (*record.headers, *record.http_headers))


@pytest.mark.parametrize(
    ("reason", "printed"),
    [
        (Reason.TOO_LARGE, "length"),
        (Reason.TRUNCATED, "disconnect"),
        (Reason.CONNECTION, "disconnect"),
        (Reason.TIMEOUT, "time"),
    ],
)
def test_a_payload_cut_short_says_why(archived, exchange, reason, printed):
    path, _ = archived(exchange(truncated=reason))

    *_, response = records(path)

    assert response.header("WARC-Truncated") == printed


def test_the_same_exchange_has_the_same_record_id_and_another_lease_another(archived, exchange):
    _, (first, again, other) = archived(exchange(), exchange(), exchange(lease="2"))

    assert first.record_id == again.record_id != other.record_id


def test_a_revisit_names_its_original_and_holds_no_payload(archived, exchange):
    page = exchange(payload=b"x" * 50_000)
    later = exchange(payload=page.payload, captured_at=page.captured_at + timedelta(days=1))
    path, (place,) = archived(page)
    with WarcWriter(path.parent, {}) as writer:
        again = writer.write(later, original_of(page, place))

    *_, revisit = records(path.parent / again.warc_file)
    assert revisit.type == "revisit"
    assert revisit.payload == b""
    assert revisit.http_headers == later.headers
    assert revisit.header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.refers_to == place.record_id == again.revisit_of
    assert revisit.header("WARC-Refers-To-Target-URI") == page.url
    assert revisit.header("WARC-Refers-To-Date") == "2024-03-01T08:30:01Z"
    assert revisit.payload_digest == place.payload_digest == again.payload_digest


def test_a_file_is_open_while_it_is_written_and_final_when_closed(tmp_path, exchange):
    writer = WarcWriter(tmp_path, {})
    place = writer.write(exchange())

    assert [path.name for path in tmp_path.iterdir()] == [place.warc_file + ".open"]
    writer.close()
    assert [path.name for path in tmp_path.iterdir()] == [place.warc_file]


def test_a_writer_that_wrote_nothing_leaves_nothing(tmp_path):
    with WarcWriter(tmp_path, {}):
        pass

    assert not list(tmp_path.iterdir())


def test_a_full_file_is_followed_by_another(tmp_path, exchange):
    with WarcWriter(tmp_path, {}, max_bytes=3000) as writer:
        places = [writer.write(exchange(number)) for number in range(1, 9)]

    files = sorted(path.name for path in tmp_path.iterdir())
    assert sorted({place.warc_file for place in places}) == files
    assert len(files) > 1
    assert all(not list(verify(tmp_path / name)) for name in files)
    assert all(next(records(tmp_path / name)).type == "warcinfo" for name in files)


def test_a_file_keeps_its_open_name_until_its_captures_have_rows(tmp_path, exchange):
    rows = 0
    writer = WarcWriter(tmp_path, {}, max_bytes=1, have_rows=lambda name, captures: rows >= captures)
    first = writer.write(exchange(1))
    writer.write(exchange(2))
    assert [path.suffix for path in tmp_path.iterdir()] == [".open", ".open"]

    rows = 1
    last = writer.write(exchange(3))
    rows = 0
    writer.close()

    assert (tmp_path / first.warc_file).exists()
    assert [path.name for path in tmp_path.glob("*.open")] == [f"{last.warc_file}.open"]


def test_an_old_file_is_followed_by_another(tmp_path, exchange):
    now = datetime(2024, 3, 1, tzinfo=UTC)
    with WarcWriter(tmp_path, {}, max_age_seconds=3600, clock=lambda: now) as writer:
        first = writer.write(exchange(1))
        now += timedelta(hours=2)
        second = writer.write(exchange(2))

    assert first.warc_file.startswith("newsarchive-20240301000000-00000-")
    assert second.warc_file.startswith("newsarchive-20240301020000-00001-")


def test_an_existing_file_is_never_opened(tmp_path, exchange):
    now = datetime(2024, 3, 1, tzinfo=UTC)
    taken = f"newsarchive-20240301000000-0000{{}}-{os.getpid()}.warc.gz"
    (tmp_path / taken.format(0)).write_bytes(b"finished")
    (tmp_path / (taken.format(1) + ".open")).write_bytes(b"left by a kill")

    with WarcWriter(tmp_path, {}, clock=lambda: now) as writer:
        place = writer.write(exchange())

    assert place.warc_file == taken.format(2)
    assert (tmp_path / taken.format(0)).read_bytes() == b"finished"
    assert (tmp_path / (taken.format(1) + ".open")).read_bytes() == b"left by a kill"


def test_a_moment_without_zone_is_refused(tmp_path, exchange):
    with WarcWriter(tmp_path, {}) as writer, pytest.raises(ValueError, match="without a zone"):
        writer.write(exchange(captured_at=datetime(2024, 3, 1)))


def test_the_bytes_are_synced_before_the_place_is_returned(tmp_path, exchange, monkeypatch):
    synced = []
    sync = disk.sync

    def watching(descriptor):
        sync(descriptor)
        synced.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(disk, "sync", watching)
    with WarcWriter(tmp_path, {}) as writer:
        for number in (1, 2):
            place = writer.write(exchange(number))
            assert synced[-1] == place.warc_offset + place.warc_length


class Fault:
    """Fails the k-th call of a function of `os` on regular files, for once or from then on."""

    def __init__(self, monkeypatch, name, k, number, *, once, half=False):
        self.real, self.k, self.number, self.once, self.half, self.calls = getattr(os, name), k, number, once, half, 0
        monkeypatch.setattr(os, name, self)
        if name == "fdatasync":
            monkeypatch.setattr(disk, "sync", self)

    def __call__(self, descriptor, *arguments):
        self.calls += 1
        if self.calls == self.k or (self.calls > self.k and not self.once):
            if self.half:  # part of the bytes arrive, and the next call says why no more
                self.half = False
                self.k += 1
                data, offset = arguments
                return self.real(descriptor, data[: len(data) // 2], offset)
            raise OSError(self.number, os.strerror(self.number))
        return self.real(descriptor, *arguments)


@pytest.mark.parametrize("once", [True, False], ids=["once", "forever"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize(("call", "half"), [("pwrite", False), ("pwrite", True), ("fdatasync", False), ("fsync", False)])
@pytest.mark.parametrize("k", [1, 2, 3])
def test_what_was_acknowledged_survives_a_failing_disk(tmp_path, exchange, monkeypatch, call, half, number, once, k):
    acknowledged, errors = [], []
    with monkeypatch.context() as patch:
        fault = Fault(patch, call, k, number, once=once, half=half)
        writer = WarcWriter(tmp_path, {})
        for attempt in range(1, 6):
            try:
                acknowledged.append((exchange(attempt), writer.write(exchange(attempt))))
            except (ArchiveFull, WarcError) as error:
                errors.append(error)
    after = writer.write(exchange(9))
    writer.close()

    kind = ArchiveFull if number in (errno.ENOSPC, errno.EDQUOT) else WarcError
    assert errors or call == "fsync"  # the folder is synced once a file: call 2 does not happen when call 1 went well
    assert fault.calls >= k or call == "fsync"
    assert all(type(error) is kind for error in errors)
    assert len(acknowledged) + len(errors) == 5
    for page, place in [*acknowledged, (exchange(9), after)]:
        path = tmp_path / place.warc_file
        path = path if path.exists() else tmp_path / (place.warc_file + ".open")
        with path.open("rb") as file:
            file.seek(place.warc_offset)
            assert gzip.decompress(file.read(place.warc_length)).endswith(page.payload + b"\r\n\r\n")
    assert all(not list(verify(path)) for path in tmp_path.iterdir() if path.stat().st_size)


def test_a_sync_is_never_tried_again_on_the_same_file(tmp_path, exchange, monkeypatch):
    failed = []

    def failing(descriptor):
        failed.append(os.fstat(descriptor).st_ino)
        raise OSError(errno.EIO, "Input/output error")

    writer = WarcWriter(tmp_path, {})
    first = writer.write(exchange(1))
    with monkeypatch.context() as patch:
        patch.setattr(disk, "sync", failing)
        for number in (2, 3):
            with pytest.raises(WarcError):
                writer.write(exchange(number))
    after = writer.write(exchange(4))
    writer.close()

    assert len(failed) == len(set(failed)) == 2
    assert after.warc_file != first.warc_file
    assert (tmp_path / (first.warc_file + ".open")).exists()  # for recovery to read


@pytest.mark.parametrize("step", ["write_at", "sync"])
def test_an_interrupt_in_the_midst_of_a_record_leaves_nothing_of_it(tmp_path, exchange, monkeypatch, step):
    real = getattr(disk, step)

    def interrupted(descriptor, *arguments):
        real(descriptor, *(part[: len(part) // 2] if isinstance(part, bytes) else part for part in arguments))
        raise KeyboardInterrupt

    with WarcWriter(tmp_path, {}) as writer:
        writer.write(exchange(1))
        with monkeypatch.context() as patch:
            patch.setattr(disk, step, interrupted)
            with pytest.raises(KeyboardInterrupt):
                writer.write(exchange(2, payload=os.urandom(9_000)))
        writer.write(exchange(3))

    assert [problem for path in tmp_path.iterdir() for problem in verify(path)] == []
    written = [record.url for path in sorted(tmp_path.iterdir()) for record in records(path) if record.type == "response"]
    assert written == [exchange(1).url, exchange(3).url]


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_costs_no_acknowledged_record_and_writing_goes_on_when_there_is_room(tmp_path, exchange):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip(f"cannot mount a tmpfs: {mounted.stderr.decode().strip()}")
    try:
        ballast = small / "ballast"
        ballast.write_bytes(bytes(500_000))
        page = exchange(payload=os.urandom(90_000), headers=(("Content-Encoding", "br"),))
        writer = WarcWriter(small, {})
        places = []
        with pytest.raises(ArchiveFull, match="the disk is full"):
            places.extend(writer.write(page) for _ in range(20))
        ballast.unlink()
        places.append(writer.write(page))
        writer.close()

        assert len(places) > 2
        assert [record.payload for path in small.iterdir() for record in records(path) if record.type == "response"] == [
            page.payload
        ] * len(places)
        assert all(not list(verify(path)) for path in small.iterdir())
    finally:
        subprocess.run(["umount", small], check=True)
