"""Which budgets of a run an event spends."""

from __future__ import annotations

from raftlab.explorer.bounds import Budget
from raftlab.explorer.local_state import (
    CLIENT_REQUEST,
    CRASH,
    RESTART,
    ClockChangeEvent,
    OperatorEvent,
    PauseEvent,
    ReadEvent,
    Stimulus,
    WriteEndEvent,
)
from raftlab.server import CompactionRequest, ConfigurationRequest, TransferRequest

STIMULUS_BUDGETS: dict[str, tuple[Budget, ...]] = {
    CLIENT_REQUEST: ("requests",),
    CRASH: ("crashes",),
    RESTART: ("restarts",),
}
REQUEST_BUDGETS: dict[type, tuple[Budget, ...]] = {
    ConfigurationRequest: ("changes",),
    CompactionRequest: ("compactions",),
    TransferRequest: ("transfers",),
}
BUDGETED_TYPES = (str, tuple, OperatorEvent, ReadEvent, WriteEndEvent, ClockChangeEvent, PauseEvent)
"""The types of the stimuli that may spend a budget: no message and no timer does."""


def spent_budgets(stimulus: Stimulus) -> tuple[Budget, ...]:
    """Return the budgets that `stimulus` spends."""
    if isinstance(stimulus, tuple):
        return (*spent_budgets(stimulus[0]), "crashes")
    if isinstance(stimulus, PauseEvent):
        return (*spent_budgets(stimulus.stimulus), "pauses")
    if isinstance(stimulus, OperatorEvent):
        return REQUEST_BUDGETS[type(stimulus.request)]
    if isinstance(stimulus, ReadEvent):
        return ("reads",)
    if isinstance(stimulus, WriteEndEvent):
        return ("disk_errors",) if stimulus.failed else ()
    if isinstance(stimulus, ClockChangeEvent):
        return ("rate_changes",) if stimulus.rate else ("clock_jumps",)
    return STIMULUS_BUDGETS.get(stimulus, ()) if isinstance(stimulus, str) else ()
