"""Keeps a class private: a folder that only its owner can open, and a secret for the names of students' pages."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from raftlab.errors import UsageError
from raftlab.submission_reader import printable_path

SECRET_FILE = "page-names.key"
SECRET_BYTES = 32
NAME_DIGITS = 24
"""The hexadecimal digits of a page's name that nobody can guess: 96 bits."""


def make_private_folder(folder: Path) -> None:
    """Create a folder that only its owner can open; one that is there already keeps its permissions."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def private_output_folder(folder: Path) -> Iterator[None]:
    """Make a private folder, and those above it; remove each again if the block fails and nothing was written there."""
    new_folders = [place for place in (folder, *folder.parents) if not place.exists()]
    make_private_folder(folder)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for place in new_folders:
                place.rmdir()
        raise


def read_page_secret(folder: Path) -> bytes:
    """Return the secret of a batch's folder, made once, so that pages keep their names. UsageError if it is damaged."""
    file = folder / SECRET_FILE
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(SECRET_BYTES))
    except FileExistsError:
        pass
    secret = file.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise UsageError(f"{printable_path(file)} is damaged; remove it: the pages get new names")
    return secret


def unguessable_name(secret: bytes, text: str) -> str:
    """Return digits that only the owner of the secret can compute for a text."""
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:NAME_DIGITS]
