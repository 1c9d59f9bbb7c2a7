"""Gradescope's export: submission_<id>/ folders, and one metadata file with their submitters and groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from raftlab.batch.ingest.file_tree import METADATA_LIMIT_BYTES, FileTree, UnreadableFileError
from raftlab.batch.ingest.platform_layouts import sort_files_by_depth
from raftlab.batch.ingest.platform_submission import PlatformSubmission
from raftlab.batch.ingest.timestamps import parse_iso_utc
from raftlab.batch.models import Person
from raftlab.batch.optional_packages import import_optional
from raftlab.errors import UsageError

METADATA_PATH = PurePosixPath("submission_metadata.yml")
NO_FOLDER_NOTE = f"{METADATA_PATH} lists it, but this export has no folder of it: export the submissions again"
YAML_NULLS = ("", "~", "null")
BLANK_IDS = ("n/a", "na", "none", "-")
"""What people without an id write for it."""


def is_gradescope(tree: FileTree) -> bool:
    """Return whether the metadata file is at the top."""
    return METADATA_PATH in tree.members


def read_gradescope(tree: FileTree, file: str, scene: str) -> Iterator[PlatformSubmission]:
    """Yield each submission that has a folder or is listed; a group is one submission of several people."""
    told = read_metadata(tree)
    listed = [key for key, about in told.items() if isinstance(about, Mapping) and about.get(":submitters")]
    for top in sorted({*tree.top_folders, *listed}):
        about = told.get(top)
        about = about if isinstance(about, Mapping) else {}
        people = tuple(read_submitters(about)) or (Person(login=top),)
        files = [("/".join(member.path.parts[1:]), member) for member in tree.members_in(top)]
        history = about.get(":history")
        yield PlatformSubmission(
            top,
            people,
            sort_files_by_depth(files),
            attempt_count=len(history) + 1 if isinstance(history, list) else 1,
            submitted_at=metadata_time(about.get(":created_at")),
            late=lateness(about) > 0,
            notes=() if files else (NO_FOLDER_NOTE,),
        )


def read_metadata(tree: FileTree) -> Mapping[str, Any]:
    """Return the metadata by the submission's folder, every value as its text: YAML makes 34 of the id 0042.

    UsageError if Gradescope did not write the file.
    """
    yaml = import_optional("yaml", "PyYAML", "reading a Gradescope export")
    try:
        told = yaml.load(
            tree.members[METADATA_PATH].read(METADATA_LIMIT_BYTES), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        )
    except (UnreadableFileError, yaml.YAMLError, RecursionError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise UsageError(
            f"{METADATA_PATH}: not as Gradescope writes it ({why}); export the submissions again"
        ) from None
    if not isinstance(told, Mapping):
        raise UsageError(f"{METADATA_PATH}: not as Gradescope writes it; export the submissions again")
    return told


def read_submitters(submission_metadata: Mapping[str, Any]) -> Iterator[Person]:
    """Yield the people of one submission."""
    submitters = submission_metadata.get(":submitters")
    for each in submitters if isinstance(submitters, list) else []:
        if isinstance(each, Mapping):
            yield Person(
                id="" if (sid := metadata_text(each.get(":sid"))).strip().lower() in BLANK_IDS else sid,
                email=metadata_text(each.get(":email")),
                name=metadata_text(each.get(":name")),
            )


def lateness(submission_metadata: Mapping[str, Any]) -> float:
    """Return Gradescope's lateness, in any unit; 0 if there is none."""
    told = submission_metadata.get(":lateness", "")
    try:
        return float(told) if isinstance(told, str) else 0
    except ValueError:
        return 0


def metadata_time(value: object) -> datetime | None:
    """Return a time of the metadata, None if it has none."""
    return parse_iso_utc(value) if isinstance(value, str) else None


def metadata_text(value: object) -> str:
    """Return a value of the metadata, "" for none."""
    return value if isinstance(value, str) and value not in YAML_NULLS else ""
