"""`raftlab who-failed`: who failed a check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from graded_class import write_graded_class

from raftlab.cli.main import run

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")


def test_every_check_is_counted(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without a check there is a line for each, with the verdicts of the class."""
    folder = write_graded_class(tmp_path / "out")
    assert run(["who-failed", str(folder)]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["4", "of", "5", "ok", "test_first", "1", "todo"],
        ["3", "of", "5", "ok", "test_second", "1", "FAIL,", "1", "blocked"],
        ["2", "of", "5", "ok", "test_veiled", "2", "FAIL,", "1", "unknown"],
    ]


def test_who_failed_a_check_is_listed_with_what_was_seen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """By name or title; --verdict narrows it; --json has a line for each student."""
    folder = write_graded_class(tmp_path / "out")
    assert run(["who-failed", str(folder), "Claim of second."]) == 0
    out = capfd.readouterr().out
    assert '12 O"Brien, Bob' in out and "S1 committed index 2" in out and "waits for test_first" in out
    assert out.endswith("2 of 6 students: test_second\n") and "Ada" not in out
    assert run(["who-failed", str(folder), "second", "--verdict", "FAIL", "--json"]) == 0
    record = json.loads(capfd.readouterr().out)
    assert (record["login"], record["verdict"], record["points"]) == ("bob", "FAIL", 0)
    assert run(["who-failed", str(folder), "second", "--verdict", "wrong"]) == 2
    assert run(["who-failed", str(folder), "secnod"]) == 2
    assert "did you mean test_second?" in capfd.readouterr().err
