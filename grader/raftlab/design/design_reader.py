"""The design scene's data, read together: its knobs, its workloads, and the text of a submission."""

from __future__ import annotations

from raftlab.design.design_document import DesignDocument, DesignError, read_document
from raftlab.design.knob_table import read_knobs
from raftlab.design.workload import read_workloads
from raftlab.errors import UsageError
from raftlab.kit import Scene


def read_design_submission(scene: Scene, file: str, text: str) -> DesignDocument:
    """Return the designs and the defence of a submission. UsageError, with the place and the repair, if it is none."""
    try:
        return read_document(file, text, read_knobs(scene), read_workloads(scene))
    except DesignError as error:
        raise UsageError(str(error)) from None
