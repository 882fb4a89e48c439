"""Work on its way: a work code to paste, a file to download, and the way back."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from reelab.course import workfile
from reelab.course.work import Work
from reelab.errors import CourseError

PREFIX = "reelab-work1"
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


def encode(content: workfile.Content) -> str:
    """Write all of the work as one line that can be mailed and pasted.

    Parameters
    ----------
    content : Content
        The work.

    Returns
    -------
    str
        `reelab-work1:`, the packed file and a checksum.
    """
    packed = base64.urlsafe_b64encode(zlib.compress(workfile.write(content).encode(), 9)).decode()
    return f"{PREFIX}:{packed}:{_checksum(packed)}"


def _checksum(packed: str) -> str:
    return f"{zlib.crc32(packed.encode(errors='replace')):08x}"


def decode(code: str) -> str:
    """Return the text of the work file that a work code holds.

    Parameters
    ----------
    code : str
        What was pasted; blanks and line breaks are ignored.

    Returns
    -------
    str
        The text, for `workfile.read`.

    Raises
    ------
    CourseError
        If it is no work code, or a damaged one.
    """
    parts = _BLANKS.sub("", code[: workfile.LARGEST]).split(":")
    if parts[0].startswith("reelab-work") and parts[0] != PREFIX:
        raise CourseError("This work code comes from a newer version of the course; update first.")
    if parts[0] != PREFIX or len(parts) != 3:
        raise CourseError(
            f"This is not a whole work code: it begins with '{PREFIX}:' and ends in a checksum. "
            "Copy it again from its first to its last letter."
        )
    if parts[2].lower() != _checksum(parts[1]):
        raise CourseError("The work code is damaged (its checksum does not fit): copy it again.")
    try:
        unpack = zlib.decompressobj()
        raw = unpack.decompress(base64.urlsafe_b64decode(parts[1]), workfile.LARGEST)
        return raw.decode()
    except (ValueError, zlib.error, binascii.Error):
        raise CourseError("The work code cannot be unpacked: copy it again.") from None


def content(text: str) -> workfile.Content:
    """Read the text of a work file, or a work code.

    Parameters
    ----------
    text : str
        What a file holds, or was pasted.

    Returns
    -------
    Content
        The work.

    Raises
    ------
    CourseError
        If nothing in it can be used.
    """
    return workfile.read(text if text.lstrip().startswith("{") else decode(text))


def opened(raw: bytes, name: str = "This file") -> workfile.Content:
    """Read a file that holds work, as JSON or as a work code.

    Parameters
    ----------
    raw : bytes
        What is in the file.
    name : str
        What messages call it.

    Returns
    -------
    Content
        The work.

    Raises
    ------
    CourseError
        If it holds something else, or nothing in it can be used.
    """
    if raw.startswith(b"PK"):
        raise CourseError(f"{name} is a packed file (zip); unpack it first.")
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = raw.decode("utf-16" if wide else "utf-8-sig", "replace").strip()
    if not text:
        raise CourseError(f"{name} is empty.")
    if workfile.FORMAT not in text and not text.startswith("reelab-work"):
        raise CourseError(f"{name} is not a work file.")
    return content(text)


def restore(mine: Work, given: str | bytes, name: str = "This file") -> str:
    """Take over work from a file or a work code.

    Parameters
    ----------
    mine : Work
        The work to add to; nothing in it is lost.
    given : str or bytes
        The content of a work file, or a work code.
    name : str
        What messages call the file.

    Returns
    -------
    str
        What was restored, and what could not be, in a sentence.

    Raises
    ------
    CourseError
        If nothing in it can be used; then the work is as before.
    """
    if isinstance(given, str) and not given.strip():
        raise CourseError("There is nothing to restore: choose your work file or paste your code.")
    found = opened(given, name) if isinstance(given, bytes) else content(given)
    mine.take(found)
    count = len(found.entries)
    sentence = f"{count} {'entry' if count == 1 else 'entries'} restored."
    if found.damaged:
        lost = "; ".join(found.damaged[:3])
        sentence += f" Not restored, because damaged: {lost[:300]}."
    return sentence
