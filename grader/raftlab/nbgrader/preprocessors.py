"""What nbgrader's own steps call: named in nbgrader_config.py. The one module that needs nbgrader to be imported.

generate_assignment: HandOutSkeleton. autograde: ReadAnything, TakeTextOnly, then GradeByPipeline and SaveScores.
generate_feedback: DropStaffOutputs.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader import utils
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Integer, Unicode

from raftlab.authoring.secret_lines import find_secret, secret_lines
from raftlab.errors import KitError, UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.nbgrader.cell_outputs import STAFF_METADATA, layer_comment, make_cell_outputs
from raftlab.nbgrader.gradebook import save_score
from raftlab.nbgrader.source_notebook import LAYER_GRADE_ID, METADATA_KEY
from raftlab.nbgrader.submission_grading import SubmissionGrading, grade_submission
from raftlab.report.sanitise import plain_text
from raftlab.skeleton import make_skeleton
from raftlab.submission_reader import find_submission_file, read_text

READ_ERROR_KEY = "fault"
"""In the mark of a hand-in: why it could not be read."""
Resources = dict[str, Any]


def notebook_scene(nb: Any) -> tuple[Kit, Scene] | None:
    """Return the scene that a notebook of the course is, None for an assignment that is not one of ours."""
    mark = nb.metadata.get(METADATA_KEY)
    if not mark:
        return None
    kit = find_kit()
    return kit, kit.scene(mark["scene"])


def cell_grade_id(cell: Any) -> str:
    """Return a cell's grade id, "" for none: whatever stands in a hand-in's metadata."""
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    found = mark.get("grade_id") if isinstance(mark, dict) else None
    return found if isinstance(found, str) else ""


class HandOutSkeleton(ClearSolutions):  # type: ignore[misc]
    """Puts the skeleton where the layer's solution stands; other solution cells are cleared as nbgrader clears them."""

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        nb, resources = super().preprocess(nb, resources)
        found = notebook_scene(nb)
        if found is None:
            return nb, resources
        kit, scene = found
        for cell in nb.cells:
            if cell_grade_id(cell) == LAYER_GRADE_ID:
                cell.source = make_skeleton(kit, scene).rstrip("\n")
        secret = find_secret(secret_lines(kit, scene), "\n".join(cell.source for cell in nb.cells).encode())
        if secret:
            raise KitError(f"{scene.id}: the notebook holds a line of an answer ({secret}); take it out of source/")
        return nb, resources


class ReadAnything(NotebookExporter):  # type: ignore[misc]
    """Reads a hand-in whatever is in its file: what is no notebook is one without cells, and is said to be none."""

    def from_file(self, file_stream: Any, resources: Any = None, **kw: Any) -> Any:
        try:
            nb = nbformat.read(file_stream, as_version=4)
            if not (isinstance(nb.metadata, dict) and all(isinstance(cell, dict) for cell in nb.cells)):
                raise TypeError("cells and metadata are of another kind")
        except Exception as fault:  # a hostile file fails in any way that json and nbformat know
            nb = nbformat.v4.new_notebook(
                metadata={METADATA_KEY: {READ_ERROR_KEY: f"it is no notebook ({type(fault).__name__})"}}
            )
        return self.from_notebook_node(nb, resources=resources, **kw)


class TakeTextOnly(NbGraderPreprocessor):  # type: ignore[misc]
    """Makes the hand-in anew from the notebook that was handed out: only what stands in its cells to write is taken.

    Cells that were deleted, moved, doubled, edited or given other points are as they were handed out; outputs, other
    metadata and cells of the student's own are not taken: what is shown to staff later holds no markup of a student's.
    """

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        texts = {cell_grade_id(cell): str(cell.get("source", "")) for cell in nb.cells if cell_grade_id(cell)}
        fresh = self.read_released_notebook(resources)
        for cell in fresh.cells:
            if utils.is_solution(cell):
                cell.source = texts.get(cell_grade_id(cell), "").encode("utf-8", "replace").decode("utf-8")
        mark = nb.metadata.get(METADATA_KEY)
        if isinstance(mark, dict) and METADATA_KEY in fresh.metadata:
            fresh.metadata[METADATA_KEY][READ_ERROR_KEY] = plain_text(str(mark.get(READ_ERROR_KEY, "")))
        return fresh, resources

    def read_released_notebook(self, resources: Resources) -> Any:
        """Return the released notebook. UsageError where there is none."""
        names = resources["nbgrader"]
        file = course_folder(self, "release_directory", resources, ".") / f"{names['notebook']}.ipynb"
        if not file.is_file():
            raise UsageError(f"{file} is not there; run `nbgrader generate_assignment {names['assignment']}` first")
        return nbformat.read(file, as_version=4)


