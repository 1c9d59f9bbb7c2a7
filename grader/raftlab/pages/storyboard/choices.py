"""The choices of a storyboard: whose server, with which additions and options, and which ending.

They stand in a file beside the scenario, NAME.toml beside NAME.txt; without one there is the server, and the ending.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from raftlab.assembly.solution_files import read_solution
from raftlab.errors import KitError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.scenario.language import OPTION_FIELDS, Scenario

STUDENT_SERVER = "yours"
"""The key of the reader's own server."""

Combination = tuple[str, ...]
"""One key for each toggle, in order."""


@dataclass(frozen=True)
class Choice:
    """One setting of a toggle: its key in the address, and its label."""

    key: str
    label: str


@dataclass(frozen=True)
class Toggle:
    """A question and its settings. `what`: rule, addition, option or fork; `brings`: what each setting stands for."""

    name: str
    kind: str
    legend: str
    choices: tuple[Choice, ...]
    values: tuple[Any, ...]

    def value_of(self, key: str) -> Any:
        """Return what the setting `key` stands for."""
        return next(b for c, b in zip(self.choices, self.values, strict=True) if c.key == key)


def read_toggles(
    kit: Kit, scene: Scene, scenario_path: Path, scenario: Scenario, student_layer: LayerSource | None
) -> tuple[Toggle, ...]:
    """Return the toggles of the storyboard of the scenario in `path`; those that this kit cannot serve are left out."""
    told = read_choices_file(scenario_path)
    found = [server_toggle(kit, scene, told, student_layer)]
    found += [a for a in (addition_toggle(kit, scene, each) for each in told.get("additions", ())) if a]
    found += [option_toggle(each) for each in told.get("options", ())]
    if scenario.forks:
        endings = tuple(Choice(fork.name, f"{fork.name}: {fork.title}") for fork in scenario.forks)
        found.append(
            Toggle("fork", "fork", told.get("fork", "ending"), endings, tuple(fork.name for fork in scenario.forks))
        )
    return tuple(found)


def read_choices_file(scenario_path: Path) -> dict[str, Any]:
    """Return the choices file beside a scenario, {} where there is none."""
    beside = scenario_path.with_suffix(".toml")
    if not beside.is_file():
        return {}
    try:
        return tomllib.loads(beside.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise KitError(f"{beside}: not TOML ({fault})") from None


def server_toggle(kit: Kit, scene: Scene, choices_file: dict[str, Any], student_layer: LayerSource | None) -> Toggle:
    """Return the toggle of servers: those the file names and the kit holds, and the reader's own."""
    named = choices_file.get("servers") or [{"key": "reference", "label": "the reference", "file": scene.file}]
    servers = [(Choice(each["key"], each["label"]), read_layer(kit, scene, each["file"])) for each in named]
    pairs = [(choice, layer) for choice, layer in servers if layer]
    if student_layer:
        pairs.append((Choice(STUDENT_SERVER, f"your code ({student_layer.file_name})"), student_layer))
    return Toggle(
        "rule",
        "rule",
        choices_file.get("rule", "whose server?"),
        tuple(c for c, _ in pairs),
        tuple(layer for _, layer in pairs),
    )


def read_layer(kit: Kit, scene: Scene, file: str, layer: str | None = None) -> LayerSource | None:
    """Return a layer below reference/<scene>, None where this kit does not hold it."""
    path = kit.reference / scene.id / file
    if not path.is_file():
        return None
    return LayerSource(f"{scene.id}/{file}", read_solution(kit, path), layer or scene.layer_class)


def addition_toggle(kit: Kit, scene: Scene, addition_settings: dict[str, Any]) -> Toggle | None:
    """Return the toggle that puts one more layer on top, None where this kit does not hold it."""
    layer = read_layer(kit, scene, addition_settings["file"], addition_settings["layer"])
    if layer is None:
        return None
    return Toggle(
        addition_settings["key"],
        "addition",
        addition_settings["label"],
        (Choice("off", "no"), Choice("on", "yes")),
        (None, layer),
    )


def option_toggle(option_settings: dict[str, Any]) -> Toggle:
    """Return the toggle of one of the deployment's options."""
    if option_settings["name"] not in OPTION_FIELDS:
        raise KitError(
            f"a storyboard names the option {option_settings['name']}; the options are {', '.join(OPTION_FIELDS)}"
        )
    names = tuple(Choice(key, key) for key in option_settings["choices"])
    field = OPTION_FIELDS[option_settings["name"]]
    return Toggle(
        option_settings["key"],
        "option",
        option_settings["label"],
        names,
        tuple({field: v} for v in option_settings["choices"].values()),
    )


def missing_choices(kit: Kit, scene: Scene, scenario_path: Path) -> list[str]:
    """Return the labels of the choices that this kit does not hold."""
    told = read_choices_file(scenario_path)
    named = [*(told.get("servers") or [{"label": "the reference", "file": scene.file}]), *told.get("additions", ())]
    return [each["label"] for each in named if read_layer(kit, scene, each["file"]) is None]


def combinations(toggles: Sequence[Toggle]) -> Iterator[Combination]:
    """Yield every combination of settings, the first settings first."""
    return product(*([choice.key for choice in toggle.choices] for toggle in toggles))
