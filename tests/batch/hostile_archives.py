"""Over thirty hostile archives and folders: they try to write elsewhere, to run, to explode or to lie."""

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

ZipMembers = list[tuple[zipfile.ZipInfo | str, bytes]]
MARK_NAME = "raftlab-was-here"
"""What each of them would write, somewhere outside of itself."""
MARKING_SOURCE = (
    f"import pathlib\nfor place in ('/tmp', '.', '..'):\n    (pathlib.Path(place) / '{MARK_NAME}').touch()\n".encode()
)
"""A file that leaves a mark where anything imports or collects it."""


def zip_bytes(members: ZipMembers, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of the members, in this order, doubles included."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, data in members:
            archive.writestr(name, data, method)
    return buffer.getvalue()


def special_file_member(name: str, mode: int) -> zipfile.ZipInfo:
    """Return a member that says it is a link, a device, a pipe."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (mode | 0o777) << 16
    return info


def tar_bytes(*infos: tuple[str, bytes, str]) -> bytes:
    """Return a tar of members: name, type, what it links to."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind, target in infos:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.devmajor, info.devminor = kind, target, 1, 3
            archive.addfile(info)
    return buffer.getvalue()


def encrypted_zip(file_name: str, source: bytes) -> bytes:
    """Return a zip whose member says that it is encrypted."""
    data = bytearray(zip_bytes([(file_name, source)], zipfile.ZIP_STORED))
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    return bytes(data)


def zip_with_wrong_size(file_name: str) -> bytes:
    """Return a zip whose header claims ten bytes for twenty megabytes."""
    data = bytearray(zip_bytes([(file_name, b"\0" * (20 << 20))]))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


def zip_with_nameless_member() -> bytes:
    """Return a zip whose member has a name of no characters."""
    data = bytearray(zip_bytes([("x", b"")], zipfile.ZIP_STORED))
    for at in (data.index(b"PK\x03\x04") + 26, data.index(b"PK\x01\x02") + 28):
        data[at : at + 4] = struct.pack("<HH", 0, 1)  # the byte of the name is extra data now
    return bytes(data)


def nested_zips(depth: int, data: bytes) -> bytes:
    """Return a zip in a zip in a zip."""
    for _ in range(depth):
        data = zip_bytes([("inner.zip", data)])
    return data


def hostile_archive_makers(file_name: str, valid_source: bytes) -> Mapping[str, Callable[[], bytes]]:
    """Return the functions that make a hostile archive, by name: some take a while, and a run needs few of them.

    file_name: the file that is expected; valid_source: a text that would be graded.
    """
    named: dict[str, ZipMembers] = {
        "climbs": [(f"../../{file_name}", valid_source), (f"../../{MARK_NAME}", b"x")],
        "climbs backwards": [(f"..\\..\\{MARK_NAME}", b"x"), (f"..\\{file_name}", valid_source)],
        "absolute": [(f"/tmp/{MARK_NAME}", b"x"), (f"/tmp/{file_name}", valid_source)],
        "drive": [(f"C:/{MARK_NAME}", b"x"), (f"C:\\{file_name}", valid_source)],
        "climbs inside": [(f"a/../../../{MARK_NAME}", b"x")],
        "link": [(special_file_member(file_name, stat.S_IFLNK), b"/etc/passwd")],
        "link to a folder": [
            (special_file_member("d", stat.S_IFLNK), b"/tmp"),
            (f"d/{MARK_NAME}", b"x"),
            (f"d/{file_name}", valid_source),
        ],
        "device": [(special_file_member(file_name, stat.S_IFCHR), b"")],
        "pipe": [(special_file_member(file_name, stat.S_IFIFO), b"")],
        "bomb": [(file_name, b"\0" * (24 << 20))],
        "many": [(f"f{n}", b"") for n in range(5000)],
        "twice": [(file_name, b"raise SystemExit\n"), (file_name, valid_source)],
        "file that is a folder": [(f"{file_name}/x", b"x")],
        "deep": [("d/" * 200 + file_name, valid_source)],
        "long name": [("n" * 60_000, b"x")],
        "no name": [(".", valid_source), ("/", valid_source), (" ", valid_source)],
        "conftest": [
            ("conftest.py", MARKING_SOURCE),
            ("pytest.ini", b"[pytest]\npython_files=*.py\n"),
            (file_name, valid_source),
        ],
        "sitecustomize": [
            ("sitecustomize.py", MARKING_SOURCE),
            ("usercustomize.py", MARKING_SOURCE),
            (file_name, valid_source),
        ],
        "pth": [("evil.pth", b"import os; os.abort()\n"), ("__init__.py", MARKING_SOURCE), (file_name, valid_source)],
        "another raftlab": [
            ("raftlab/__init__.py", MARKING_SOURCE),
            ("pytest.py", MARKING_SOURCE),
            (file_name, valid_source),
        ],
        "bidi name": [("\u202eyp.timmoc", valid_source), (file_name, b"def (")],
        "formula name": [("=cmd|' /C calc'!A0", b"x"), ("<script>alert(1)</script>", b"x")],
        "other alphabet": [("\u0441ommit.py", valid_source)],  # a Cyrillic letter first
        "zip in a zip": [("inner.zip", zip_bytes([(file_name, valid_source)]))],
    }
    whole = zip_bytes([(file_name, valid_source)])
    raw: dict[str, Callable[[], bytes]] = {
        "encrypted": lambda: encrypted_zip(file_name, valid_source),
        "lies about its size": lambda: zip_with_wrong_size(file_name),
        "nameless": zip_with_nameless_member,
        "truncated": lambda: whole[: len(whole) // 2],
        "empty": lambda: b"",
        "no zip": lambda: b"PK\x03\x04 this is none",
        "zips without end": lambda: nested_zips(40, whole),
        "end first": lambda: whole[-22:] + whole,
        "flipped bits": lambda: bytes(byte ^ 0x55 if 30 < n < 200 else byte for n, byte in enumerate(whole)),
        "bzip2 bomb": lambda: zip_bytes([(file_name, b"\0" * (24 << 20))], zipfile.ZIP_BZIP2),
        "lzma bomb": lambda: zip_bytes([(file_name, b"\0" * (24 << 20))], zipfile.ZIP_LZMA),
    }
    zips = {name: functools.partial(zip_bytes, members) for name, members in named.items()}
    return {f"{name}.zip": make for name, make in (raw | zips).items()}


def hostile_folder_makers(file_name: str, valid_source: bytes) -> Mapping[str, Callable[[Path], object]]:
    """Return the functions that make a hostile student folder, by name."""
    devices = [
        ("null", tarfile.CHRTYPE, ""),
        ("disk", tarfile.BLKTYPE, ""),
        (file_name, tarfile.SYMTYPE, "/etc/passwd"),
    ]
    return {
        "tar of devices": lambda at: (at / "work.tar").write_bytes(tar_bytes(*devices)),
        "tar that climbs": lambda at: (at / "w.tar").write_bytes(
            tar_bytes((f"../../{MARK_NAME}", tarfile.REGTYPE, ""))
        ),
        "gzip bomb": lambda at: (at / f"{file_name}.gz").write_bytes(gzip.compress(b"\0" * (32 << 20))),
        "link": lambda at: (at / file_name).symlink_to("/etc/passwd"),
        "link to a device": lambda at: (at / file_name).symlink_to("/dev/zero"),
        "link to itself": lambda at: (at / file_name).symlink_to(file_name),
        "link to its parent": lambda at: (at / "up").symlink_to("..", target_is_directory=True),
        "pipe": lambda at: os.mkfifo(at / file_name),
        "socket": lambda at: make_socket(at / file_name),
        "sparse": lambda at: os.truncate(touch(at / file_name), 1 << 40),
        "folder": lambda at: (at / file_name).mkdir(),
        "bytes for a name": lambda at: Path(os.fsdecode(os.fsencode(at) + b"/\xff\xfe.py")).write_bytes(valid_source),
        "line end in a name": lambda at: (at / "a\nb\x1b[2J.py").write_bytes(valid_source),
        "runs": lambda at: (
            [(at / name).write_bytes(MARKING_SOURCE) for name in ("conftest.py", "sitecustomize.py", "os.py")]
            + [(at / file_name).write_bytes(valid_source)]
        ),
    }


def touch(path: Path) -> Path:
    """Return the file, made."""
    path.touch()
    return path


def make_socket(path: Path) -> None:
    """Leave a socket's file at `path`, which may be too long for the kernel's own limit."""
    here = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"/proc/self/fd/{here}/{path.name}")
    os.close(here)
