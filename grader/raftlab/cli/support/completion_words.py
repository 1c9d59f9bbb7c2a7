"""What Tab offers: commands, options, scenes, checks, scenarios and their endings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from raftlab.cli.support.layers_below import KIT_LAYERS, STUDENT_LAYERS
from raftlab.errors import RaftlabError
from raftlab.hints import read_hints
from raftlab.kit import Kit, find_kit
from raftlab.run_execution import find_scenario, scenario_files

OfferWords = Callable[[Kit, Sequence[str]], Iterable[str]]
"""Return the words for a parameter, from the kit and the words before it."""


def completion_words(command_line: Sequence[str]) -> list[str]:
    """Return what the last word of `command_line`, an unfinished one, can become; nothing where a file may stand."""
    *before, unfinished = command_line
    try:
        offered = next_words(before, unfinished)
    except (RaftlabError, OSError):
        return []
    return [word for word in offered if word.startswith(unfinished)]


def next_words(before: Sequence[str], unfinished: str) -> Iterable[str]:
    """Return the words that can follow `before`."""
    from raftlab.cli.support.command_loader import COMMANDS, FORMER_NAMES, load_app

    if not before:
        return COMMANDS
    if before[0] not in (*COMMANDS, *FORMER_NAMES):
        return ()
    import typer.main

    group: Any = typer.main.get_command(load_app(before[0]))
    command, arguments = group.commands[before[0]], list(before[1:])
    while hasattr(command, "commands"):
        if not arguments:
            return tuple(command.commands)
        if arguments[0] not in command.commands:
            return ()
        command = command.commands[arguments.pop(0)]
    return parameter_words(command, arguments, unfinished, before)


def parameter_words(command: Any, arguments: list[str], unfinished: str, before: Sequence[str]) -> Iterable[str]:
    """Return the words for the parameter of `command` that comes after `arguments`."""
    options = {name: each for each in command.params for name in (*each.opts, *each.secondary_opts) if name[0] == "-"}
    if unfinished.startswith("-"):
        return (*options, "--help")
    parameter = next_parameter(command, options, arguments)
    offer = OFFERS.get(parameter) if parameter else None
    return offer(find_kit(), before[1:]) if offer else ()


def next_parameter(command: Any, options: dict[str, Any], arguments: list[str]) -> str | None:
    """Return the name of the parameter whose value comes next; None after the last one."""
    if arguments and (option := options.get(arguments[-1])) is not None and not option.is_flag:
        return str(option.name)
    positions = [each for each in command.params if each.param_type_name == "argument"]
    passed, takes_value = 0, False
    for word in arguments:
        if takes_value:
            takes_value = False
        elif word.startswith("-"):
            takes_value = word in options and not options[word].is_flag
        else:
            passed += 1
    return str(positions[passed].name) if passed < len(positions) else None


def scene_words(kit: Kit, arguments: Sequence[str]) -> Iterable[str]:
    """Return the ids of all scenes."""
    return (scene.id for scene in kit.scenes)


def check_words(kit: Kit, arguments: Sequence[str]) -> Iterable[str]:
    """Return the checks of the scene that the command names: those with hints."""
    return (name for scene in kit.scenes if scene.id in arguments for name in read_hints(scene))


def scenario_words(kit: Kit, arguments: Sequence[str]) -> Iterable[str]:
    """Return the scenarios of the scene that the command names."""
    return (file.stem for scene in kit.scenes if scene.id in arguments for file in scenario_files(scene))


def scenario_path_words(kit: Kit, arguments: Sequence[str]) -> Iterable[str]:
    """Return the runs of the last gradings here, then SCENE/NAME of every scenario."""
    yield from (str(file) for file in sorted(Path(".raftlab").glob("*/*.json")) if file.stem not in STATE_FILES)
    yield from (f"{scene.id}/{file.stem}" for scene in kit.scenes for file in scenario_files(scene))


def scenario_ending_words(kit: Kit, arguments: Sequence[str]) -> Iterable[str]:
    """Return the endings of the scenario that the command names."""
    from raftlab.scenario.language import read_scenario

    file = next((word for word in arguments if not word.startswith("-")), "")
    return (fork.name for fork in read_scenario(find_scenario(kit, Path(file))).forks)


def below_option_words(kit: Kit, arguments: Sequence[str]) -> Iterable[str]:
    """Return the choices of `--below`."""
    return (KIT_LAYERS, STUDENT_LAYERS)


def shell_words(kit: Kit, arguments: Sequence[str]) -> Iterable[str]:
    """Return the shells that have a script."""
    return ("bash", "zsh", "fish")


STATE_FILES = ("result", "rerun_result", "hints", "explored")
"""The files in .raftlab/SCENE that hold no run of a check."""
OFFERS: dict[str, OfferWords] = {
    "scene_id": scene_words,
    "layer_choice": below_option_words,
    "check": check_words,
    "checks": check_words,
    "scenario": scenario_words,
    "scenario_name": scenario_words,
    "file": scenario_path_words,
    "fork": scenario_ending_words,
    "shell": shell_words,
}
"""Parameter -> what stands for it."""
