"""The wheel of a kit: what `pip install` takes, built from the kit's files. The same files give the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from raftlab.authoring.student_kit import FilesByPath
from raftlab.errors import KitError, UsageError

SOURCE_DATE_EPOCH = "1580601600"
"""The date of every file in a wheel, in seconds: hatchling's own default, fixed against the environment's."""


def kit_wheel(files: FilesByPath) -> tuple[str, bytes]:
    """Return the name and the bytes of the wheel that hatchling builds from the files of a kit. It needs no network."""
    with tempfile.TemporaryDirectory(prefix="raftlab-wheel-") as folder:
        source, target = Path(folder, "kit"), Path(folder, "dist")
        for name, data in files.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(data)
        run_hatchling(source, target)
        wheel = next(target.glob("*.whl"))
        return wheel.name, wheel.read_bytes()


def run_hatchling(source: Path, target: Path) -> None:
    """Build the wheel of `source` into `target`. UsageError without hatchling, KitError if it fails."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH}
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)
    if "No module named hatchling" in done.stderr:
        raise UsageError("a release needs hatchling, which is not installed; pip install 'raftlab[staff]' brings it")
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise KitError(f"hatchling did not build the wheel ({lines[-1]}); build the folder by hand to see why")
