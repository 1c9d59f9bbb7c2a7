"""Linting the declarations of a scene's checks: judges for every property, and a reason for every large gate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from raftlab.authoring.validation_finding import Finding
from raftlab.checks.check_decorator import Check
from raftlab.checks.check_runner import read_checks
from raftlab.checks.check_suite import check_files
from raftlab.checks.earlier_check_failures import checks_by_property
from raftlab.kit import Kit, Scene
from raftlab.simulator.property_monitor import PROPERTY_NAMES, SAFETY_PROPERTIES

GATE_LIMIT_POINTS = 30
"""The most points that may wait for one check without a reason."""
ENGINE_CALL = re.compile(r"\blab\.(run_scenario|search|explore)\(")


def lint_suite(kit: Kit, scene: Scene) -> list[Finding]:
    """Return the findings about the declarations of the scene's checks."""
    checks = read_checks(kit, scene)
    return [
        Finding(scene.id, "every property has its judge", tuple(judge_problems(scene, checks))),
        Finding(
            scene.id,
            "every check of an engine says what it is about",
            tuple(missing_about_problems(kit, scene, checks)),
        ),
        Finding(
            scene.id,
            f"a check on which more than {GATE_LIMIT_POINTS} points wait has a reason",
            tuple(gate_problems(checks)),
        ),
    ]


def judge_problems(scene: Scene, checks: Mapping[str, Check]) -> Iterator[str]:
    """Yield the properties without a judge, and the names in declarations that are no property."""
    judges = checks_by_property(scene)
    place = f"labs/{scene.id}/scene.toml, [judges]"
    if not judges and not any(check.about is not None for check in checks.values()):
        return
    for name in PROPERTY_NAMES:
        if name not in judges:
            yield f"{place}: {name} has no judge; add a line, or `others`"
    for name in judges.keys() - set(PROPERTY_NAMES):
        yield f"{place}: {name} is no property; raftlab.simulator.property_monitor has the names"
    for check in checks.values():
        for name in set(check.about or ()) - set(PROPERTY_NAMES):
            yield f"{check.name}: about names {name}, which is no property"
        if check.safety and check.safety not in SAFETY_PROPERTIES:
            yield f"{check.name}: safety names {check.safety}, which is no safety property"


def missing_about_problems(kit: Kit, scene: Scene, checks: Mapping[str, Check]) -> Iterator[str]:
    """Yield the checks that call an engine and do not declare `about`."""
    for name, text in suite_function_sources(kit, scene).items():
        if name in checks and checks[name].about is None and ENGINE_CALL.search(text):
            yield f"{name} runs an engine; add about=(…) with the properties that it judges, or about=()"


def suite_function_sources(kit: Kit, scene: Scene) -> dict[str, str]:
    """Return the text of each function in the scene's check files, by name."""
    return {name: text for file in check_files(kit, scene) for name, text in file_function_sources(file)}


def file_function_sources(file: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of each function of a file."""
    source = file.read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, ast.get_source_segment(source, node) or ""


def gate_problems(checks: Mapping[str, Check]) -> Iterator[str]:
    """Yield the checks on which many points wait without a reason, and the reasons that are not needed."""
    for name, check in checks.items():
        points = gated_points(checks, name)
        if points > GATE_LIMIT_POINTS and not check.gate_reason:
            yield (
                f"{points} points wait for {name}; split it, use explained_by in the checks that can be judged without "
                "it, or give a gate_reason"
            )
        if points <= GATE_LIMIT_POINTS and check.gate_reason:
            yield f"{name}: only {points} points wait for it; remove its gate_reason"


def gated_points(checks: Mapping[str, Check], name: str) -> int:
    """Return the points of the checks that do not run if the check `name` fails."""
    return sum(check.points for check in checks.values() if name in gating_checks(checks, check.name))


def gating_checks(checks: Mapping[str, Check], name: str) -> set[str]:
    """Return the checks without which `name` does not run, directly or through others."""
    found: set[str] = set()
    for other in checks[name].depends_on:
        found |= {other} | gating_checks(checks, other)
    return found
