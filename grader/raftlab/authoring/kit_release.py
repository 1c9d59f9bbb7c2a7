"""A release of a kit: its folder, zip and wheel. The bytes of each are searched for answers before one is written."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from raftlab.authoring.kit_folder import add_digest_manifest, write_kit_folder
from raftlab.authoring.kit_wheel import kit_wheel
from raftlab.authoring.leaks.kit_secrets import kit_secrets
from raftlab.authoring.leaks.leak_search import find_leaks
from raftlab.authoring.staff_kit_files import LABEL, collect_staff_kit
from raftlab.authoring.student_kit import FilesByPath, student_kit_files, student_kit_zip
from raftlab.errors import KitError
from raftlab.kit import Kit, Scene
from raftlab.state_dir import write_atomically


@dataclass(frozen=True)
class KitRelease:
    """A kit in its three forms. name: of the folder and of the zip, without its ending."""

    name: str
    files: FilesByPath
    zip_data: bytes
    wheel_name: str
    wheel_data: bytes

    @property
    def archives(self) -> Mapping[str, bytes]:
        """Return the zip and the wheel by their names."""
        return {f"{self.name}.zip": self.zip_data, self.wheel_name: self.wheel_data}


def release_student_kit(kit: Kit, scene: Scene) -> KitRelease:
    """Return the release for the students of `scene`. KitError if its bytes hold an answer or a hidden check."""
    release = make_release(f"raftlab-{scene.id}", dict(sorted(student_kit_files(kit, scene))))
    unpacked = {
        f"{name}: {member}": data
        for name, archive in release.archives.items()
        for member, data in read_archive(archive).items()
    }
    for leak in find_leaks(kit_secrets(kit, scene), unpacked):
        raise KitError(f"{scene.id}: {leak}; remove it before releasing")
    return release


def release_staff_kit(kit: Kit) -> KitRelease:
    """Return the release for staff: it holds every answer."""
    return make_release(f"raftlab-{LABEL}", collect_staff_kit(kit))


def make_release(name: str, files: FilesByPath) -> KitRelease:
    """Return the three forms of a kit with these files."""
    complete = add_digest_manifest(files)
    wheel_name, wheel = kit_wheel(complete)
    return KitRelease(name, complete, student_kit_zip(complete, name), wheel_name, wheel)


def read_archive(data: bytes) -> FilesByPath:
    """Return the members of a zip or wheel by path, as they are read back from its bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def write_release(release: KitRelease, out: Path) -> int:
    """Write folder, zip and wheel into `out`; return how many files of an earlier release were removed from the folder.

    OSError if it cannot; UsageError where the folder holds something else.
    """
    removed = write_kit_folder(out / release.name, release.files)
    for name, data in release.archives.items():
        write_atomically(out / name, data)
    return removed


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of an archive, by which two releases are compared."""
    return hashlib.sha256(data).hexdigest()
