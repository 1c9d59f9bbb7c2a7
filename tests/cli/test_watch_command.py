"""`raftlab watch` sees every save, and its screen keeps the title."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import msgspec
import pytest
from command_result import RunCommand

from raftlab.cli import watch
from raftlab.cli.support.file_watcher import POLL_S, wait_for_saves
from raftlab.grading_models import CheckResult, GradingResult, Result, SubmittedFile
from raftlab.kit import Kit

SEEN = "S1 (leader, term 4) set commitIndex to 2; entry 2 has term 2 and is stored on S1, S2, S3. " * 3
NAIVE = Result(
    *("0", "scene05", "Commit, and the Figure 8 trap", 0, "L3", SubmittedFile("commit.py", "0" * 64)),
    checks=(
        CheckResult("test_a", "A leader commits an entry once a majority stores it.", "ok", 68, 68),
        CheckResult("test_b", "A follower deletes only what conflicts.", "blocked", 0, 18, blocked_by="test_d"),
        CheckResult("test_c", "In any state a leader commits what Figure 2 says.", "FAIL", 0, 8, seen="S2 did"),
        CheckResult("test_d", "An old entry is never committed by counting.", "FAIL", 0, 6, seen=SEEN, ask="why?"),
    ),
    score=68,
    max=100,
)


def test_save_before_the_first_wait_is_seen(tmp_path: Path) -> None:
    """A file that was saved while the first grading ran is graded again."""
    file = tmp_path / "mine.py"
    file.write_text("one")
    saves = wait_for_saves(file)
    file.write_text("three")
    next(saves)


def test_save_is_seen_once_it_is_whole(tmp_path: Path) -> None:
    """A file that is written in parts is one save; so are a file that replaces it, and its end."""
    file, fresh = tmp_path / "mine.py", tmp_path / "fresh"
    file.write_text("")
    saves = wait_for_saves(file)

    def write_parts() -> None:
        with file.open("w") as stream:
            for _ in range(6):
                stream.write("part\n")
                stream.flush()
                time.sleep(POLL_S / 2)

    writer = threading.Thread(target=write_parts)
    writer.start()
    next(saves)
    assert file.read_text() == "part\n" * 6
    writer.join()
    fresh.write_text("part\n" * 6)
    fresh.replace(file)
    next(saves)
    file.unlink()
    next(saves)


def test_each_of_several_files_counts(tmp_path: Path) -> None:
    """A design's defence is graded too: a save of either file is seen, also of one that is new."""
    design, defence = tmp_path / "design.toml", tmp_path / "defence.md"
    design.write_text("one")
    saves = wait_for_saves(design, defence)
    defence.write_text("because")
    next(saves)
    design.write_text("three")
    next(saves)


def test_screen_after_a_save_keeps_its_title(
    raftlab: RunCommand, kit: Kit, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """At 80 columns and 24 lines title, report, what changed and the last line fit above the cursor."""
    for name, value in (("FORCE_COLOR", "1"), ("COLUMNS", "80"), ("LINES", "24")):
        monkeypatch.setenv(name, value)
    assert raftlab("start", "scene05").code == 0
    monkeypatch.setattr(watch, "grade_with_progress", lambda *_, **__: GradingResult(NAIVE))
    file = Path("scene05/commit.py")
    before = msgspec.structs.replace(NAIVE, score=60)
    capfd.readouterr()
    watch.grade_and_show(kit, kit.scene("scene05"), file, None, 0, "kit", before)
    lines = re.sub(r"\x1b\[[\d;]*[mHJ]", "", capfd.readouterr().out).splitlines()
    assert lines[0].startswith("Scene 05 · Commit")
    assert lines[-2:] == ["  since the last save: +8", f"  watching {file}; Ctrl-C ends"]
    assert len(lines) <= 23


def test_deleted_file_is_named(raftlab: RunCommand, kit: Kit, capfd: pytest.CaptureFixture[str]) -> None:
    """A file that is gone is named with the repair, and the watch goes on."""
    assert raftlab("start", "scene05").code == 0
    file = Path("scene05/commit.py")
    file.unlink()
    assert watch.grade_and_show(kit, kit.scene("scene05"), file, None, 0, "kit", NAIVE) is NAIVE
    out, err = capfd.readouterr()
    assert "scene05/commit.py does not exist; " in err and "watching" in out
