"""Lines on a terminal are broken between words; in a pipe they stay as they are."""

from __future__ import annotations

import io

import pytest

from raftlab.cli.support.console import break_line, fit_to_terminal

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


def test_a_pipe_gets_the_line_as_it_is() -> None:
    """A program that reads the output gets one line."""
    assert fit_to_terminal(LINES[0], io.StringIO()) == LINES[0]
