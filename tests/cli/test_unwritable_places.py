"""On a full disk and in a folder that cannot be written to, a command says so, and leaves nothing half done."""

from __future__ import annotations

import errno
import os
import resource
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.cli import start
from raftlab.cli.bench import make_bench_folder
from raftlab.errors import UsageError, write_error_text
from raftlab.kit import Kit
from raftlab.nofollow_files import create_file_below

pytestmark = pytest.mark.usefixtures("shared_zygotes")

FULL_DISK = OSError(errno.ENOSPC, "No space left on device")
FILE = Path("scene02/terms.py")


def fail_to_write(*_: object) -> None:
    """Stand in for a write to a full disk."""
    raise FULL_DISK


def test_repair_fits_the_reason() -> None:
    """Where the disk is full, no other right and no other name helps; a file in the way must go."""
    assert write_error_text("a.json", FULL_DISK, "make that folder writable") == (
        "cannot write a.json (No space left on device); make room on that disk"
    )
    blocked = write_error_text("a.json", NotADirectoryError(errno.ENOTDIR, "Not a directory"), "name another file")
    assert blocked.endswith("(Not a directory); move the file that is where a folder must be")
    denied = write_error_text("a\n.json", PermissionError(errno.EACCES, "Permission denied"), "name another file")
    assert denied == r"cannot write 'a\n.json' (Permission denied); name another file"


def test_new_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """A file that could not be written to its end is gone, so that it is not in the way of the next attempt."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(OSError):
            create_file_below(tmp_path, "saved.txt", b"more than ten bytes")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_start_on_a_full_disk_leaves_things_as_they_are(
    raftlab: RunCommand, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    """No empty file stands in the way later, and with --force the student's file keeps its name."""
    FILE.parent.mkdir()
    if options:
        FILE.write_text("my work")
    monkeypatch.setattr(start, "write_atomically", fail_to_write)
    ended = raftlab("start", "scene02", *options)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "scene02: cannot write scene02/terms.py (No space left on device); make room on that disk" in ended.err
    assert [path.read_text() for path in FILE.parent.iterdir()] == (["my work"] if options else [])


def test_file_without_text_is_not_in_the_way(raftlab: RunCommand, kit: Kit) -> None:
    """What `grade` says of an empty file helps: `start` fills it in, and keeps no copy of nothing."""
    FILE.parent.mkdir()
    FILE.write_text("\n  \n")
    ended = raftlab("grade", "scene02")
    assert ended.code == 2 and "is empty; `raftlab start scene02` makes a file to fill in" in ended.err
    assert raftlab("start", "scene02").code == 0
    assert FILE.read_bytes() == (kit.skeletons / FILE).read_bytes()
    assert [path.name for path in FILE.parent.iterdir()] == ["terms.py"]


def test_hint_is_shown_where_its_count_cannot_be_stored(raftlab: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hint is words on the screen: a folder that cannot be written to costs only the count."""
    monkeypatch.setattr("raftlab.hints.write_file_below", fail_to_write)
    ended = raftlab("hint", "scene05", "minority_waits")
    assert ended.code == 0 and "minority_waits · hint 1 of 3" in ended.out
    assert "the next `raftlab hint` shows the same hint: cannot write .raftlab/scene05/hints.json" in ended.err


def test_page_that_cannot_be_written_names_no_other_option(raftlab: RunCommand, empty_folder: Path) -> None:
    """The options that take a page have different names: the repair names none."""
    (empty_folder / "page.html").mkdir()
    raftlab("start", "scene02")
    ended = raftlab("grade", "scene02", "--html", "page.html", "--check", "own_vote_survives_a_restart")
    assert ended.code == 2 and "cannot write page.html" in ended.err
    assert "another file" in ended.err and "-o" not in ended.err


def test_folder_that_was_deleted_is_no_fault_of_the_kit(raftlab: RunCommand, tmp_path: Path) -> None:
    """A terminal may still stand in a folder that is gone: the message says how to leave it."""
    folder = tmp_path / "gone"
    folder.mkdir()
    os.chdir(folder)
    folder.rmdir()
    ended = raftlab("start", "scene02", str(tmp_path / "scene02"))
    os.chdir(tmp_path)
    assert ended.code == 2
    assert ended.err == "raftlab: this folder was deleted; change to another one with cd, and run this again\n"


def test_benchmark_names_the_folder_that_it_cannot_use(empty_folder: Path) -> None:
    """Where the folder of a benchmark cannot be made, the option for another place is named."""
    with pytest.raises(UsageError, match=r"cannot write no .No such file.*; name another folder with --data"):
        make_bench_folder(Path("no"))
