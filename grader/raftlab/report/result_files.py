"""Write the files of a grading beside a student's work."""

from __future__ import annotations

from pathlib import Path

from raftlab.grading_models import GradingResult
from raftlab.nofollow_files import write_file_below
from raftlab.report.result_json import to_json
from raftlab.trace import to_json as trace_to_json


def write_result_files(grading: GradingResult, workspace: Path, result_name: str = "result.json") -> list[Path]:
    """Write the result and every trace below `workspace`/.raftlab; return the files. OSError if that fails.

    result_name: the file for the result; "" to write the traces only.
    """
    folder = f".raftlab/{grading.result.scene}"
    files = {f"{folder}/{result_name}": to_json(grading.result)} if result_name else {}
    files |= {path: trace_to_json(trace) for path, trace in grading.traces.items()}
    for path, data in files.items():
        write_file_below(workspace, path, data)
    return [workspace / path for path in files]
