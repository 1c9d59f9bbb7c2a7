"""The options of the deployment that a scenario runs in."""

from __future__ import annotations

from raftlab.scenario.parsed_scenario import Scenario
from raftlab.scenario.statement_checks import OPTION_FIELDS
from raftlab.server import Options


def options_of(scenario: Scenario) -> Options:
    """Return the options of the deployment, as the scenario sets them."""
    values: dict[str, object] = {}
    for line in (each for each in scenario.setup if each.verb == "option"):
        value = line["value"]
        numbers = tuple(int(word) for word in value.split()) if value[0].isdigit() else ()
        word = value == "on" if value in ("on", "off") else value
        values[OPTION_FIELDS[line["name"]]] = word if not numbers else numbers if len(numbers) > 1 else numbers[0]
    return Options(**values)  # type: ignore[arg-type]
