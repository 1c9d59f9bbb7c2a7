"""The shape of the engine: who may import whom, no scene's name in it, no answer in what students get."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from tests.source_outlines import outline_of

ROOT = Path(__file__).parent.parent
ENGINE_FOLDER = ROOT / "grader" / "raftlab"

BASE_PARTS = {
    "errors",
    "count_text",
    "plain_data",
    "server",
    "cluster_history",
    "acts",
    "trace",
    "layer_names",
    "kit",
    "labs",
    "gc_pause",
    "grader_process_limits",
    "nofollow_files",
}
"""What everything may rest on: faults, numbers in words, plain data, the server, a run's history, acts and record, the
names in a layer, the files of the kit and of a student's folder, Python's collector, the limits of a grader."""
MAY_IMPORT = {
    "errors": set(),
    "count_text": set(),
    "plain_data": set(),
    "server": {"plain_data"},
    "cluster_history": {"server"},
    "gc_pause": set(),
    "grader_process_limits": set(),
    "nofollow_files": set(),
    "acts": {"server"},
    "trace": {"acts", "server", "nofollow_files"},
    "layer_names": set(),
    "kit": {"errors", "layer_names"},
    "labs": {"kit"},
    "grading_models": {"server", "trace"},
    "submission_shape": {"kit"},
    "submission_lint": {"kit"},
    "skeleton": BASE_PARTS | {"design"},
    "solutions": BASE_PARTS | {"skeleton", "design"},
    "submission_reader": BASE_PARTS | {"solutions", "submission_shape", "submission_lint", "design", "grading_models"},
    "composed_bundle": {"errors"},
    "composed_submission": BASE_PARTS | {"grading_models", "solutions", "submission_reader"},
    "hints": BASE_PARTS,
    "state_dir": BASE_PARTS,
    "jail": {"errors"},
    "worker": BASE_PARTS | {"jail"},
    "linearizability": {"errors"},
    "simulator": BASE_PARTS | {"worker", "linearizability"},
    "scenario": BASE_PARTS | {"worker", "simulator"},
    "failover_experiment": BASE_PARTS | {"worker", "simulator", "scenario"},
    "explorer": BASE_PARTS | {"worker", "simulator"},
    "design": BASE_PARTS | {"worker", "simulator"},
    "checks": BASE_PARTS
    | {"jail", "worker", "simulator", "scenario", "explorer", "design", "grading_models", "submission_lint"},
    "score": {"grading_models"},
    "submission_hosts": BASE_PARTS | {"worker", "grading_models", "report"},
    "pages": BASE_PARTS
    | {
        *("linearizability", "solutions", "failover_experiment", "grading_models", "scenario", "simulator", "worker"),
        "design",
    },
    "timeline": BASE_PARTS | {"simulator", "pages"},
    "cluster": BASE_PARTS | {"jail", "worker", "simulator", "linearizability", "pages"},
    "run_execution": BASE_PARTS | {"worker", "simulator", "scenario", "grading_models"},
    "batch": BASE_PARTS
    | {"grading_models", "submission_shape", "submission_reader", "pipeline", "report", "worker", "state_dir"}
    | {"composed_bundle", "composed_submission", "design"},
    "report": BASE_PARTS | {"grading_models", "pages", "score"},
    "layer_cells": set(),
    "saved_notebook": BASE_PARTS | {"layer_cells"},
    "notebook_scene": BASE_PARTS
    | {
        "saved_notebook",
        "grading_models",
        "pages",
        "pipeline",
        "report",
        "run_execution",
        "worker",
        "submission_reader",
        "hints",
        "state_dir",
    },
    "nbgrader": BASE_PARTS
    | {
        "layer_cells",
        "grading_models",
        "skeleton",
        "submission_reader",
        "state_dir",
        "pages",
        "report",
        "worker",
        "pipeline",
        "batch",
        "authoring",
    },
}
"""Part of the engine -> the parts it may import. The commands, the pipeline and the authoring tools know all parts."""
TOP_PARTS = {"__main__", "cli", "pipeline", "authoring", "batch"}


def engine_files() -> list[Path]:
    """Return the engine's source files."""
    return sorted(ENGINE_FOLDER.rglob("*.py"))


def part_name(path: Path) -> str:
    """Return the part of the engine that a file belongs to: its package or module right under raftlab."""
    return path.relative_to(ENGINE_FOLDER).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> Iterator[str]:
    """Yield the parts that a file imports, at its top or inside a function."""
    for each in outline_of(path).imports:
        assert each.level == 0, f"{path}: a relative import; write it out from raftlab"
        is_from_root = each.module == "raftlab"
        names = (
            [f"raftlab.{name}" for name in each.names] if is_from_root else [each.module or name for name in each.names]
        )
        for name in names:
            if name.startswith("raftlab.") and name != "raftlab.__version__":
                yield name.split(".")[1]


def engine_parts() -> list[str]:
    """Return the parts of the engine by name."""
    return sorted({part_name(path) for path in engine_files()})


