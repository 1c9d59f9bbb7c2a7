"""A design as a check: its run is measured, and a miss names the knob, the scene and the events that lead to it."""

from __future__ import annotations

from raftlab.checks.check_context import CheckContext
from raftlab.checks.check_exceptions import CheckFailure
from raftlab.design.defence_claims import DefenceReview, review_defence
from raftlab.design.design_document import DesignDocument
from raftlab.design.design_measurement import Measurement
from raftlab.design.design_reader import read_design_submission
from raftlab.design.miss_diagnosis import find_miss, measure_once, trace_of_miss
from raftlab.errors import UnwrittenHoleError


def read_submitted_design(lab: CheckContext) -> DesignDocument:
    """Return the submission as designs and defence."""
    return read_design_submission(lab.scene, lab.scene.file, lab.submission_text)


def measure_design(lab: CheckContext, workload: str, seed: int = 0) -> Measurement:
    """Return the measurement of the submission's design for a workload; a knob that is not chosen yet is `todo`."""
    design = read_submitted_design(lab).designs[workload]
    if design.unset_knobs:
        raise UnwrittenHoleError(f"{workload}.{design.unset_knobs[0]}")
    return measure_once(lab.kit.without_student_layers, lab.scene, design, seed)


def require_measure_met(lab: CheckContext, workload: str, measure: str, seed: int = 0) -> None:
    """Raise CheckFailure, with the events that lead to it, if a design misses what its workload requires."""
    measurement = measure_design(lab, workload, seed)
    need = measurement.workload.requirement(measure)
    miss = find_miss(lab.kit.without_student_layers, lab.scene, measurement, need)
    if miss is not None:
        raise CheckFailure(f"[{workload}] {miss.text}", trace=trace_of_miss(lab.scene, measurement, miss))


def review_submitted_defence(lab: CheckContext) -> DefenceReview:
    """Return the claims of the defence with the figures that the designs reach. An unwritten defence is `todo`."""
    document = read_submitted_design(lab)
    for workload in document.designs:
        measure_design(lab, workload)
    review = review_defence(lab.kit.without_student_layers, lab.scene, document)
    if not review.is_written:
        raise UnwrittenHoleError(lab.scene.document)
    return review
