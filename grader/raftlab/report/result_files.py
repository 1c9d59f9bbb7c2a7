"""Write the files of a grading beside a student's work."""

from __future__ import annotations

from pathlib import Path

from raftlab.grading_models import GradingResult
from raftlab.nofollow_files import delete_file_below, write_file_below
from raftlab.report.result_json import to_json
from raftlab.state_dir import RERUN_FILE, RESULT_FILE
from raftlab.trace import to_json as trace_to_json


def write_result_files(grading: GradingResult, workspace: Path, result_name: str = RESULT_FILE) -> list[Path]:
    """Write the result and every trace below `workspace`/.raftlab; return the files. OSError if that fails.

    result_name: the file for the result; "" to write the traces only. A new result.json deletes the rerun's result.
    """
    folder = f".raftlab/{grading.result.scene}"
    files = {f"{folder}/{result_name}": to_json(grading.result)} if result_name else {}
    files |= {path: trace_to_json(trace) for path, trace in grading.traces.items()}
    for path, data in files.items():
        write_file_below(workspace, path, data)
    if result_name == RESULT_FILE:
        delete_file_below(workspace, f"{folder}/{RERUN_FILE}")
    return [workspace / path for path in files]
