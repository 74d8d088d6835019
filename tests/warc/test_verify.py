import gzip
import random
import tracemalloc
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.errors import WarcError
from newsarchive.warc.read import records
from newsarchive.warc.verify import verify
from newsarchive.warc.write import Original, WarcWriter

SEED = 20240301


def foreign(*, compressed=True, version="1.0", digest=None):
    """A file as warcio writes it."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=compressed, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "other"}))
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    for number in range(3):
        body = f"<html>{number}".encode() * 100
        answer = writer.create_warc_record(
            f"http://a.example/{number}",
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=head,
            warc_headers_dict={"WARC-Payload-Digest": digest} if digest else {},
        )
        asked = writer.create_warc_record(
            f"http://a.example/{number}",
            "request",
            http_headers=StatusAndHeaders("GET / HTTP/1.1", [("Host", "a.example")], is_http_request=True),
        )
        writer.write_request_response_pair(asked, answer)
    return out.getvalue()


@pytest.fixture
def mixed(archived, exchange):
    """A file of every kind of record that we write: plain, encoded and empty payloads, and a revisit."""
    noise = random.Random(SEED).randbytes(20_000)
    encoded = exchange(2, headers=(("Content-Encoding", "gzip"),), payload=gzip.compress(noise, mtime=0))
    pages = [exchange(1), encoded, exchange(3, payload=b"", status=404), exchange(4, payload=noise)]

    def write(folder):
        with WarcWriter(folder, {"robots": "obey"}) as writer:
            first, *_ = [writer.write(page) for page in pages]
            known = Original(record_id=first.record_id, url=pages[0].url, captured_at=pages[0].captured_at)
            writer.write(exchange(1, lease="again"), known)
        return folder / first.warc_file

    return write


def test_a_good_file_has_no_problem(tmp_path, mixed):
    path = mixed(tmp_path)

    assert list(verify(path, exists=lambda record_id: True, committed=path.stat().st_size)) == []


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_good_file_of_warcio_has_no_problem(tmp_path, compressed, version):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(foreign(compressed=compressed, version=version))

    assert list(verify(path)) == []


def test_every_flipped_bit_is_found(tmp_path, mixed):
    path = mixed(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(SEED)
    ends = [record.offset for record in records(path)]
    # Anywhere, and in every byte of a member's header and trailer, which gzip does not check or only in part.
    bits = [chance.randrange(len(whole) * 8) for _ in range(500)]
    bits += [(end + byte) * 8 + chance.randrange(8) for end in ends for byte in range(-12, 24) if end + byte >= 0]

    missed = []
    for bit in bits:
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        if not list(verify(path)):
            missed.append(bit)

    assert missed == [], f"seed {SEED}"


def test_every_truncation_is_found(tmp_path, mixed):
    path = mixed(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(SEED)
    cuts = [chance.randrange(len(whole)) for _ in range(200)] + [record.offset for record in records(path)]

    for cut in cuts:
        path.write_bytes(whole[:cut])
        assert list(verify(path, committed=len(whole))), f"cut at {cut}, seed {SEED}"


def test_a_truncation_is_found_without_the_rows_unless_it_falls_between_two_exchanges(tmp_path, mixed):
    path = mixed(tmp_path)
    whole = path.read_bytes()
    between = {record.offset for record in records(path) if record.type == "request"}

    unnoticed = set()
    for cut in range(len(whole) - 1300, len(whole)):
        path.write_bytes(whole[:cut])
        if not list(verify(path)):
            unnoticed.add(cut)

    assert unnoticed == {cut for cut in between if cut >= len(whole) - 1300} != set()


@pytest.mark.parametrize("compressed", [True, False])
def test_a_flipped_bit_in_what_a_foreign_file_holds_is_found(tmp_path, compressed):
    path = tmp_path / "a.warc.gz"
    whole = foreign(compressed=compressed)
    chance = random.Random(SEED)
    path.write_bytes(whole)
    good = [record.payload for record in records(path)]

    for _ in range(100):
        flipped = bytearray(whole)
        bit = chance.randrange(len(whole) * 8)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        if not list(verify(path)):  # then what the records hold is as it was
            assert [record.payload for record in records(path)] == good, f"bit {bit}, seed {SEED}"


def test_records_behind_the_damage_are_still_checked(tmp_path, archived):
    path, places = archived(count=4)
    flipped = bytearray(path.read_bytes())
    for place in (places[0], places[2]):
        flipped[place.warc_offset + place.warc_length // 2] ^= 0x10
    path.write_bytes(flipped)

    offsets = [problem.offset for problem in verify(path)]

    assert {places[0].warc_offset, places[2].warc_offset} <= set(offsets)
    assert places[1].warc_offset not in offsets
    assert places[3].warc_offset not in offsets


def test_bytes_between_records_are_found(tmp_path, archived):
    path, places = archived(count=3)
    whole = path.read_bytes()
    at = places[0].warc_offset + places[0].warc_length
    path.write_bytes(whole[:at] + bytes(512) + whole[at:])

    [problem] = verify(path)

    assert (problem.offset, problem.what) == (at, "no record begins here")


@pytest.mark.parametrize(
    "digest", ["sha256:" + "0" * 64, "sha1:" + "A" * 32, "md5:" + "0" * 32, "sha-256:" + "0" * 64], ids=lambda d: d[:7]
)
def test_a_payload_that_differs_from_its_digest_is_found(tmp_path, digest):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(foreign(digest=digest))

    assert {problem.what for problem in verify(path)} == {"its payload differs from WARC-Payload-Digest"}


def test_a_digest_of_no_known_kind_is_found(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(foreign(digest="crc:12"))

    assert {problem.what for problem in verify(path)} == {"its payload digest 'crc:12' is of no known kind"}


def test_a_revisit_without_its_original_is_found(tmp_path, mixed):
    path = mixed(tmp_path)

    [problem] = verify(path, exists=lambda record_id: False)

    assert "is not in the archive" in problem.what


def test_a_request_without_its_response_is_found(tmp_path, archived):
    path, places = archived(count=2)
    path.write_bytes(path.read_bytes()[: places[-1].warc_offset])

    [problem] = verify(path)

    assert problem.what == f"its response {places[-1].record_id} does not follow it"


def test_an_empty_file_is_a_problem(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.touch()

    assert [problem.what for problem in verify(path)] == ["the file is empty"]


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(WarcError, match="cannot be read"):
        list(verify(tmp_path / "none.warc.gz"))


def test_a_large_record_is_checked_in_little_memory(tmp_path, archived, exchange):
    path, _ = archived(exchange(payload=bytes(60_000_000)), exchange(2, payload=random.Random(1).randbytes(20_000_000)))

    tracemalloc.start()
    problems = list(verify(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert problems == []
    assert peak < 10_000_000
