"""The record of a storyboard: a scenario, its choices, and the run of each combination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from raftlab.pages.storyboard.choices import Combination, Toggle
from raftlab.pages.trace_analysis.state_machines import UNKNOWN_HISTORIES, PairedMachineHistories
from raftlab.scenario.parsed_scenario import Scenario
from raftlab.scenario.runner import FailedLine
from raftlab.trace import Event, Trace


@dataclass(frozen=True)
class StoryboardRun:
    """One run of the scenario: its trace, the lines that failed, and the error of the submission."""

    trace: Trace
    misses: tuple[FailedLine, ...] = ()
    error_text: str = ""
    reference_events: tuple[Event | None, ...] | None = None
    """The run of the same acts on the first server of the toggle; None if this run is of that server."""
    machines: PairedMachineHistories = UNKNOWN_HISTORIES
    """The state machines, in a scene whose scenarios are about them."""
    unavailable_text: str = ""
    """Why this kit cannot run the combination, "" if it can."""


@dataclass(frozen=True)
class Storyboard:
    """A scenario and all its runs."""

    scene: str
    file: str
    scenario: Scenario
    toggles: tuple[Toggle, ...]
    runs: Mapping[Combination, StoryboardRun]
    missing_choices: tuple[str, ...] = ()
