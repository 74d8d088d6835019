import gzip
import random
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.items import Reason
from newsarchive.warc.decode import dechunked, decode_body

PAGE = "<html><p>援疆干部在喀什。</p>".encode() * 400


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


CODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
}


@pytest.mark.parametrize("coding", CODERS)
def test_a_body_is_what_the_server_encoded(coding):
    payload = CODERS[coding](PAGE)

    assert decode_body([("Content-Encoding", coding)], payload) == (PAGE, None)


def test_deflate_without_the_zlib_header_is_read():
    assert decode_body([("content-encoding", "deflate")], raw_deflate(PAGE)) == (PAGE, None)


def test_codings_come_off_in_the_opposite_order():
    payload = brotli.compress(gzip.compress(PAGE))

    assert decode_body([("Content-Encoding", "gzip, br")], payload) == (PAGE, None)


def test_members_of_a_gzip_body_are_joined_and_padding_is_overlooked():
    payload = gzip.compress(PAGE) + gzip.compress(b"the end") + b"\0" * 9

    assert decode_body([("Content-Encoding", "gzip")], payload) == (PAGE + b"the end", None)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_text_under_a_label_of_compression_is_the_body(coding):
    assert decode_body([("Content-Encoding", coding)], PAGE) == (PAGE, None)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_stream_without_its_end_is_truncated_and_gives_what_came(coding):
    noise = random.Random(7).randbytes(300_000).hex().encode()
    payload = CODERS[coding](noise)[:-5_000]

    body, reason = decode_body([("Content-Encoding", coding)], payload)

    assert reason is Reason.TRUNCATED
    assert noise.startswith(body)
    assert len(body) > 400_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_gives_the_first_bytes_and_no_more(coding):
    payload = CODERS[coding](bytes(50_000_000))

    body, reason = decode_body([("Content-Encoding", coding)], payload, cap=100_000)

    assert (len(body), reason) == (100_000, Reason.TOO_LARGE)


def test_a_body_of_exactly_the_cap_is_whole():
    payload = gzip.compress(PAGE)

    assert decode_body([("Content-Encoding", "gzip")], payload, cap=len(PAGE)) == (PAGE, None)
    assert decode_body([("Content-Encoding", "gzip")], payload, cap=len(PAGE) - 1) == (PAGE[:-1], Reason.TOO_LARGE)


def test_a_plain_body_over_the_cap_is_too_large():
    assert decode_body([], PAGE, cap=6) == (b"<html>", Reason.TOO_LARGE)


def test_a_damaged_stream_is_a_bad_encoding_and_gives_what_came():
    noise = random.Random(7).randbytes(60_000).hex().encode()
    payload = bytearray(gzip.compress(noise))
    payload[len(payload) // 2] ^= 0xFF

    body, reason = decode_body([("Content-Encoding", "gzip")], bytes(payload))

    assert reason is Reason.BAD_ENCODING
    assert body[:40_000] == noise[:40_000]


def test_an_unknown_coding_is_a_bad_encoding():
    assert decode_body([("Content-Encoding", "sdch")], b"\x00\x01") == (b"\x00\x01", Reason.BAD_ENCODING)


def test_a_list_of_many_codings_is_refused():
    headers = [("Content-Encoding", ", ".join(["gzip"] * 50))]

    assert decode_body(headers, gzip.compress(PAGE))[1] is Reason.BAD_ENCODING


def test_an_answer_without_body_is_empty_whatever_its_headers():
    assert decode_body([("Content-Encoding", "gzip")], b"") == (b"", None)


@given(st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "x"]), st.binary(max_size=300))
def test_no_bytes_make_the_decoder_raise(coding, payload):
    body, _ = decode_body([("Content-Encoding", coding)], payload, cap=1000)

    assert len(body) <= 1000


def test_chunks_come_off():
    assert dechunked(b"5;a=b\r\n<html\r\n1\r\n>\r\n0\r\nTrailer: x\r\n\r\n") == (b"<html>", None)


def test_chunks_without_the_last_one_are_truncated():
    assert dechunked(b"5\r\n<html\r\n1\r\n") == (b"<html", Reason.TRUNCATED)
    assert dechunked(b"ff\r\n<html") == (b"<html", Reason.TRUNCATED)


def test_a_payload_without_chunks_is_left_as_it_is():
    assert dechunked(b"<html>") == (b"<html>", None)
    year = b"20\r\nyears of bridges and ferries in one picture"
    assert dechunked(year) == (year, None)


@given(st.lists(st.binary(min_size=1, max_size=50)))
def test_any_chunks_are_joined(chunks):
    payload = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"

    assert dechunked(payload) == (b"".join(chunks), None)
