"""Tab completes commands, options, scenes, checks, scenarios and endings; elsewhere the shell completes files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_result import RunCommand

from raftlab.cli.completion import BASH_SCRIPT, SCRIPTS
from raftlab.cli.support.completion_words import completion_words
from raftlab.kit import Kit


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["gr"], ["grade"]),
        (["grade", "scene03"], ["scene03", "scene03a"]),
        (["hint", "scene05", "figure8_o"], ["figure8_overwrite"]),
        (["grade", "scene05", "--check", "figure8_o"], ["figure8_overwrite"]),
        (["grade", "--seed", "3", "scene04"], ["scene04"]),
        (["play", "scene05", "--scenario", "part"], ["partition-and-recover"]),
        (["replay", "scene05/two"], ["scene05/two-by-two"]),
        (["replay", "scene05/figure8", "--fork", ""], ["d1", "d2"]),
        (["grade", "scene05", "--js"], ["--json"]),
        (["export", "moodle-"], ["moodle-feedback"]),
        (["grade", "scene05", ""], []),
        (["no-such-command", ""], []),
        (["replay", "nonsense", "--fork", ""], []),
    ],
)
def test_each_place_has_its_words(raftlab: RunCommand, typed: list[str], offered: list[str]) -> None:
    """What stands at the cursor is completed by its kind; nothing is offered where a file may stand."""
    assert completion_words(typed) == offered


def test_every_scene_is_offered(raftlab: RunCommand, kit: Kit) -> None:
    """No scene is left out."""
    assert completion_words(["start", ""]) == [scene.id for scene in kit.scenes]


def test_script_works_in_bash(raftlab: RunCommand, empty_folder: Path) -> None:
    """Bash takes the script, and offers what the command prints."""
    command = empty_folder / "raftlab"
    command.write_text(
        f"#!/bin/sh\nexec {sys.executable} -c 'from raftlab.cli.main import main; main()' \"$@\"\n", encoding="utf-8"
    )
    command.chmod(0o755)
    typed = "COMP_WORDS=(raftlab hint scene05 figure8_o); COMP_CWORD=3; _raftlab; printf '%s\\n' \"${COMPREPLY[@]}\""
    ended = subprocess.run(
        ["bash", "--norc", "-c", f"{BASH_SCRIPT}\n{typed}"],
        env={**os.environ, "PATH": f"{empty_folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "figure8_overwrite\n"


@pytest.mark.parametrize("shell", SCRIPTS)
def test_each_shell_has_a_script(raftlab: RunCommand, shell: str) -> None:
    """The script is printed for each shell that is named, and is of that shell's language."""
    ended = raftlab("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    if (program := shutil.which(shell)) is not None:
        subprocess.run([program, "-n"], input=ended.out, text=True, check=True)


def test_another_shell_is_refused(raftlab: RunCommand) -> None:
    """A shell without a script is wrong usage, and the others are named."""
    ended = raftlab("completion", "tcsh")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "bash, zsh, fish" in ended.err
