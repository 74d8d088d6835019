"""What another web archive answered -> a capture of this one, its bytes on the disk."""

from __future__ import annotations

from dataclasses import replace

from newsarchive import clock
from newsarchive.errors import NotAnArticle, WarcError
from newsarchive.importing import mementos
from newsarchive.items import Capture, Reason
from newsarchive.recorder import Recorder
from newsarchive.schedule import timestamp
from newsarchive.store import origins
from newsarchive.store.archive import Archive
from newsarchive.store.origins import Origin
from newsarchive.warc.decode import decode_body
from newsarchive.warc.read import capture_of
from newsarchive.warc.record import is_capture
from newsarchive.warc.scan import DamagedError
from newsarchive.warc.write import Exchange

__all__ = ["retrieved"]


async def retrieved(recorder: Recorder, address: str, answer: Exchange, cap: int) -> Capture | None:
    """The capture that an answer holds, kept; None for an answer that holds none, as when the archive refuses.

    address: as `mementos.address_of` makes it. cap: bytes of the body that are decoded. What was got before is not kept twice.
    Raises NotAnArticle for an answer that is not what was asked for; ArchiveFull, WarcError when it cannot be kept.
    """
    if mementos.is_ranged(address):
        return await _record(recorder, address, answer) if 200 <= answer.status < 300 else None
    memento = mementos.original(answer)
    if memento is None or memento.source is None:
        return None
    if known := _known(recorder.archive, memento.source.address):
        return known
    place = await recorder.write(memento)
    body, damage = decode_body(memento.headers, memento.payload, cap)
    return Capture(
        url=memento.url,
        captured_at=memento.captured_at,
        status=memento.status,
        headers=memento.headers,
        body=body,
        place=place,
        truncated=memento.truncated or damage,
        source=memento.source,
    )


async def _record(recorder: Recorder, address: str, answer: Exchange) -> Capture:
    """Of Common Crawl: the bytes are a record, which is kept as it stands."""
    archive = recorder.archive
    source, position = address.partition("#")[0], mementos.position_in(address)
    if known := _known(archive, source, position):
        return known
    if answer.status != 206:  # RFC 9110, 14.2: a server may ignore Range, and then sends the whole file
        raise NotAnArticle(f"{address}: the server sends files only as a whole", Reason.TOO_LARGE)
    try:
        copy, record = mementos.copy_of(answer.payload, source.rpartition("/")[2])
    except DamagedError as error:
        raise NotAnArticle(f"{address}: {error.what}", Reason.TRUNCATED) from error
    if not is_capture(record) or not record.record_id or record.type == "revisit":
        raise NotAnArticle(f"{address}: a {record.type} record", Reason.NOT_ARTICLE)
    origin = Origin(
        record_id=record.record_id,
        kind="commoncrawl",
        source=source,
        position=position,
        digest=record.payload_digest,
        imported_at=timestamp(clock.now()),
    )
    await recorder.commits.submit(lambda: origins.add(archive.connection, [origin]))
    if (place := archive.place(record.record_id)) is not None:  # imported before, from a file
        return archive.captured(place)
    [(warc_file, offset, length)] = await recorder.copy_soon([copy])
    kept = replace(record, warc_file=warc_file, offset=offset, length=length)
    return capture_of(kept, kept)


def _known(archive: Archive, source: str, position: int | None = None) -> Capture | None:
    """What was got from an address before: by a crawl that was killed before it could say so."""
    row = origins.got(archive.connection, source, position)
    try:
        return archive.capture(row) if row is not None else None
    except WarcError:
        return None  # it is had anew
