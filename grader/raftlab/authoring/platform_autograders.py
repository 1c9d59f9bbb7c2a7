"""The autograders for platforms: the zip for Gradescope, and the workflow for GitHub Classroom."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from raftlab.authoring.student_kit import ZIP_DATE, FilesByPath, files_in_folder, grading_kit_files
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene

HIDDEN_FOLDERS = ("tests", "scenarios")
"""The folders of the reference in the zip: hidden checks and their scenarios. No solution, mutant or variant."""
EXECUTABLE_FILES = ("setup.sh", "run_autograder")
SETUP_SCRIPT = """\
#!/usr/bin/env bash
# Gradescope runs this once, while it builds the image: Python 3.11 or newer, and the packages of requirements.txt.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

newer() { "$1" -I -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if newer "$name"; then echo "$name"; return; fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3.11 python3.11-venv ||
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3 python3-venv
    python=$(find_python)
fi
"$python" -m venv "$here/venv"
"$here/venv/bin/python" -I -m pip install -q -r "$here/requirements.txt"
"""
RUN_SCRIPT = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. Students read only results.json.
set -u
here=/autograder/source
export RAFTLAB_KIT="$here/kit" PYTHONPATH="$here/kit/grader"
exec "$here/venv/bin/python" -P -c 'from raftlab.cli.main import main; main()' autograder run {scene} \\
    /autograder/submission --for gradescope --hidden {hidden} -o /autograder/results/results.json
"""
WORKFLOW_TEMPLATE = """\
# GitHub Classroom reads the points from a workflow of exactly this name, with one job of exactly this name.
name: Autograding Tests
on: [push, workflow_dispatch, repository_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: The lab kit
        env:
          KIT: {kit}
        run: python -I -m pip install -q "$KIT"
      - name: {title}
        id: {scene}
        run: raftlab autograder run {scene} . --for github
      - name: Autograding Reporter
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
          {upper}_RESULTS: "${{{{ steps.{scene}.outputs.result }}}}"
        with:
          runners: {scene}
"""


def gradescope_files(kit: Kit, scene: Scene, hidden_visibility: str) -> FilesByPath:
    """Return the files of the zip: the student kit with the hidden checks of `scene`, and the scripts that run it.

    hidden_visibility: when students see the rows of hidden checks, in Gradescope's words.
    """
    files = {f"kit/{name}": data for name, data in (*grading_kit_files(kit, scene), *hidden_check_files(kit, scene))}
    run = RUN_SCRIPT.format(scene=scene.id, hidden=hidden_visibility)
    texts = {"setup.sh": SETUP_SCRIPT, "run_autograder": run, "requirements.txt": requirements_text()}
    return dict(sorted((files | {name: text.encode() for name, text in texts.items()}).items()))


def hidden_check_files(kit: Kit, scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the scene's hidden checks."""
    for folder in HIDDEN_FOLDERS:
        yield from files_in_folder(kit.root, kit.reference / scene.id / folder)


def requirements_text() -> str:
    """Return the packages that the kit needs, in the versions installed here."""
    try:
        named = [re.match(r"[\w.-]+", each) for each in requires("raftlab") or () if "extra ==" not in each]
        return "".join(f"{name[0]}=={version(name[0])}\n" for name in named if name)
    except PackageNotFoundError as error:
        raise KitError(f"{error.name} is not installed, so its version is unknown; install raftlab again") from None


def gradescope_zip(files: FilesByPath) -> bytes:
    """Return the zip, with its files at the root, as Gradescope requires. The same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100755 if name in EXECUTABLE_FILES else 0o100644) << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def github_workflow(scene: Scene, kit_requirement: str) -> bytes:
    """Return the workflow file. `kit_requirement` is what pip installs: a folder of the repository, or a URL."""
    return WORKFLOW_TEMPLATE.format(
        scene=scene.id,
        upper=scene.id.upper(),
        title=json.dumps(f"{scene.id}: {scene.title}"),
        kit=json.dumps(kit_requirement),
    ).encode()
