"""Each command that a text names exists: help, handouts, hints, documentation, README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from raftlab.cli.support.command_loader import COMMANDS

ROOT = Path(__file__).parent.parent.parent
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
"""Code in Markdown: a block, or a part of a line."""
NAMED = re.compile(r"(?:`|^\s*(?:\$ )?|Examples?: *|&& )raftlab ([a-z][a-z-]*)\b", re.MULTILINE)
"""A command at the start of a line of code, in backquotes, or after another command."""
PATTERNS = ("*.md", "docs/**/*.md", "labs/**/*.md", "labs/**/*.toml", "grader/raftlab/**/*.py")


def named_commands(path: Path) -> set[str]:
    """Return the commands that a file names."""
    text = path.read_text("utf-8")
    return set(NAMED.findall("\n".join(CODE.findall(text)) if path.suffix == ".md" else text))


def test_every_named_command_exists() -> None:
    """A renamed command is renamed in every text; the changelog may name former ones."""
    paths = {path for pattern in PATTERNS for path in ROOT.glob(pattern)} - {ROOT / "CHANGELOG.md"}
    named = {path: named_commands(path) for path in paths if "generated" not in path.parts}
    assert set().union(*named.values()) >= {"grade", "batch", "release", "show-run"}
    assert not {str(path): names for path, found in named.items() if (names := found - set(COMMANDS))}


@pytest.mark.parametrize("text", ["`raftlab grade scene05`", "```sh\nraftlab grade\n```", "```\n$ raftlab grade\n```"])
def test_commands_are_found_in_text(text: str, tmp_path: Path) -> None:
    """What the test looks for is what texts hold."""
    (tmp_path / "a.md").write_text(text)
    assert named_commands(tmp_path / "a.md") == {"grade"}
