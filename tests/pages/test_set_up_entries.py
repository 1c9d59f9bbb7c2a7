"""Entries that a run begins with are not called no-ops; a leader's no-op is."""

from __future__ import annotations

from raftlab.pages.moments import moments
from raftlab.pages.panel import panel, table
from raftlab.pages.tellings import Board
from raftlab.trace import Trace


def pictured(trace: Trace) -> str:
    """Return the last moment of a run as a picture and a table."""
    views = moments(trace)[-1].views
    return panel(trace.servers, views, cells=3) + table(trace.servers, views, "the servers")


def test_entry_of_the_set_up_is_no_no_op(board: Board) -> None:
    """`servers … with log 1` puts a term into each log; the picture prints it, and the table says where it is from."""
    told = pictured(board.tellings["own-term", "off", "one", "d1"].trace)
    assert "no-op" not in told
    assert "1 (there at the start)" in told


def test_no_op_of_a_leader_is_called_so(board: Board) -> None:
    """Where a new leader appends an entry without a command, its cell says no-op."""
    told = pictured(board.tellings["own-term", "on", "one", "d1"].trace)
    assert ">no-op</text>" in told
    assert "1 (there at the start)" in told
