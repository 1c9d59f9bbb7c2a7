"""The command line as a user meets it: arguments in, output, messages and exit code out; a fresh folder each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_result import CommandResult, RunCommand

from raftlab.cli.main import run
from raftlab.kit import Kit

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def kit() -> Kit:
    """Return the kit of this checkout."""
    return Kit(ROOT)


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAFTLAB_KIT", str(ROOT))
    return tmp_path


@pytest.fixture
def raftlab(empty_folder: Path, capfd: pytest.CaptureFixture[str]) -> RunCommand:
    """Return what runs one command line in the empty folder."""

    def call(*arguments: str) -> CommandResult:
        capfd.readouterr()
        code = run([str(each) for each in arguments])
        out, err = capfd.readouterr()
        return CommandResult(code, out, err)

    return call
