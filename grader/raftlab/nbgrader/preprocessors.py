"""The preprocessors for nbgrader's own commands; nbgrader_config.py names them. Only this module imports nbgrader.

generate_assignment: HandOutSkeleton. autograde: ReadDamagedNotebook, TakeSubmittedText, then GradeByPipeline and
SaveScores. generate_feedback: DropStaffOutputs.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader import utils
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Integer, Unicode

from raftlab.authoring.secret_lines import find_leaked_line, secret_lines
from raftlab.errors import KitError, UsageError
from raftlab.kit import Kit, Scene, find_kit
from raftlab.layer_cells import LAYER_GRADE_ID, LayerText, cell_grade_id, choose_layer, decode_notebook
from raftlab.nbgrader.cell_outputs import STAFF_METADATA, layer_comment, make_cell_outputs
from raftlab.nbgrader.cell_scores import SubmissionGrading, grade_submission
from raftlab.nbgrader.gradebook_filling import save_score
from raftlab.nbgrader.source_notebook import METADATA_KEY
from raftlab.report.sanitise import plain_text
from raftlab.skeleton import make_skeleton
from raftlab.submission_reader import find_submission_file, read_text

NOTES_KEY = "notes"
"""The metadata key of what a student should know about the notebook itself."""
READ_ERROR_KEY = "fault"
"""The metadata key that says why a submission could not be read."""
Resources = dict[str, Any]


def notebook_scene(nb: Any) -> tuple[Kit, Scene] | None:
    """Return the scene of a notebook; None for an assignment that is not a scene of raftlab."""
    mark = nb.metadata.get(METADATA_KEY)
    if not mark:
        return None
    kit = find_kit()
    return kit, kit.scene(mark["scene"])


class HandOutSkeleton(ClearSolutions):  # type: ignore[misc]
    """Replaces the layer's solution with the skeleton; nbgrader clears the other solution cells."""

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        nb, resources = super().preprocess(nb, resources)
        found = notebook_scene(nb)
        if found is None:
            return nb, resources
        kit, scene = found
        for cell in nb.cells:
            if cell_grade_id(cell) == LAYER_GRADE_ID:
                cell.source = make_skeleton(kit, scene).rstrip("\n")
        secret = find_leaked_line(secret_lines(kit, scene), "\n".join(cell.source for cell in nb.cells).encode())
        if secret:
            raise KitError(f"{scene.id}: the notebook holds a line of an answer ({secret}); remove it from source/")
        return nb, resources


class ReadDamagedNotebook(NotebookExporter):  # type: ignore[misc]
    """Reads a submission whatever is in its file: an invalid notebook becomes one without cells, and is marked."""

    def from_file(self, file_stream: Any, resources: Any = None, **kw: Any) -> Any:
        try:
            text, notes = decode_notebook(read_stream_bytes(file_stream))
            nb = nbformat.reads(text, as_version=4)
            if not (isinstance(nb.metadata, dict) and all(isinstance(cell, dict) for cell in nb.cells)):
                raise TypeError("cells and metadata have the wrong type")
            if notes and isinstance(nb.metadata.get(METADATA_KEY), dict):
                nb.metadata[METADATA_KEY][NOTES_KEY] = list(notes)
        except Exception as error:  # a hostile file may raise anything in json or nbformat
            nb = nbformat.v4.new_notebook(
                metadata={METADATA_KEY: {READ_ERROR_KEY: f"it is no notebook ({type(error).__name__})"}}
            )
        return self.from_notebook_node(nb, resources=resources, **kw)


def read_stream_bytes(stream: Any) -> bytes:
    """Return the bytes of a file that was opened as text, whatever its encoding is."""
    raw = getattr(stream, "buffer", None)
    data = raw.read() if raw is not None else stream.read()
    return data if isinstance(data, bytes) else str(data).encode("utf-8", "surrogatepass")


class TakeSubmittedText(NbGraderPreprocessor):  # type: ignore[misc]
    """Rebuilds the submission from the released notebook, and takes only the text of the cells to write.

    Cells that were deleted, moved, copied, edited or given other points are as they were released. Outputs, other
    metadata and the student's own cells are dropped, so staff never see a student's markup.
    """

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        released = self.read_released_notebook(resources)
        layer = read_layer_cell(released, nb)
        texts = solution_texts(nb) | {LAYER_GRADE_ID: layer.text}
        for cell in released.cells:
            if utils.is_solution(cell):
                cell.source = texts.get(cell_grade_id(cell), "").encode("utf-8", "replace").decode("utf-8")
        mark = nb.metadata.get(METADATA_KEY)
        if isinstance(mark, dict) and METADATA_KEY in released.metadata:
            released.metadata[METADATA_KEY][READ_ERROR_KEY] = plain_text(str(mark.get(READ_ERROR_KEY, "")))
        if METADATA_KEY in released.metadata:
            encoding = mark.get(NOTES_KEY, []) if isinstance(mark, dict) else []
            notes = [*encoding, *layer.notes] if isinstance(encoding, list) else layer.notes
            released.metadata[METADATA_KEY][NOTES_KEY] = [plain_text(str(note)) for note in notes]
        return released, resources

    def read_released_notebook(self, resources: Resources) -> Any:
        """Return the released notebook. UsageError if there is none."""
        names = resources["nbgrader"]
        file = assignment_folder(self, "release_directory", resources, ".") / f"{names['notebook']}.ipynb"
        if not file.is_file():
            raise UsageError(f"{file} does not exist; run `nbgrader generate_assignment {names['assignment']}` first")
        return nbformat.read(file, as_version=4)


