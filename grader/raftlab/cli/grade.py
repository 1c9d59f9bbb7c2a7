"""`raftlab grade`: grade a submission and show what is right, what is wrong, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from raftlab.cli.support.arguments import SceneId, Seed, SubmissionPath
from raftlab.cli.support.console import say, warn
from raftlab.cli.support.grade_output import save_and_show_grading, save_grading
from raftlab.cli.support.layers_below import KIT_LAYERS, BelowOption, choose_layers_below, grading_with_warning
from raftlab.cli.support.local_scenarios import least_line_count, report_local_scenarios
from raftlab.cli.support.submission_grading import grade_with_progress
from raftlab.composed_submission import read_composed_submission
from raftlab.errors import UsageError, write_error_text
from raftlab.grading_models import GradingResult, Result, Submission
from raftlab.kit import Kit, Scene, find_kit
from raftlab.report.result_json import to_json
from raftlab.submission_reader import read_submission

FULL_MARKS, POINTS_MISSING, KIT_FAILED = 0, 1, 3
JSON_OPTION = typer.Option("--json", metavar="FILE|-", help="Write the result as JSON; - to stdout.")


def grade(
    scene_id: SceneId,
    path: SubmissionPath = None,
    json_path: Annotated[str | None, JSON_OPTION] = None,
    html_path: Annotated[
        Path | None, typer.Option("--html", metavar="PAGE", help="Write the result as a page.")
    ] = None,
    checks: Annotated[
        list[str] | None, typer.Option("--check", metavar="NAME", help="Run only this check. May be repeated.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Show every check, not only what to fix.")] = False,
    seed: Seed = 0,
    in_process: Annotated[
        bool, typer.Option("--in-process", help="Run without the jail, so that your prints show.")
    ] = False,
    layer_choice: BelowOption = KIT_LAYERS,
    pdb: Annotated[bool, typer.Option("--pdb", help="Stop in the debugger where your code raises.")] = False,
) -> int:
    """Grade your work: what is right, what is wrong, and why.

    The scenarios that you saved in SCENE/scenarios run too, for no points. `raftlab grade all` composes your own layers
    of all scenes to one server, runs it under faults, and names the layer that breaks it.

    \b
    Example: raftlab grade scene05
             raftlab grade scene05 my_commit.py --json result.json
             raftlab grade scene05 --check figure8_overwrite --pdb
             raftlab grade scene05 --below mine
             raftlab grade all
    """
    kit = find_kit()
    scene = kit.gradable(scene_id)
    kit, submission, warning = choose_layers(kit, scene, path, layer_choice)
    graded = grade_with_progress(
        kit,
        submission,
        seed=seed,
        in_process=in_process,
        debug=pdb,
        selected_tests=test_function_names(checks),
        is_quiet=json_path == "-",
    )
    graded = grading_with_warning(graded, warning)
    if json_path == "-":
        save_grading(graded, kit, submission, Path())
        sys.stdout.write(to_json(graded.result).decode())
    else:
        runs_scenarios = not (checks or pdb or scene.is_composed)
        save_and_show_grading(
            graded,
            kit,
            submission,
            Path(),
            full=show_all or bool(checks),
            path=path,
            in_process=in_process,
            lines_after=(json_path is not None) + (least_line_count(scene) if runs_scenarios else 0),
        )
        if json_path is not None:
            write_json(scene, Path(json_path), graded.result)
        if runs_scenarios:
            report_local_scenarios(kit, scene, submission, path)
    if html_path is not None:
        write_html(kit, html_path, graded, is_quiet=json_path == "-")
    return exit_code(graded.result)


def choose_layers(kit: Kit, scene: Scene, path: Path | None, layer_choice: str) -> tuple[Kit, Submission, str]:
    """Return the kit with the layers below, the submission, and the warning for its result; "" for none."""
    if scene.is_composed:
        composed = read_composed_submission(kit, path)
        if composed.text:
            warn(f"all: {composed.text}")
        return composed.kit, composed.submission, composed.text
    layers = choose_layers_below(kit, scene, layer_choice)
    return layers.kit, read_submission(layers.kit, scene, path), layers.warning


def test_function_names(names: list[str] | None) -> tuple[str, ...]:
    """Return the names of the test functions: a check may be named with or without test_."""
    return tuple(name if name.startswith("test_") else f"test_{name}" for name in names or ())


def write_json(scene: Scene, file: Path, result: Result) -> None:
    """Write the result as JSON to `file`. UsageError if that fails."""
    from raftlab.state_dir import write_atomically

    try:
        write_atomically(file, to_json(result))
    except OSError as error:
        raise UsageError(f"{scene.id}: {write_error_text(file, error, 'name another file')}") from None
    say(f"  json   {file}")


def write_html(kit: Kit, file: Path, grading: GradingResult, is_quiet: bool) -> None:
    """Write the report page: the checks, and each failure's run with the reference's run if the kit has it."""
    from raftlab.cli.support.output_files import write_page
    from raftlab.cli.support.reference_run import reference_run
    from raftlab.pages.grade_report import report_page

    reference_runs = {path: reference_run(kit, trace)[0] for path, trace in grading.traces.items()}
    known_runs = {path: run for path, run in reference_runs.items() if run is not None}
    write_page(file, report_page(grading.result, grading.traces, known_runs), is_quiet)


def exit_code(result: Result) -> int:
    """Return 0 for full marks, 1 if points are missing, 3 if only an error of the kit prevents full marks."""
    if result.score < result.max:
        return POINTS_MISSING
    return KIT_FAILED if any(check.verdict == "error" for check in result.checks) else FULL_MARKS
