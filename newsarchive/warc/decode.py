"""A payload as sent -> the body it means: Content-Encoding taken off, within a bound.

What servers do: label plain bytes gzip, break off inside a gzip stream under the right Content-Length, send deflate
with and without the zlib header, and answer a few kilobytes that unfold to gigabytes. None of it may raise or fill the
memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from newsarchive.items import Reason

__all__ = ["MAX_BODY", "dechunked", "decode_body"]

MAX_BODY = 8 * 1024 * 1024
"""Bytes of a body: far more than an article page has, few enough to parse."""


def _module(name: str) -> Any:
    """The module, None where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


# Scrapy installs both; a body that cannot be decoded for want of one is BAD_ENCODING, and a later replay mends it.
brotli = _module("brotli")
zstd = _module("backports.zstd")

_PIECE = 64 * 1024  # at most so much comes out of a decoder at a time
_STEP = 4096  # and so much goes in: what is lost where a stream is damaged
_MAX_CODINGS = 4  # RFC 9110, 8.4: a list, in the order applied. No server has a use for more.


class _DamagedError(Exception):
    """The stream is not what its coding prescribes."""


class _CutShortError(Exception):
    """The stream ends before its end."""


def decode_body(
    headers: Iterable[tuple[str, str]], payload: bytes, cap: int = MAX_BODY
) -> tuple[bytes, Reason | None]:
    """The body, and why it is not all of it: TOO_LARGE (its first `cap` bytes), TRUNCATED or BAD_ENCODING (what came).

    A payload of plain text is the body, whatever its label.

    >>> decode_body([("Content-Encoding", "gzip")], b"<html>plain after all")
    (b'<html>plain after all', None)
    """
    codings = [
        coding.strip().lower().removeprefix("x-")
        for name, value in headers
        if name.lower() == "content-encoding"
        for coding in value.split(",")
    ]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    if len(codings) > _MAX_CODINGS:
        return payload[:cap], Reason.BAD_ENCODING
    body, reason = payload, None
    for coding in reversed(codings):
        if not body:  # the answer to a HEAD, or a 304: the header without a body
            break
        decoder = _DECODERS.get(coding)
        if decoder is None:
            return body[:cap], Reason.BAD_ENCODING
        decoded, found = _gathered(decoder(body), cap)
        if found is Reason.BAD_ENCODING and not decoded:
            return body[:cap], reason if _is_text(body) else Reason.BAD_ENCODING
        body, reason = decoded, reason or found
    if len(body) > cap:
        return body[:cap], Reason.TOO_LARGE
    return body, reason


def _gathered(pieces: Iterator[bytes], cap: int) -> tuple[bytes, Reason | None]:
    body = bytearray()
    try:
        for piece in pieces:
            body += piece
            if len(body) > cap:
                return bytes(body[:cap]), Reason.TOO_LARGE
    except _DamagedError:
        return bytes(body), Reason.BAD_ENCODING
    except _CutShortError:
        return bytes(body), Reason.TRUNCATED
    return bytes(body), None


def _steps(data: bytes) -> Iterator[bytes]:
    return (data[start : start + _STEP] for start in range(0, len(data), _STEP))


def _inflated(data: bytes, wbits: int) -> Iterator[bytes]:
    """One stream of zlib or raw deflate, or the members of a gzip stream (RFC 1952, 2.2)."""
    stream = zlib.decompressobj(wbits)
    for step in _steps(data):
        while step:
            if stream.eof:
                # Padding after the last member is common and means nothing; browsers overlook it too.
                if wbits != _GZIP or not step.startswith(b"\x1f"):
                    return
                stream = zlib.decompressobj(wbits)
            try:
                yield stream.decompress(step, _PIECE)
            except zlib.error as error:
                raise _DamagedError from error
            step = stream.unused_data if stream.eof else stream.unconsumed_tail
    # What fits into no more input may still wait for room to come out.
    while not stream.eof:
        try:
            piece = stream.decompress(b"", _PIECE)
        except zlib.error as error:
            raise _DamagedError from error
        if not piece:
            raise _CutShortError
        yield piece


_GZIP = zlib.MAX_WBITS + 16


def _gzip(data: bytes) -> Iterator[bytes]:
    return _inflated(data, _GZIP)


def _deflate(data: bytes) -> Iterator[bytes]:
    # RFC 9110, 8.4.1.2: "deflate" is the zlib format, and some servers send it without the zlib header.
    zlib_header = len(data) >= 2 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return _inflated(data, zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)


def _brotli(data: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    try:
        for step in _steps(data):
            if stream.is_finished():
                return
            yield stream.process(step, output_buffer_limit=_PIECE)
            while not stream.can_accept_more_data():
                yield stream.process(b"", output_buffer_limit=_PIECE)
    except brotli.error as error:
        raise _DamagedError from error
    if not stream.is_finished():
        raise _CutShortError


def _zstd(data: bytes) -> Iterator[bytes]:
    stream = zstd.ZstdDecompressor()
    try:
        for step in _steps(data):
            if stream.eof:
                return
            yield stream.decompress(step, _PIECE)
            while not stream.needs_input and not stream.eof:
                yield stream.decompress(b"", _PIECE)
    except zstd.ZstdError as error:
        raise _DamagedError from error
    if not stream.eof:
        raise _CutShortError


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {"gzip": _gzip, "deflate": _deflate}
# brotli 1.2 is the first whose output can be bounded (CVE-2025-6176).
if brotli is not None and hasattr(brotli.Decompressor, "can_accept_more_data"):
    _DECODERS["br"] = _brotli
if zstd is not None:
    _DECODERS["zstd"] = _zstd

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")


def _is_text(data: bytes) -> bool:
    """Whether the first bytes could be a page: no compressed stream goes 256 bytes without a control character."""
    return _CONTROL.search(data, 0, 256) is None


_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")


def dechunked(payload: bytes) -> tuple[bytes, Reason | None]:
    """A payload with its chunks (RFC 9112, 7.1) -> the entity body, TRUNCATED when the last chunk is missing.

    Some archivers keep the chunks, some take them off and leave the header: a payload without chunks is the body.

    >>> dechunked(b"4\\r\\nnews\\r\\n3;x=1\\r\\n at\\r\\n0\\r\\n\\r\\n")
    (b'news at', None)
    """
    chunks: list[bytes] = []
    position = 0
    while found := _CHUNK.match(payload, position):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(chunks), None  # what follows are trailers
        start, end = found.end(), found.end() + size
        chunks.append(payload[start:end])
        if end >= len(payload):
            break
        if payload[end : end + 2] == b"\r\n":
            position = end + 2
        elif payload[end : end + 1] == b"\n":
            position = end + 1
        else:  # the first line only looked like a chunk size, or the stream is damaged here
            return (b"".join(chunks), Reason.TRUNCATED) if len(chunks) > 1 else (payload, None)
    if not chunks:
        return payload, None
    return b"".join(chunks), Reason.TRUNCATED
