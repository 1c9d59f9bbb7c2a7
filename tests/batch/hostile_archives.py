"""Thirty and more things to hand in that were made to write elsewhere, to run, to explode or to lie."""

from __future__ import annotations

import functools
import gzip
import io
import os
import socket
import stat
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

Members = list[tuple[zipfile.ZipInfo | str, bytes]]
MARK = "raftlab-was-here"
"""What each of them would write, somewhere outside of itself."""
RUNS = f"import pathlib\nfor place in ('/tmp', '.', '..'):\n    (pathlib.Path(place) / '{MARK}').touch()\n".encode()
"""A file that leaves a mark where anything imports or collects it."""


def zipped(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of the members, in this order, doubles included."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, data in members:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    """Return a member that says it is a link, a device, a pipe."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (mode | 0o777) << 16
    return info


def tarred(*infos: tuple[str, bytes, str]) -> bytes:
    """Return a tar of members: name, type, what it links to."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind, target in infos:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.devmajor, info.devminor = kind, target, 1, 3
            archive.addfile(info)
    return buffer.getvalue()


def encrypted(file: str, good: bytes) -> bytes:
    """Return a zip whose member says that it is encrypted."""
    data = bytearray(zipped([(file, good)], zipfile.ZIP_STORED))
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    return bytes(data)


def lying_about_size(file: str) -> bytes:
    """Return a zip whose header claims ten bytes for twenty megabytes."""
    data = bytearray(zipped([(file, b"\0" * (20 << 20))]))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


def nested_zips(depth: int, inside: bytes) -> bytes:
    """Return a zip in a zip in a zip."""
    for _ in range(depth):
        inside = zipped([("inner.zip", inside)])
    return inside


@functools.cache
def archives(file: str, good: bytes) -> Mapping[str, bytes]:
    """Return archives by their names; `file` is what is expected, `good` a text that would be graded."""
    named: dict[str, Members] = {
        "climbs": [(f"../../{file}", good), (f"../../{MARK}", b"x")],
        "climbs backwards": [(f"..\\..\\{MARK}", b"x"), (f"..\\{file}", good)],
        "absolute": [(f"/tmp/{MARK}", b"x"), (f"/tmp/{file}", good)],
        "drive": [(f"C:/{MARK}", b"x"), (f"C:\\{file}", good)],
        "climbs inside": [(f"a/../../../{MARK}", b"x")],
        "link": [(special(file, stat.S_IFLNK), b"/etc/passwd")],
        "link to a folder": [(special("d", stat.S_IFLNK), b"/tmp"), (f"d/{MARK}", b"x"), (f"d/{file}", good)],
        "device": [(special(file, stat.S_IFCHR), b"")],
        "pipe": [(special(file, stat.S_IFIFO), b"")],
        "bomb": [(file, b"\0" * (24 << 20))],
        "many": [(f"f{n}", b"") for n in range(5000)],
        "twice": [(file, b"raise SystemExit\n"), (file, good)],
        "file that is a folder": [(f"{file}/x", b"x")],
        "deep": [("d/" * 200 + file, good)],
        "long name": [("n" * 60_000, b"x")],
        "no name": [(".", good), ("/", good), (" ", good)],
        "conftest": [("conftest.py", RUNS), ("pytest.ini", b"[pytest]\npython_files=*.py\n"), (file, good)],
        "sitecustomize": [("sitecustomize.py", RUNS), ("usercustomize.py", RUNS), (file, good)],
        "pth": [("evil.pth", b"import os; os.abort()\n"), ("__init__.py", RUNS), (file, good)],
        "another raftlab": [("raftlab/__init__.py", RUNS), ("pytest.py", RUNS), (file, good)],
        "bidi name": [("\u202eyp.timmoc", good), (file, b"def (")],
        "formula name": [("=cmd|' /C calc'!A0", b"x"), ("<script>alert(1)</script>", b"x")],
        "other alphabet": [("\u0441ommit.py", good)],  # a Cyrillic letter first
        "zip in a zip": [("inner.zip", zipped([(file, good)]))],
    }
    whole = zipped([(file, good)])
    raw = {
        "encrypted": encrypted(file, good),
        "lies about its size": lying_about_size(file),
        "truncated": whole[: len(whole) // 2],
        "empty": b"",
        "no zip": b"PK\x03\x04 this is none",
        "zips without end": nested_zips(40, whole),
        "end first": whole[-22:] + whole,
        "flipped bits": bytes(byte ^ 0x55 if 30 < n < 200 else byte for n, byte in enumerate(whole)),
        "bzip2 bomb": zipped([(file, b"\0" * (24 << 20))], zipfile.ZIP_BZIP2),
        "lzma bomb": zipped([(file, b"\0" * (24 << 20))], zipfile.ZIP_LZMA),
    }
    return {f"{name}.zip": data for name, data in raw.items()} | {f"{n}.zip": zipped(m) for n, m in named.items()}


def odd_files(file: str, good: bytes) -> Mapping[str, Callable[[Path], object]]:
    """Return what makes a student's folder that is no harmless one, by its name."""
    devices = [("null", tarfile.CHRTYPE, ""), ("disk", tarfile.BLKTYPE, ""), (file, tarfile.SYMTYPE, "/etc/passwd")]
    return {
        "tar of devices": lambda at: (at / "work.tar").write_bytes(tarred(*devices)),
        "tar that climbs": lambda at: (at / "w.tar").write_bytes(tarred((f"../../{MARK}", tarfile.REGTYPE, ""))),
        "gzip bomb": lambda at: (at / f"{file}.gz").write_bytes(gzip.compress(b"\0" * (32 << 20))),
        "link": lambda at: (at / file).symlink_to("/etc/passwd"),
        "link to a device": lambda at: (at / file).symlink_to("/dev/zero"),
        "link to itself": lambda at: (at / file).symlink_to(file),
        "link to its parent": lambda at: (at / "up").symlink_to("..", target_is_directory=True),
        "pipe": lambda at: os.mkfifo(at / file),
        "socket": lambda at: bound(at / file),
        "sparse": lambda at: os.truncate(touched(at / file), 1 << 40),
        "folder": lambda at: (at / file).mkdir(),
        "bytes for a name": lambda at: Path(os.fsdecode(os.fsencode(at) + b"/\xff\xfe.py")).write_bytes(good),
        "line end in a name": lambda at: (at / "a\nb\x1b[2J.py").write_bytes(good),
        "runs": lambda at: (
            [(at / name).write_bytes(RUNS) for name in ("conftest.py", "sitecustomize.py", "os.py")]
            + [(at / file).write_bytes(good)]
        ),
    }


def touched(file: Path) -> Path:
    """Return the file, made."""
    file.touch()
    return file


def bound(path: Path) -> None:
    """Leave a socket's file at `path`, which may be too long for the kernel's own limit."""
    here = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)
