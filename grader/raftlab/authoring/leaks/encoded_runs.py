"""The long runs of letters in a file that encode other bytes: base64, base32, base85, uuencode."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{64,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]{4,}={0,2})*")
BASE32_RUN = re.compile(rb"(?:[A-Z2-7]{16,}\r?\n?){4,}[A-Z2-7]*=*")
BASE85_RUN = re.compile(rb"(?:[0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]{32,}\r?\n?){4,}[0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]*")
ASCII85_RUN = re.compile(rb"(?:[!-uz]{32,}\r?\n?){4,}[!-uz]*")
UU_BLOCK = re.compile(rb"^begin [0-7]{3} [^\r\n]+\r?\n(.*?)^end", re.M | re.S)
LINE_BREAKS = re.compile(rb"\s")


def encoded_contents(data: bytes) -> Iterator[bytes]:
    """Yield what the long runs of encoded letters in `data` stand for."""
    for pattern, decode in DECODERS:
        for run in pattern.findall(data):
            try:
                yield decode(run)
            except (binascii.Error, ValueError):
                continue


def decode_base64(run: bytes) -> bytes:
    """Return what a run of base64 letters, of either alphabet and with or without padding, stands for."""
    letters = LINE_BREAKS.sub(b"", run).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def decode_base32(run: bytes) -> bytes:
    """Return what a run of base32 letters, with or without padding, stands for."""
    letters = LINE_BREAKS.sub(b"", run).rstrip(b"=")
    return base64.b32decode(letters + b"=" * (-len(letters) % 8))


def decode_base85(run: bytes) -> bytes:
    """Return what a run of letters of `base64.b85encode` stands for."""
    return base64.b85decode(LINE_BREAKS.sub(b"", run))


def decode_ascii85(run: bytes) -> bytes:
    """Return what a run of letters of `base64.a85encode` stands for, with or without Adobe's marks."""
    return base64.a85decode(LINE_BREAKS.sub(b"", run).removeprefix(b"<~").removesuffix(b"~"))


def decode_uu(block: bytes) -> bytes:
    """Return what the lines of a uuencoded block stand for."""
    return b"".join(binascii.a2b_uu(line) for line in block.splitlines() if line.strip())


DECODERS: tuple[tuple[re.Pattern[bytes], Callable[[bytes], bytes]], ...] = (
    (BASE64_RUN, decode_base64),
    (BASE32_RUN, decode_base32),
    (BASE85_RUN, decode_base85),
    (ASCII85_RUN, decode_ascii85),
    (UU_BLOCK, decode_uu),
)
