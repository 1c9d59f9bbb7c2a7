"""Load the run that FILE names: a stored trace, or a scenario that is run now."""

from __future__ import annotations

from pathlib import Path

import msgspec

from raftlab.cli.support.console import warn
from raftlab.cli.support.layers_below import chosen_layers
from raftlab.cli.support.stored_run_validation import first_run_problem
from raftlab.cli.support.student_file_reader import submission_without_reference
from raftlab.errors import UsageError
from raftlab.kit import Kit
from raftlab.nofollow_files import RUN_LIMIT_BYTES, read_regular_file
from raftlab.report.command_options import CommandOptions
from raftlab.report.sanitise import one_line
from raftlab.run_execution import find_scenario, rerun_trace, run_scenario, scene_of_scenario
from raftlab.submission_reader import printable_path, read_submission
from raftlab.trace import RunFailure, Trace, from_json
from raftlab.worker.message_codec import Codec


def resolve_run_path(kit: Kit, file: Path) -> Path:
    """Return the file of the run or scenario that `file` names. UsageError for an unknown scenario."""
    if file.is_file() or file.suffix == ".json":
        return file
    return find_scenario(kit, file)


def load_run(kit: Kit, file: Path, submission_path: Path | None, fork: str | None) -> Trace:
    """Return the run in `file`: read, or run now if it is a scenario or a submission is named."""
    if file.suffix == ".txt":
        return run_scenario_with_warnings(kit, file, submission_path, fork)
    trace = read_trace(kit, file)
    if submission_path is None:
        return trace
    if trace.failure is not None and trace.failure.file:
        options = CommandOptions(printable_path(submission_path), chosen_layers(kit, kit.gradable(trace.scene)))
        warn(f"{unchecked_expectation_text(trace.failure)}: {scenario_command(trace, trace.failure, options)}")
    return rerun_trace(kit, trace, read_submission(kit, kit.scene(trace.scene), submission_path))


def unchecked_expectation_text(failure: RunFailure) -> str:
    """Return the warning that only the events run again, without the scenario's expectation."""
    return f"this does not check again what line {failure.line} of {failure.file} expects"


def scenario_command(trace: Trace, failure: RunFailure, options: CommandOptions) -> str:
    """Return the command that runs the scenario of a run on the submission that `options` name."""
    return f"raftlab replay {trace.scene}/{Path(failure.file).stem}{options.submission_text}"


def run_scenario_with_warnings(kit: Kit, file: Path, submission_path: Path | None, fork: str | None) -> Trace:
    """Run a scenario file and return the run; warn of each expectation that does not hold."""
    scene = scene_of_scenario(kit, file)
    submission = (
        read_submission(kit, scene, submission_path)
        if submission_path is not None
        else submission_without_reference(kit, scene)
    )
    run = run_scenario(kit, scene, file, submission, fork)
    if run.error is not None:
        warn(f"the run ends early: {run.error}")
    for miss in run.misses:
        warn(f"line {miss.line} does not hold: {miss.text} ({miss.seen})")
    return run.trace


def read_trace(kit: Kit, file: Path) -> Trace:
    """Return the trace in `file`. UsageError for another file, and for a run that does not hold together."""
    shown = printable_path(file)
    try:
        trace = from_json(read_regular_file(file, RUN_LIMIT_BYTES))
    except OSError as error:
        raise UsageError(f"{shown}: {error.strerror}; `raftlab grade` writes the runs of failed checks") from None
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{shown}: not a run ({one_line(str(error))}); name a run that `raftlab grade` wrote"
        ) from None
    if fault := first_run_problem(trace, Codec(kit.course_message_modules)):
        raise UsageError(f"{shown}, {one_line(fault)}; grade again: `raftlab grade` writes a whole run")
    return trace
