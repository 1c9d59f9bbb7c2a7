"""The list of a scene's scenarios, with their titles and endings: `raftlab replay SCENE`."""

from __future__ import annotations

import sys

import msgspec

from raftlab.cli.support.console import say_wrapped
from raftlab.cli.support.local_scenarios import local_scenario_files
from raftlab.errors import UsageError
from raftlab.kit import Scene
from raftlab.report.command_options import CommandOptions
from raftlab.run_execution import scenario_files
from raftlab.scenario.language import read_scenario
from raftlab.submission_reader import path_from_here, printable_path


class ListedScenario(msgspec.Struct, frozen=True):
    """One scenario: what `raftlab replay` calls it, its title, and the names of its endings."""

    name: str
    title: str
    endings: tuple[str, ...]


def listed_scenarios(scene: Scene) -> list[ListedScenario]:
    """Return the scenarios of the kit, then those that the student saved."""
    files = {f"{scene.id}/{file.stem}": file for file in scenario_files(scene)}
    files |= {printable_path(file): file for file in local_scenario_files(scene)}
    rows = []
    for name, file in files.items():
        try:
            scenario = read_scenario(file)
        except UsageError as error:
            rows.append(ListedScenario(name, f"cannot be read: {error}", ()))
            continue
        rows.append(ListedScenario(name, scenario.title, tuple(fork.name for fork in scenario.forks)))
    return rows


def print_scenarios(scene: Scene, json: bool, layer_choice: str = "") -> None:
    """Print the scenarios of `scene` and the command that plays one, with --below where it needs `layer_choice`."""
    rows = listed_scenarios(scene)
    if json:
        sys.stdout.write(msgspec.json.encode(rows).decode() + "\n")
        return
    if not rows:
        say_wrapped(f"{scene.id} has no scenarios")
        return
    say_wrapped(f"The scenarios of {scene.id}:")
    width = max(len(row.name) for row in rows)
    for row in rows:
        say_wrapped(f"  {row.name:<{width}}  {row.title}")
        if row.endings:
            say_wrapped(f"  {'':<{width}}  endings: {', '.join(row.endings)}")
    forked = next((row for row in rows if row.endings), None)
    fork = f" --fork {forked.endings[-1]}" if forked else ""
    say_wrapped("")
    layers = CommandOptions(below=layer_choice).below_text
    if files := scenario_files(scene):
        folder = path_from_here(files[0].parent)
        say_wrapped(f"their files: {folder}; copy one into {scene.id}/scenarios/ to change it")
    say_wrapped(f"step through one: raftlab replay {(forked or rows[0]).name}{fork}{layers}")
