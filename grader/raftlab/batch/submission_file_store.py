"""The submitted files of a class, kept in the batch's folder under their digests, so that pages can show them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from raftlab.batch.models import SubmissionEntry
from raftlab.batch.page_secret import make_private_folder
from raftlab.state_dir import write_atomically

SOURCE_FOLDER = "submissions"
DIGEST = re.compile(r"[0-9a-f]{64}")


def save_sources(folder: Path, entries: Iterable[SubmissionEntry]) -> None:
    """Keep each submitted file once. A file that is there already has these bytes: its name is their digest."""
    target = folder / SOURCE_FOLDER
    make_private_folder(target)
    for entry in entries:
        if entry.source and not (file := target / entry.sha256).is_file():
            write_atomically(file, entry.source)


def read_source(folder: Path, sha256: str) -> str | None:
    """Return the text of a submitted file, None if the folder lacks it. Bytes that are no UTF-8 are replaced."""
    if not DIGEST.fullmatch(sha256):
        return None
    try:
        return (folder / SOURCE_FOLDER / sha256).read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return None
