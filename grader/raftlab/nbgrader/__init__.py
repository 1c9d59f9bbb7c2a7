"""nbgrader: each scene is an assignment, graded by the pipeline. No submission runs in a kernel of the staff."""
