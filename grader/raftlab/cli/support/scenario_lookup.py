"""Find a scenario by its name: of the scene, or one that the student saved."""

from __future__ import annotations

from pathlib import Path

from raftlab.cli.support.local_scenarios import local_scenario_files
from raftlab.errors import UsageError
from raftlab.kit import Scene
from raftlab.run_execution import scenario_files


def scenario_names(scene: Scene) -> list[str]:
    """Return the names of the scene's scenarios, those with storyboard choices first."""
    return [file.stem for file in scenario_files(scene)]


def find_scenario_file(scene: Scene, name: str | None) -> Path:
    """Return the file of the named scenario, of the scene or saved by the student; without a name the scene's first.

    UsageError if there is none.
    """
    known = scenario_names(scene)
    wanted_name = name.removesuffix(".txt") if name else next(iter(known), "")
    saved = {file.stem: file for file in local_scenario_files(scene)}
    if wanted_name in saved and wanted_name not in known:
        return saved[wanted_name]
    if wanted_name not in known:
        listed = f"its scenarios: {', '.join([*known, *saved])}" if known or saved else "it has no scenario files"
        raise UsageError(f"{scene.id}: no scenario {wanted_name or 'to draw'}; {listed}")
    return scene.folder / "scenarios" / f"{wanted_name}.txt"
