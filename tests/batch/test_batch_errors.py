"""Wrong arguments, folders and files give one line and the documented exit code; nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_runner import grades_by_submission, run_batch, run_raftlab, write_small_class

from raftlab.batch.class_results import read_class_results
from raftlab.batch.late_policy import read_late_policy
from raftlab.cli.batch import exit_code_for
from raftlab.errors import UsageError

LATE_POLICY = "due = 2026-11-23T18:00:00+01:00\nlost_percent = 10\n"


@pytest.mark.parametrize(
    ("counts_by_status", "code"),
    [
        ({"graded": 3, "unreadable": 1, "flaky": 1}, 0),
        ({"graded": 3, "unsafe level": 1}, 2),
        ({"graded": 3, "timed out": 1}, 2),
        ({"unsafe level": 1, "kit error": 1}, 3),
    ],
)
def test_exit_code_depends_on_statuses(
    counts_by_status: dict[str, int], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """0: each submission has a final result; 2: a score is missing through no fault of the student; 3: kit failed."""
    assert exit_code_for(counts_by_status) == code
    assert len(capsys.readouterr().err.splitlines()) == (1 if code else 0)


@pytest.mark.parametrize("subfolder", ["", "deeper"])
def test_out_that_is_a_file_is_told(tmp_path: Path, subfolder: str) -> None:
    """--out that is a file, or is below one, is a usage error; the file is unchanged."""
    folder = write_small_class(tmp_path / "class", 1)
    (tmp_path / "file").write_text("mine")
    done = run_batch(folder, tmp_path / "file" / subfolder)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and "--out" in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_class_of_a_newer_raftlab_is_not_touched(tmp_path: Path) -> None:
    """A class.json of a later version is refused with both versions and is not changed."""
    folder = write_small_class(tmp_path / "class", 1)
    out = tmp_path / "out"
    out.mkdir()
    newer = json.dumps({"version": 2, "batch": 5})
    (out / "class.json").write_text(newer)
    with pytest.raises(UsageError, match="is of version 2, and this raftlab writes 1"):
        read_class_results(out)
    assert run_batch(folder, out).returncode == 2
    assert (out / "class.json").read_text() == newer


@pytest.mark.parametrize("line", ["lost_percent = nan", "refused_after_hours = -4", "every_hours = inf"])
def test_policy_with_a_number_that_is_none_is_refused(tmp_path: Path, line: str) -> None:
    """NaN, a negative time and an infinite period are refused with the file's name."""
    name = line.partition(" ")[0]
    told = [each for each in LATE_POLICY.splitlines() if not each.startswith(name)]
    (tmp_path / "policy.toml").write_text("\n".join([*told, line]))
    with pytest.raises(UsageError, match=r"policy\.toml"):
        read_late_policy(tmp_path / "policy.toml")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 256 KB; skip where none can be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if (
        os.geteuid()
        or not shutil.which("mount")
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("no small disk can be mounted here: that takes root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.long
def test_a_full_disk_loses_nothing(tmp_path: Path, small_disk: Path) -> None:
    """A full disk gives one line; with free space the same command continues to the whole table."""
    folder = write_small_class(tmp_path / "class", 6)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(190 << 10))
    full = run_batch(folder, small_disk / "out")
    assert full.returncode == 2
    assert len(full.stderr.splitlines()) == 1, full.stderr
    assert "full" in full.stderr or "No space" in full.stderr
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert run_batch(folder, small_disk / "out").returncode == 0
    assert len(grades_by_submission(small_disk / "out")) == 6
    free = os.statvfs(small_disk)
    (small_disk / "rest").write_bytes(bytes(free.f_bavail * free.f_frsize))
    late = run_raftlab("comment", small_disk / "out", "100001", "seen")
    assert late.returncode == 2 and len(late.stderr.splitlines()) == 1, late.stderr
    (small_disk / "rest").unlink()
    assert run_raftlab("export", "csv", small_disk / "out", "-o", tmp_path / "class.csv").returncode == 0
