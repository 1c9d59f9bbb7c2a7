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

from raftlab.errors import KitFault
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.scenario.language import OPTIONS, Scenario

YOURS = "yours"
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
    what: str
    legend: str
    choices: tuple[Choice, ...]
    brings: tuple[Any, ...]

    def at(self, key: str) -> Any:
        """Return what the setting `key` stands for."""
        return next(b for c, b in zip(self.choices, self.brings, strict=True) if c.key == key)


def toggles(kit: Kit, scene: Scene, path: Path, scenario: Scenario, own: LayerSource | None) -> tuple[Toggle, ...]:
    """Return the toggles of the storyboard of the scenario in `path`; those that this kit cannot serve are left out."""
    told = settings(path)
    found = [rule(kit, scene, told, own)]
    found += [a for a in (addition(kit, scene, each) for each in told.get("additions", ())) if a]
    found += [option(each) for each in told.get("options", ())]
    if scenario.forks:
        endings = tuple(Choice(fork.name, f"{fork.name}: {fork.words}") for fork in scenario.forks)
        found.append(
            Toggle("fork", "fork", told.get("fork", "ending"), endings, tuple(fork.name for fork in scenario.forks))
        )
    return tuple(found)


def settings(path: Path) -> dict[str, Any]:
    """Return the choices file beside a scenario, {} where there is none."""
    beside = path.with_suffix(".toml")
    if not beside.is_file():
        return {}
    try:
        return tomllib.loads(beside.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise KitFault(f"{beside}: not TOML ({fault})") from None


def rule(kit: Kit, scene: Scene, told: dict[str, Any], own: LayerSource | None) -> Toggle:
    """Return the toggle of servers: those the file names and the kit holds, and the reader's own."""
    named = told.get("servers") or [{"key": "reference", "label": "the reference", "file": scene.file}]
    servers = [(Choice(each["key"], each["label"]), source(kit, scene, each["file"])) for each in named]
    pairs = [(choice, layer) for choice, layer in servers if layer]
    if own:
        pairs.append((Choice(YOURS, f"your code ({own.name})"), own))
    return Toggle(
        "rule",
        "rule",
        told.get("rule", "whose server?"),
        tuple(c for c, _ in pairs),
        tuple(layer for _, layer in pairs),
    )


def source(kit: Kit, scene: Scene, file: str, layer: str | None = None) -> LayerSource | None:
    """Return a layer below reference/<scene>, None where this kit does not hold it."""
    path = kit.reference / scene.id / file
    if not path.is_file():
        return None
    return LayerSource(f"{scene.id}/{file}", path.read_text(encoding="utf-8"), layer or scene.layer)


def addition(kit: Kit, scene: Scene, told: dict[str, Any]) -> Toggle | None:
    """Return the toggle that puts one more layer on top, None where this kit does not hold it."""
    layer = source(kit, scene, told["file"], told["layer"])
    if layer is None:
        return None
    return Toggle(told["key"], "addition", told["label"], (Choice("off", "no"), Choice("on", "yes")), (None, layer))


def option(told: dict[str, Any]) -> Toggle:
    """Return the toggle of one of the deployment's options."""
    if told["name"] not in OPTIONS:
        raise KitFault(f"a storyboard names the option {told['name']}; the options are {', '.join(OPTIONS)}")
    names = tuple(Choice(key, key) for key in told["choices"])
    field = OPTIONS[told["name"]]
    return Toggle(told["key"], "option", told["label"], names, tuple({field: v} for v in told["choices"].values()))


def missing(kit: Kit, scene: Scene, path: Path) -> list[str]:
    """Return the labels of the choices that this kit does not hold."""
    told = settings(path)
    named = [*(told.get("servers") or [{"label": "the reference", "file": scene.file}]), *told.get("additions", ())]
    return [each["label"] for each in named if source(kit, scene, each["file"]) is None]


def combinations(found: Sequence[Toggle]) -> Iterator[Combination]:
    """Yield every combination of settings, the first settings first."""
    return product(*([choice.key for choice in toggle.choices] for toggle in found))
