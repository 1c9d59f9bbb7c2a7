"""The staff kit: the whole checkout without what was built or graded in it, as files and as a wheel."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.authoring.student_kit import FilesByPath, files_in_folder, pyproject_bytes
from raftlab.kit import Kit

FOLDERS = ("docs", "grader", "labs", "reference", "skeletons", "tests")
HIDDEN_FOLDERS = (".ci", ".github")
REFERENCE_IN_WHEEL = '"reference" = "raftlab/data/reference"\n'
LABEL = "staff"
BUILT_PAGES = "docs/generated/"
"""Written by each build of the documentation."""
TOP_FILES = ("*.md", "*.cff", "LICENSE", ".gitignore", "hatch_build.py")


def collect_staff_kit(kit: Kit) -> FilesByPath:
    """Return the files of the staff kit: every scene with its reference. For staff only."""
    return dict(sorted(staff_kit_files(kit)))


def staff_kit_files(kit: Kit) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the staff kit; its pyproject.toml also installs the reference."""
    yield "pyproject.toml", pyproject_bytes(kit, LABEL, REFERENCE_IN_WHEEL)
    for pattern in TOP_FILES:
        for path in sorted(kit.root.glob(pattern)):
            yield path.name, path.read_bytes()
    for name in FOLDERS:
        for file_name, data in files_in_folder(kit.root, kit.root / name):
            if not file_name.startswith(BUILT_PAGES):
                yield file_name, data
    for name in HIDDEN_FOLDERS:
        for path in sorted((kit.root / name).rglob("*")):
            if path.is_file():
                yield path.relative_to(kit.root).as_posix(), path.read_bytes()
