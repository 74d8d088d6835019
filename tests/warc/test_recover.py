import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from newsarchive.errors import ArchiveFull
from newsarchive.warc import disk
from newsarchive.warc import recover as recovery
from newsarchive.warc.read import read_at, records
from newsarchive.warc.recover import recover
from newsarchive.warc.verify import verify


@pytest.fixture
def open_file(tmp_path, archived, exchange):
    """A file of three exchanges as a killed writer leaves it -> its path and the places."""
    path, places = archived(count=3)
    return path.rename(path.with_name(path.name + ".open")), places


def end(place):
    return place.warc_offset + place.warc_length


def tree(folder):
    """Every file below the folder with its bytes."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_whole_captures_behind_the_last_committed_one_are_adopted(tmp_path, open_file, exchange):
    _, places = open_file

    done = recover(tmp_path, {places[0].warc_file: end(places[0])})

    assert done.closed == (places[0].warc_file,)
    assert done.adopted == tuple(places[1:])
    assert done.problems == done.quarantined == ()
    assert [read_at(tmp_path, place).body for place in done.adopted] == [exchange(2).payload, exchange(3).payload]


def test_a_capture_without_a_row_is_adopted_before_the_last_committed_one_too(tmp_path, open_file):
    path, places = open_file
    adopted = []

    def adopt(place):
        assert path.exists(), "the final name says that every capture has a row"
        adopted.append(place)

    known = {place.record_id for place in places[1:]}
    done = recover(tmp_path, {places[0].warc_file: end(places[2])}, known=known.__contains__, adopt=adopt)

    assert done.closed == (places[0].warc_file,)
    assert list(done.adopted) == adopted == [places[0]]


def test_a_tail_torn_at_any_byte_is_cut_off_and_kept_aside(tmp_path, open_file, monkeypatch):
    monkeypatch.setattr(disk, "sync", lambda descriptor: None)  # a thousand repairs; that they are synced is tested below
    monkeypatch.setattr(disk, "sync_folder", lambda folder: None)
    path, places = open_file
    whole = path.read_bytes()
    last = end(places[1])

    for cut in range(last, len(whole)):
        (tmp_path / places[0].warc_file).unlink(missing_ok=True)
        path.write_bytes(whole[:cut])
        done = recover(tmp_path, {})

        finished = tmp_path / places[0].warc_file
        assert done.adopted == tuple(places[:2])
        assert finished.read_bytes() == whole[:last]
        assert [tail.read_bytes() for tail in done.quarantined] == ([whole[last:cut]] if cut > last else [])
        assert done.problems == ()
    assert list(verify(finished)) == []


def test_every_reader_reads_a_repaired_file_to_its_end(tmp_path, open_file):
    path, places = open_file
    path.write_bytes(path.read_bytes()[:-7])

    recover(tmp_path, {})

    with (tmp_path / places[0].warc_file).open("rb") as file:
        assert sum(record.rec_type == "response" for record in ArchiveIterator(file)) == 2


def test_recovering_again_changes_nothing_and_finds_the_same_captures(tmp_path, open_file):
    path, _ = open_file
    path.write_bytes(path.read_bytes()[:-7])

    first = recover(tmp_path, {})
    before = tree(tmp_path)
    again = recover(tmp_path, {})

    assert again.adopted == first.adopted != ()
    assert again.closed == again.quarantined == again.problems == ()
    assert tree(tmp_path) == before


def test_nothing_is_adopted_once_it_is_committed(tmp_path, open_file):
    _, places = open_file

    recover(tmp_path, {})

    assert recover(tmp_path, {places[0].warc_file: end(places[-1])}).adopted == ()


def test_damage_before_the_committed_end_is_reported_and_not_touched(tmp_path, open_file):
    path, places = open_file
    flipped = bytearray(path.read_bytes())
    flipped[places[0].warc_offset + places[0].warc_length // 2] ^= 4
    path.write_bytes(flipped)

    done = recover(tmp_path, {places[0].warc_file: end(places[1])})

    assert [problem.offset for problem in done.problems] == [places[0].warc_offset]
    assert done.adopted == (places[2],)
    assert (tmp_path / places[0].warc_file).read_bytes() == flipped


def test_a_damaged_last_record_that_has_a_row_is_not_cut_off(tmp_path, open_file):
    path, places = open_file
    flipped = bytearray(path.read_bytes())
    flipped[places[2].warc_offset + places[2].warc_length // 2] ^= 4
    path.write_bytes(flipped)

    done = recover(tmp_path, {places[0].warc_file: end(places[2])})

    assert [problem.offset for problem in done.problems] == [places[2].warc_offset]
    assert done.quarantined == done.adopted == ()
    assert (tmp_path / places[0].warc_file).read_bytes() == flipped


def test_captures_behind_garbage_are_found_and_the_garbage_reported(tmp_path, open_file):
    path, places = open_file
    whole = path.read_bytes()
    at, garbage = end(places[0]), b"\x1f\x8b\x08 is no member" + bytes(5000)
    path.write_bytes(whole[:at] + garbage + whole[at:])

    done = recover(tmp_path, {places[0].warc_file: at})

    assert [place.record_id for place in done.adopted] == [place.record_id for place in places[1:]]
    assert [place.warc_offset for place in done.adopted] == [place.warc_offset + len(garbage) for place in places[1:]]
    assert [problem.offset for problem in done.problems] == [at]


def test_a_file_shorter_than_its_rows_say_is_reported_and_not_cut(tmp_path, open_file):
    path, places = open_file
    short = path.read_bytes()[:-100]
    path.write_bytes(short)

    done = recover(tmp_path, {places[0].warc_file: end(places[2])})

    assert any("before the last record that has a row" in problem.what for problem in done.problems)
    assert (tmp_path / places[0].warc_file).read_bytes() == short


def test_an_empty_file_is_removed_and_one_with_its_warcinfo_kept(tmp_path, open_file):
    path, places = open_file
    (tmp_path / "newsarchive-0.warc.gz.open").touch()
    only = path.read_bytes()[: next(record.length for record in records(path))]
    path.write_bytes(only)

    done = recover(tmp_path, {})

    assert done.closed == (places[0].warc_file,)
    assert tree(tmp_path) == {Path(places[0].warc_file): only}


def test_a_finished_file_is_never_overwritten(tmp_path, open_file):
    path, places = open_file
    finished = tmp_path / places[0].warc_file
    finished.write_bytes(path.read_bytes())
    before = tree(tmp_path)

    done = recover(tmp_path, {})

    assert "neither is touched" in done.problems[0].what
    assert tree(tmp_path) == before


def test_a_full_disk_stops_the_repair_before_anything_is_cut(tmp_path, open_file, monkeypatch):
    path, _ = open_file
    torn = path.read_bytes()[:-7]
    path.write_bytes(torn)

    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(recovery.shutil, "copyfileobj", full)
        with pytest.raises(ArchiveFull):
            recover(tmp_path, {})

    assert path.read_bytes() == torn
    assert len(recover(tmp_path, {}).adopted) == 2


@pytest.mark.parametrize("k", range(1, 8))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_repair_killed_at_any_step_is_finished_by_the_next(tmp_path, open_file, monkeypatch, k, after):
    path, places = open_file
    whole = path.read_bytes()
    path.write_bytes(whole[:-7])
    calls = 0

    class Killed(BaseException):
        pass

    def dying(real):
        def step(*arguments):
            nonlocal calls
            calls += 1
            if calls == k and not after:
                raise Killed
            result = real(*arguments)
            if calls == k:
                raise Killed
            return result

        return step

    with monkeypatch.context() as patch:
        patch.setattr(disk, "sync", dying(disk.sync))
        patch.setattr(disk, "sync_folder", dying(disk.sync_folder))
        patch.setattr(os, "ftruncate", dying(os.ftruncate))
        patch.setattr(Path, "rename", dying(Path.rename))
        patch.setattr(Path, "replace", dying(Path.replace))
        with pytest.raises(Killed):
            recover(tmp_path, {})
            calls = 8  # there are seven steps; an eighth would be tested above
            raise Killed
    done = recover(tmp_path, {})

    assert calls == k
    assert done.adopted == tuple(places[:2])
    kept = tree(tmp_path)
    assert kept.pop(Path(places[0].warc_file)) == whole[: end(places[1])]
    assert [data for name, data in kept.items() if name.suffix == ".tail"] == [whole[end(places[1]) : -7]]


def test_no_acknowledged_capture_is_lost_when_the_writer_is_killed(tmp_path):
    program = textwrap.dedent(
        """
        import os, signal, sys
        from datetime import UTC, datetime
        from pathlib import Path
        from newsarchive.warc import disk
        from newsarchive.warc.write import Exchange, WarcWriter

        def torn(descriptor, data, offset, real=disk.write_at):
            half = len(data) // 2
            real(descriptor, data[:half], offset)
            if number == int(sys.argv[2]):
                print("half", flush=True)
                signal.pause()
            real(descriptor, data[half:], offset + half)

        disk.write_at = torn
        writer = WarcWriter(Path(sys.argv[1]), {}, max_bytes=400_000)
        for number in range(1_000_000):
            place = writer.write(Exchange(
                url=f"https://a.example/{number}", captured_at=datetime.now(UTC), status=200, headers=(),
                payload=os.urandom(20_000),
            ))
            print(place.warc_file, place.warc_offset, place.record_id, flush=True)
        """
    )
    torn = 0
    committed: dict[str, int] = {}
    for half in (0, 1, 7, 40, -1, -1):  # the record in the midst of which the kill comes; -1: wherever it may be
        command = [sys.executable, "-c", program, tmp_path, str(half)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            lines = []
            while "half\n" not in lines[-1:] and len(lines) < 60:
                lines.append(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            rest, _ = process.communicate()
        printed = [tuple(line.split(" ")) for line in "".join([*lines, rest]).splitlines()]
        acknowledged = {line for line in printed if len(line) == 3 and len(line[2]) == len("urn:uuid:") + 36}

        done = recover(tmp_path, committed)

        torn += len(done.quarantined)
        adopted = {(place.warc_file, str(place.warc_offset), place.record_id) for place in done.adopted}
        assert acknowledged or half == 0
        assert acknowledged <= adopted
        for place in done.adopted:
            committed[place.warc_file] = max(committed.get(place.warc_file, 0), end(place))
    files = list(tmp_path.glob("*.warc.gz"))
    assert torn >= 4  # or the kills hit nothing
    assert len(files) >= 6
    assert not list(tmp_path.glob("*.open"))
    assert [problem for path in files for problem in verify(path)] == []
