"""Lines on a terminal are broken between words; in a pipe they stay as they are."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.text import Text

from raftlab.cli.support.command_overview import overview_text
from raftlab.cli.support.console import break_line, fit_to_terminal, print_wrapped

LINES = (
    "  Take the row that is shown and list every index above commitIndex with its term and its number of copies.",
    "  scene05/figure8-three-servers   Figure 8: an entry on a majority that is not yet safe",
    "raftlab: scene05: the server cannot be explored: answerClients is still to be written",
)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_word_is_cut(line: str, width: int) -> None:
    """Every word is whole, in its place, and no line is over the width."""
    rows = break_line(line, width).split("\n")
    assert " ".join(rows).split() == line.split()
    assert max(map(len, rows)) <= width
    assert (len(line) <= width) == (len(rows) == 1)


def test_the_rest_stays_in_its_column() -> None:
    """What does not fit goes under the text that it belongs to, not under the name."""
    first, second = break_line(LINES[1], 80).split("\n")
    assert second.startswith(" " * first.index("Figure")) and second.strip()[0].isalpha()
    assert second.index(second.strip()) == first.index("Figure")


@pytest.mark.parametrize("width", [60, 80, 200])
def test_styled_words_are_not_cut_either(width: int) -> None:
    """A line of a run is broken between words on a terminal, with its styles; in a pipe it stays as it is."""
    plain = "  19       0 ms  S1 → S3 append t3: 1@t1, after 0@t0, commit 0   log +1@t1 x=1, commit 1, answers c2: ok"
    line = Text(f"\n{plain}", style="bold")
    line.stylize("red", 40, 90)
    for is_terminal in (True, False):
        file = io.StringIO()
        colours = "standard" if is_terminal else None
        console = Console(file=file, force_terminal=is_terminal, width=width, color_system=colours, soft_wrap=True)
        print_wrapped(console, line)
        rows = re.sub(r"\x1b\[[\d;]*m", "", file.getvalue()).splitlines()
        assert rows[0] == "" and " ".join(rows[1:]).split() == plain.split()
        assert max(map(len, rows)) <= width if is_terminal else rows[1:] == [plain]
        assert ("\x1b[1;31m" in file.getvalue()) == is_terminal


@pytest.mark.parametrize("width", [60, 72, 80, 200])
def test_list_of_commands_fits_the_terminal(width: int) -> None:
    """What `raftlab` alone shows is broken between words, and no wider than 79 columns."""
    text = overview_text(width)
    assert max(map(len, text.splitlines())) < min(width, 80)
    assert " ".join(text.split()) == " ".join(overview_text().split())


def test_a_pipe_gets_the_line_as_it_is() -> None:
    """A program that reads the output gets one line."""
    assert fit_to_terminal(LINES[0], io.StringIO()) == LINES[0]
