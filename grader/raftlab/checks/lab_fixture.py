"""The fixture of every check: fresh servers of one submission, and the engines that run them."""

from __future__ import annotations

from typing import Any

from raftlab.checks.check_context import CheckContext
from raftlab.checks.composed_check import require_own_layers, run_composed
from raftlab.checks.design_check import measure_design, require_measure_met, review_submitted_defence
from raftlab.checks.explorer_check import run_exploration
from raftlab.checks.random_check import run_random_schedules
from raftlab.checks.scenario_check import run_scenario
from raftlab.design.defence_claims import DefenceReview
from raftlab.design.design_measurement import Measurement
from raftlab.explorer.search_result import SearchResult
from raftlab.simulator.fault_rates import Faults
from raftlab.trace import Trace


class Lab(CheckContext):
    """The fixture of one check: its servers, and each engine as a method."""

    def run_scenario(
        self, file: str, fork: str | None = None, *, has_endings: bool = True, front_layer: str = ""
    ) -> tuple[Trace, ...]:
        """Run a scenario file of this scene. CheckFailure, with a trace, if an expectation or a property fails.

        has_endings: False runs the panels before the first ending alone. front_layer: as in `open_host`.
        """
        return run_scenario(self, file, fork, has_endings=has_endings, front_layer=front_layer)

    def search(self, **settings: Any) -> None:
        """Run seeded random schedules with faults. CheckFailure, with a shrunk trace, if a property fails."""
        run_random_schedules(self, **settings)

    def run_composed(self, *, servers: int, calls: int, faults: Faults, **settings: Any) -> None:
        """Run calls on the composed server in two phases. CheckFailure, with the guilty layer, if a run fails."""
        run_composed(self, servers, calls, faults, **settings)

    def require_own_layers(self) -> None:
        """Raise CheckFailure if a layer of the composed server is the kit's and not the student's."""
        require_own_layers(self)

    def explore(self, **settings: Any) -> SearchResult:
        """Explore all schedules within bounds. CheckFailure if a property fails, BudgetExhausted if a budget does."""
        return run_exploration(self, **settings)

    def measure_design(self, workload: str, seed: int = 0) -> Measurement:
        """Measure the submission's design for a workload, under the draws of a seed."""
        return measure_design(self, workload, seed)

    def require_measure(self, workload: str, measure: str, seed: int = 0) -> None:
        """Raise CheckFailure, with the knob and the scene, if a design misses what its workload requires."""
        require_measure_met(self, workload, measure, seed)

    def review_defence(self) -> DefenceReview:
        """Compare the claims of the defence with what its designs measure."""
        return review_submitted_defence(self)
