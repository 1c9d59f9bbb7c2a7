"""Entries that a run begins with are not called no-ops; a leader's no-op is."""

from __future__ import annotations

from raftlab.pages.drawing.storyboard_panel import draw_cluster, state_table
from raftlab.pages.storyboard.runs import Storyboard
from raftlab.pages.trace_analysis.cluster_states import cluster_states
from raftlab.trace import Trace


def last_state_html(trace: Trace) -> str:
    """Return the last moment of a run as a picture and a table."""
    views = cluster_states(trace)[-1].views
    return draw_cluster(trace.servers, views, minimum_cells=3) + state_table(trace.servers, views, "the servers")


def test_preexisting_entry_is_no_no_op(storyboard: Storyboard) -> None:
    """`servers … with log 1` puts a term into each log; the picture prints it, and the table says where it is from."""
    told = last_state_html(storyboard.runs["own-term", "off", "one", "d1"].trace)
    assert "no-op" not in told
    assert "1 (from before the run)" in told


def test_no_op_of_a_leader_is_called_so(storyboard: Storyboard) -> None:
    """Where a new leader appends an entry without a command, its cell says no-op."""
    told = last_state_html(storyboard.runs["own-term", "on", "one", "d1"].trace)
    assert ">no-op</text>" in told
    assert "1 (from before the run)" in told