def solution_texts(nb: Any) -> dict[str, str]:
    """Return the text of each cell to write, by its grade id. An empty copy never counts where another is full."""
    texts: dict[str, str] = {}
    for cell in nb.cells:
        text = str(cell.get("source", ""))
        if (grade_id := cell_grade_id(cell)) and (text.strip() or grade_id not in texts):
            texts[grade_id] = text
    return texts


def read_layer_cell(released: Any, nb: Any) -> LayerText:
    """Return the layer of a submitted notebook; nothing if it is handed in as a file."""
    found = notebook_scene(released)
    if found is None or released.metadata[METADATA_KEY].get("file"):
        return LayerText("")
    return choose_layer(nb.cells, found[1].layer_class)


def assignment_folder(
    preprocessor: NbGraderPreprocessor, trait_name: str, resources: Resources, student_id: str
) -> Path:
    """Return one of the course's folders for the assignment that the preprocessor works on."""
    course = preprocessor.parent.parent.coursedir
    return Path(course.format_path(getattr(course, trait_name), student_id, resources["nbgrader"]["assignment"]))


class GradeByPipeline(NbGraderPreprocessor):  # type: ignore[misc]
    """Grades the layer's text in the jail, and writes reasons and points into the checks' cells. It runs no kernel."""

    seed = Integer(0, help="Decides every random choice of the grading.").tag(config=True)
    least_level = Unicode("L2", help="The weakest jail to grade in; `raftlab doctor` tells more.").tag(config=True)

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        found = notebook_scene(nb)
        if found is None:
            self.log.warning("not a scene of raftlab: nothing is run, and every cell must be graded by hand")
            return nb, resources
        kit, scene = found
        grading = self.grade_layer(kit, scene, nb, resources)
        grading = require_matching_cells(scene, grading, nb)
        grading = replace(grading, notes=tuple(nb.metadata[METADATA_KEY].get(NOTES_KEY, ())))
        resources["raftlab"] = grading
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = make_cell_outputs(grading, cell_grade_id(cell)) if utils.is_grade(cell) else []
        self.log.info("%s: %s %s", scene.id, grading.status, grading.message)
        return nb, resources

    def grade_layer(self, kit: Kit, scene: Scene, nb: Any, resources: Resources) -> SubmissionGrading:
        """Grade the layer: its cell's text, or the file that was submitted beside the notebook.

        The submitted file itself is read, because nbgrader's copy of it has followed links.
        """
        if nb.metadata[METADATA_KEY].get(READ_ERROR_KEY):
            return SubmissionGrading(
                "unreadable",
                message=f"{scene.id}: {nb.metadata[METADATA_KEY][READ_ERROR_KEY]}; submit the notebook itself",
            )
        if nb.metadata[METADATA_KEY].get("file"):
            handed_in = assignment_folder(self, "submitted_directory", resources, resources["nbgrader"]["student"])
            try:
                source = read_text(scene, find_submission_file(scene, handed_in))
            except UsageError as error:
                return SubmissionGrading("unreadable", message=str(error))
        else:
            source = "".join(f"{cell.source}\n" for cell in nb.cells if cell_grade_id(cell) == LAYER_GRADE_ID)
        return grade_submission(kit, scene, source, seed=self.seed, minimum_level=self.least_level)


def require_matching_cells(scene: Scene, grading: SubmissionGrading, nb: Any) -> SubmissionGrading:
    """Return the grading, or a kit error if the notebook's cells are for other checks or points."""
    if grading.result is None:
        return grading
    cells = {cell_grade_id(cell): float(cell.metadata.nbgrader.points) for cell in nb.cells if utils.is_grade(cell)}
    checks = {grade_id: float(check.max) for grade_id, check in grading.student_checks.items()}
    unmatched = sorted(set(checks.items()) - set(cells.items()))
    if not unmatched:
        return grading
    grade_id, points = unmatched[0]
    problem = f"{scene.id}: the notebook has no cell of {points:g} points for {grade_id}: another kit made it"
    repair = "make the course again with this kit, or grade with that one"
    return SubmissionGrading("kit error", message=f"{problem}; {repair}")


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """Saves the points. If the kit failed to grade a check, it waits for manual grading instead of getting a zero."""

    def _add_score(self, cell: Any, resources: Resources) -> None:
        names = (cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id)
        save_score(self.gradebook.find_grade(*names), resources.get("raftlab"), names[0])
        self.gradebook.db.commit()

    def _add_comment(self, cell: Any, resources: Resources) -> None:
        super()._add_comment(cell, resources)
        grading = resources.get("raftlab")
        comment = layer_comment(grading) if grading is not None else None
        if comment:
            names = (cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id)
            self.gradebook.find_comment(*names).auto_comment = comment
            self.gradebook.db.commit()


class DropStaffOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes the outputs for staff from the page that a student gets."""

    def preprocess(self, nb: Any, resources: Resources) -> tuple[Any, Resources]:
        nb = copy.deepcopy(nb)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [each for each in cell.outputs if not is_staff_output(each)]
        return nb, resources


def is_staff_output(output: Any) -> bool:
    """Return whether an output is for staff only."""
    return bool(output.get("metadata", {}).get("raftlab") == STAFF_METADATA["raftlab"])
