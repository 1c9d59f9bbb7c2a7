"""nbgrader: each scene as an assignment, graded by the pipeline; no submission ever runs in a kernel of the staff's."""