def part_files(part: str) -> list[Path]:
    """Return the source files of a part."""
    return [path for path in engine_files() if part_name(path) == part]


@pytest.mark.parametrize("part", [part for part in engine_parts() if part not in {*TOP_PARTS, "__init__"}])
def test_imports_point_downwards(part: str) -> None:
    """A part imports only the parts that its line in MAY_IMPORT names."""
    assert part in MAY_IMPORT, f"{part} is new: say in MAY_IMPORT what it may import"
    allowed = MAY_IMPORT[part] | {part}
    wrong = {
        str(path.relative_to(ROOT)): names
        for path in part_files(part)
        if (names := sorted(set(imported_parts(path)) - allowed))
    }
    assert not wrong, f"{part} may import {sorted(allowed)}; not so: {wrong}"


def test_student_code_is_never_imported_by_the_grader() -> None:
    """Nothing in the engine but the worker compiles or runs text, or unpickles."""
    runs = re.compile(
        r"(?<![\w.])(exec|eval|compile|__import__)\(|\bpickle\.loads?\(|\brunpy\b|spec_from_file_location"
    )
    found = {
        str(path.relative_to(ENGINE_FOLDER))
        for path in engine_files()
        if part_name(path) != "worker" and runs.search(path.read_text(encoding="utf-8"))
    }
    assert not found, f"only the worker may run text or unpickle; found in {sorted(found)}"


@pytest.mark.parametrize("part", engine_parts())
def test_engine_names_no_scene(part: str) -> None:
    """No code of the engine knows a scene by its id; docstrings may show one as an example."""
    named = {
        str(path.relative_to(ROOT)): text
        for path in part_files(part)
        for text in outline_of(path).code_strings
        if re.search(r"scene\d\d", text)
    }
    assert not named, f"the code names a scene; take it from scene.toml: {named}"


def test_modules_are_short() -> None:
    """No file of the engine is over 300 lines, server.py apart: students read it as one page."""
    long = {
        str(path.relative_to(ENGINE_FOLDER)): lines
        for path in engine_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300 and path.name != "server.py"
    }
    assert not long, f"over 300 lines: {long}; a module is one noun"


def imported_modules(path: Path, modules: dict[str, Path]) -> set[str]:
    """Return the kit's modules that a file imports anywhere: inside functions and for types as well."""
    found = set()
    for each in outline_of(path).imports:
        names = (f"{each.module}.{name}" if each.module else name for name in each.names)
        found |= {name if name in modules else each.module for name in names}
    return found & modules.keys()


def test_no_imports_form_a_circle() -> None:
    """No module imports itself through others, not even inside a function or for types only."""
    modules = {
        ".".join(("raftlab", *path.relative_to(ENGINE_FOLDER).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in engine_files()
    }
    TopologicalSorter({name: imported_modules(path, modules) - {name} for name, path in modules.items()}).prepare()


def test_functions_are_short() -> None:
    """No function of the engine is over 70 lines."""
    long = [
        f"{path.relative_to(ENGINE_FOLDER)}:{each.line} {each.name}"
        for path in engine_files()
        for each in outline_of(path).definitions
        if each.is_function and each.line_count > 70
    ]
    assert not long, long


def test_no_module_has_an_empty_name() -> None:
    """A module is named by its noun: none is utils, helpers, common, misc or manager."""
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
    assert not [str(path) for path in engine_files() if path.stem in vague]


def test_lint_allows_exactly_the_names_of_the_glossary() -> None:
    """The names that the linter lets stand out of snake_case are those of labs/GLOSSARY.md, each exactly."""
    glossary = (ROOT / "labs" / "GLOSSARY.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", glossary, re.MULTILINE)
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    allowed = config["tool"]["ruff"]["lint"]["pep8-naming"]["extend-ignore-names"]
    assert set(allowed) - set(told) == set(), "allowed by pyproject.toml, and not in labs/GLOSSARY.md"
    assert set(told) - set(allowed) == set(), "in labs/GLOSSARY.md, and not allowed by pyproject.toml"
    assert len(told) == len(set(told)), "twice in labs/GLOSSARY.md"


def test_top_level_folders_are_fixed() -> None:
    """The top level holds the folders of the design, and small standard files; nothing else is committed there."""
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    strangers = folders - {"labs", "skeletons", "reference", "grader", "tests", "docs", "build", "dist", "__pycache__"}
    strangers = {name for name in strangers if not name.startswith("scene")}  # a student's work: ignored by git
    assert not strangers, f"new top-level folders: {sorted(strangers)}"


def test_every_test_says_what_it_claims() -> None:
    """Each test of the kit has a docstring."""
    silent = [
        f"{path.relative_to(ROOT)}::{each.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for each in outline_of(path).definitions
        if each.is_function and each.name.startswith("test_") and not each.has_docstring
    ]
    assert not silent, silent


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_of_the_front_pages_lead_somewhere(page: str) -> None:
    """Each file that the front pages link to is there."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert not [target for target in targets if not (ROOT / target).exists()]


def test_test_files_have_names_of_their_own() -> None:
    """No two test files share a name: pytest could not collect both."""
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
