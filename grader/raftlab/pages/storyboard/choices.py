"""The choices of a storyboard: which server, with which additions and options, and which ending.

They are in NAME.toml beside the scenario NAME.txt; without that file the choices are the server and the ending.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from raftlab.errors import KitError
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.scenario.parsed_scenario import Scenario
from raftlab.scenario.statement_checks import OPTION_FIELDS
from raftlab.solutions.named_solutions import read_solution

STUDENT_SERVER = "yours"
"""The key of the student's server."""

RECORDED = "recorded"
"""The value of a choice of which the kit has recorded runs, and no server."""

Combination = tuple[str, ...]
"""The chosen key of each toggle, in order."""


@dataclass(frozen=True)
class Choice:
    """One setting of a toggle: its key in the address, and its label."""

    key: str
    label: str


@dataclass(frozen=True)
class Toggle:
    """A question and its choices. `kind`: rule, addition, option or fork; `values`: the value of each choice."""

    name: str
    kind: str
    legend: str
    choices: tuple[Choice, ...]
    values: tuple[Any, ...]

    def value_of(self, key: str) -> Any:
        """Return the value of the choice `key`."""
        return next(value for choice, value in zip(self.choices, self.values, strict=True) if choice.key == key)


def read_toggles(
    kit: Kit,
    scene: Scene,
    scenario_path: Path,
    scenario: Scenario,
    student_layer: LayerSource | None,
    has_recording: bool = False,
) -> tuple[Toggle, ...]:
    """Return the toggles of the scenario's storyboard, without choices that this kit does not contain.

    With `has_recording` it contains them all: as servers, or as recorded runs.
    """
    choices_file = read_choices_file(scenario_path)
    toggles = [server_toggle(kit, scene, choices_file, student_layer, has_recording)]
    additions = (
        added_layer_toggle(kit, scene, settings, has_recording) for settings in choices_file.get("additions", ())
    )
    toggles += [toggle for toggle in additions if toggle]
    toggles += [option_toggle(settings) for settings in choices_file.get("options", ())]
    if scenario.forks:
        endings = tuple(Choice(fork.name, f"{fork.name}: {fork.title}") for fork in scenario.forks)
        toggles.append(
            Toggle(
                "fork", "fork", choices_file.get("fork", "ending"), endings, tuple(fork.name for fork in scenario.forks)
            )
        )
    return tuple(toggles)


def read_choices_file(scenario_path: Path) -> dict[str, Any]:
    """Return the choices file beside a scenario, {} if there is none."""
    file = scenario_path.with_suffix(".toml")
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise KitError(f"{file}: not TOML ({error})") from None


def server_toggle(
    kit: Kit, scene: Scene, choices_file: dict[str, Any], student_layer: LayerSource | None, has_recording: bool
) -> Toggle:
    """Return the toggle of servers: those that the file names and the kit contains, and the student's."""
    named = choices_file.get("servers") or [{"key": "reference", "label": "the reference", "file": scene.file}]
    servers = [(Choice(each["key"], each["label"]), read_layer(kit, scene, each["file"])) for each in named]
    pairs: list[tuple[Choice, LayerSource | str]] = [
        (choice, layer or RECORDED) for choice, layer in servers if layer or has_recording
    ]
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
    """Return a layer below reference/<scene>, None if this kit does not contain it."""
    path = kit.reference / scene.id / file
    if not path.is_file():
        given = kit.root / "given" / scene.id / file
        if not given.is_file():
            return None
        return LayerSource(f"{scene.id}/{file}", given.read_text("utf-8"), layer or scene.layer_class)
    return LayerSource(f"{scene.id}/{file}", read_solution(kit, path), layer or scene.layer_class)


def added_layer_toggle(kit: Kit, scene: Scene, addition_settings: dict[str, Any], has_recording: bool) -> Toggle | None:
    """Return the toggle that adds a layer on top, None if this kit does not contain it."""
    layer = read_layer(kit, scene, addition_settings["file"], addition_settings["layer"])
    if layer is None and not has_recording:
        return None
    return Toggle(
        addition_settings["key"],
        "addition",
        addition_settings["label"],
        (Choice("off", "no"), Choice("on", "yes")),
        (None, layer or RECORDED),
    )


def option_toggle(option_settings: dict[str, Any]) -> Toggle:
    """Return the toggle of one option of the cluster."""
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


def unavailable_choices(kit: Kit, scene: Scene, scenario_path: Path) -> list[str]:
    """Return the labels of the choices that this kit does not contain."""
    choices_file = read_choices_file(scenario_path)
    named = [
        *(choices_file.get("servers") or [{"label": "the reference", "file": scene.file}]),
        *choices_file.get("additions", ()),
    ]
    return [each["label"] for each in named if read_layer(kit, scene, each["file"]) is None]


def combinations(toggles: Sequence[Toggle]) -> Iterator[Combination]:
    """Yield every combination of choices, the first choices first."""
    return product(*([choice.key for choice in toggle.choices] for toggle in toggles))
