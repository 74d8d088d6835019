"""What is known of an article and a new reading of it -> a Verdict. Touches no I/O."""

from __future__ import annotations

from newsarchive.items import Verdict

__all__ = ["healthy", "judge"]


def healthy(title: str | None, body: str | None, body_before: str | None) -> bool:
    """Whether a reading may follow what was known when it was captured (body_before).

    A page that lost its headline or its text was served or read badly.

    >>> healthy("Low tide", None, "The harbor was empty."), healthy("Photos", None, None)
    (False, True)
    """
    return title is not None and (body is not None or body_before is None)


def judge(content: str, known: str | None, body_elsewhere: bool) -> Verdict:
    """The verdict on a reading.

    content: hash of its fields. known: that of the version in force when it was captured, None for an article not seen
    before. body_elsewhere: another article has most of its body, or it most of another's.
    """
    if known is None:
        return Verdict.COPY if body_elsewhere else Verdict.NEW
    return Verdict.UNCHANGED if known == content else Verdict.REVISED