def course_folder(preprocessor: NbGraderPreprocessor, trait_name: str, resources: Resources, student_id: str) -> Path:
    """Return one of the course's folders for the assignment that `step` works on."""
    course = preprocessor.parent.parent.coursedir
    return Path(course.format_path(getattr(course, trait_name), student_id, resources["nbgrader"]["assignment"]))


class GradeByPipeline(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades the layer's text behind the wall, and writes reasons and points under the checks' cells. No kernel."""

    seed = Integer(0, help="Decides every random choice of the grading.").tag(config=True)
    least_level = Unicode("L2", help="The weakest jail to grade in; `raftlab doctor` tells more.").tag(config=True)

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        found = notebook_scene(nb)
        if found is None:
            self.log.warning("not a scene of raftlab: nothing is run, and every cell waits for a person")
            return nb, resources
        kit, scene = found
        judged = self.grade_layer(kit, scene, nb, resources)
        judged = require_matching_cells(scene, judged, nb)
        resources["raftlab"] = judged
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = make_cell_outputs(judged, cell_grade_id(cell)) if utils.is_grade(cell) else []
        self.log.info("%s: %s %s", scene.id, judged.status, judged.message)
        return nb, resources

    def grade_layer(self, kit: Kit, scene: Scene, nb: Any, resources: Resources) -> SubmissionGrading:
        """Return what grading the layer came to: its cell's text, or the file that was handed in beside the notebook.

        The file is read where it was handed in: nbgrader's copy of it is of whatever a link led to.
        """
        if nb.metadata[METADATA_KEY].get(READ_ERROR_KEY):
            return SubmissionGrading(
                "unreadable",
                message=f"{scene.id}: {nb.metadata[METADATA_KEY][READ_ERROR_KEY]}; hand in the notebook itself",
            )
        if nb.metadata[METADATA_KEY].get("file"):
            handed_in = course_folder(self, "submitted_directory", resources, resources["nbgrader"]["student"])
            try:
                source = read_text(scene, find_submission_file(scene, handed_in))
            except UsageError as fault:
                return SubmissionGrading("unreadable", message=str(fault))
        else:
            source = "".join(f"{cell.source}\n" for cell in nb.cells if cell_grade_id(cell) == LAYER_GRADE_ID)
        return grade_submission(kit, scene, source, seed=self.seed, minimum_level=self.least_level)


def require_matching_cells(scene: Scene, grading: SubmissionGrading, nb: Any) -> SubmissionGrading:
    """Return what was judged, or a fault of the kit where the notebook's cells are of other checks or points."""
    if grading.result is None:
        return grading
    cells = {cell_grade_id(cell): float(cell.metadata.nbgrader.points) for cell in nb.cells if utils.is_grade(cell)}
    checks = {grade_id: float(check.max) for grade_id, check in grading.student_checks.items()}
    odd = sorted(set(checks.items()) - set(cells.items()))
    if not odd:
        return grading
    told = f"{scene.id}: the notebook has no cell of {odd[0][1]:g} points for {odd[0][0]}: it was made by another kit"
    return SubmissionGrading("kit error", message=f"{told}; make the course anew with this kit, or grade with that one")


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """Saves the points that were judged; what the kit failed to judge waits for a person and is never a zero."""

    def _add_score(self, cell: Any, resources: Resources) -> None:
        names = (cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id)
        save_score(self.gradebook.find_grade(*names), resources.get("raftlab"), names[0])
        self.gradebook.db.commit()

    def _add_comment(self, cell: Any, resources: Resources) -> None:
        super()._add_comment(cell, resources)
        judged = resources.get("raftlab")
        told = layer_comment(judged) if judged is not None else None
        if told:
            names = (cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id)
            self.gradebook.find_comment(*names).auto_comment = told
            self.gradebook.db.commit()


class DropStaffOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes what only staff may read out of the page that a student gets."""

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        nb = copy.deepcopy(nb)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [each for each in cell.outputs if not is_staff_output(each)]
        return nb, resources


def is_staff_output(output: Any) -> bool:
    """Tell whether an output must stay with the staff."""
    return bool(output.get("metadata", {}).get("raftlab") == STAFF_METADATA["raftlab"])
