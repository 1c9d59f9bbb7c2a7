"""The files of a class as each platform exports them: names, folders, line ends and metadata."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from raftlab.authoring.synthetic.submission_content import SubmissionContent
from raftlab.batch.models import Person

DUE_TIME = datetime(2026, 11, 23, 18, tzinfo=UTC)
ASSIGNMENT_NUMBER = 4711
PARTICIPANT_START = 500_000
"""Moodle's number of a participant is this and the last digits of the student's id."""
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class SyntheticSubmission:
    """One submission: its members, time and content."""

    name: str
    members: tuple[Person, ...]
    submitted_at: datetime
    content: SubmissionContent

    @property
    def author(self) -> Person:
        """Return the student who handed it in."""
        return self.members[0]

    @property
    def is_late(self) -> bool:
        """Return whether it came after the due time."""
        return self.submitted_at > DUE_TIME


def gradescope_export(scene_id: str, submissions: Sequence[SyntheticSubmission]) -> Files:
    """Return assignment_N_export/ with a folder for each submission, and submission_metadata.yml beside them."""
    top = f"assignment_{ASSIGNMENT_NUMBER}_export"
    files = {f"{top}/{each.name}/{name}": data for each in submissions for name, data in each.content.files.items()}
    metadata = "---\n" + "".join(line for each in submissions for line in gradescope_metadata(each))
    return files | {f"{top}/submission_metadata.yml": metadata.encode()}


def gradescope_metadata(submission: SyntheticSubmission) -> Iterator[str]:
    """Yield the lines of one submission in Gradescope's metadata."""
    yield f"{submission.name}:\n  :submitters:\n"
    for each in submission.members:
        name, email = yaml_scalar(each.name), yaml_scalar(each.email)
        yield f"  - :name: {name}\n    :sid: '{each.id}'\n    :email: {email}\n"
    late_s = max(0.0, (submission.submitted_at - DUE_TIME).total_seconds())
    yield f"  :created_at: {submission.submitted_at:%Y-%m-%d %H:%M:%S}.123456000 Z\n"
    yield f"  :score: 0.0\n  :status: unprocessed\n  :lateness: {late_s}\n  :history: []\n"


def yaml_scalar(text: str) -> str:
    """Return a text as a YAML scalar, quoted if it must be."""
    if re.fullmatch(r"[A-Za-z0-9][\w.@]*(?: [\w.]+)*", text) and not text.isdigit():
        return text
    quoted = "".join(char if " " <= char <= "~" and char not in '"\\' else f"\\U{ord(char):08x}" for char in text)
    return f'"{quoted}"'


def canvas_export(scene_id: str, submissions: Sequence[SyntheticSubmission]) -> Files:
    """Return all attachments in one folder, called name[_LATE]_user_attachment_file."""
    files = {}
    attachment = 900_000
    for each in submissions:
        name = re.sub(r"[\W_]", "", "".join(reversed(each.author.name.partition(" ")))).lower()
        for file, data in each.content.files.items():
            attachment += 1
            files[f"{name}{'_LATE' if each.is_late else ''}_{each.author.id}_{attachment}_{file}"] = data
    return files


def moodle_export(scene_id: str, submissions: Sequence[SyntheticSubmission]) -> Files:
    """Return a folder for each participant, called NAME_NUMBER_assignsubmission_file_."""
    return {
        f"{clean_file_name(each.author.name)}_{participant_number(each.author)}_assignsubmission_file_/{file}": data
        for each in submissions
        for file, data in each.content.files.items()
    }


def participant_number(person: Person) -> int:
    """Return Moodle's number of a participant, which is no other id of the student."""
    return PARTICIPANT_START + int(person.id) % 100_000


def clean_file_name(name: str) -> str:
    r"""Return a name as Moodle and Brightspace write it into a file name: without / \ : * ? " < > | and controls."""
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "", name).strip()


def github_export(scene_id: str, submissions: Sequence[SyntheticSubmission]) -> Files:
    """Return SCENE-submissions/ with a clone for each student, as the command of GitHub Classroom makes them."""
    top = f"{scene_id}-submissions"
    files: dict[str, bytes] = {}
    for each in submissions:
        clone = f"{top}/{scene_id}-{each.author.login}"
        files |= {f"{clone}/.git/HEAD": b"ref: refs/heads/main\n"}
        files |= {f"{clone}/{file}": data for file, data in each.content.files.items()}
    return files


def blackboard_export(scene_id: str, submissions: Sequence[SyntheticSubmission]) -> Files:
    """Return the files of each attempt, and the text file that Blackboard writes for it, all in one folder."""
    files: dict[str, bytes] = {}
    for each in submissions:
        start = f"{scene_id.capitalize()}_{each.author.login}_attempt_{each.submitted_at:%Y-%m-%d-%H-%M-%S}"
        files |= {f"{start}_{file}": data for file, data in each.content.files.items()}
        files[f"{start}.txt"] = "".join(blackboard_receipt(scene_id, each, start)).encode()
    return files


def blackboard_receipt(scene_id: str, submission: SyntheticSubmission, start: str) -> Iterator[str]:
    """Yield the lines of the text file that Blackboard writes for an attempt."""
    time, who = submission.submitted_at, submission.author
    yield f"Name: {who.name} ({who.login})\nAssignment: {scene_id.capitalize()}\n"
    clock = f"{time.hour % 12 or 12}:{time:%M:%S %p}"
    yield f"Date Submitted: {time:%A, %B} {time.day}, {time.year} {clock} UTC\n"
    yield "Current Grade: Not Yet Graded\n\nSubmission Field:\n"
    yield "There is no student submission text data for this assignment.\n\n"
    yield "Comments:\nThere are no student comments for this assignment.\n\nFiles:\n"
    for file in submission.content.files:
        yield f"\tOriginal filename: {file}\n\tFilename: {start}_{file}\n\n"


def brightspace_export(scene_id: str, submissions: Sequence[SyntheticSubmission]) -> Files:
    """Return a folder for each submission, called ID-ID - NAME - TIME, and index.html beside them."""
    files: dict[str, bytes] = {}
    rows = []
    for number, each in enumerate(submissions):
        time = each.submitted_at
        clock = f"{time.hour % 12 or 12}{time:%M %p}"
        folder = f"{200_000 + number}-{ASSIGNMENT_NUMBER} - {each.author.id} {clean_file_name(each.author.name)}"
        folder = f"{folder} - {time:%b} {time.day}, {time.year} {clock}"
        files |= {f"{folder}/{file}": data for file, data in each.content.files.items()}
        rows.append(f"<tr><td>{each.author.id}</td><td>{len(each.content.files)}</td></tr>")
    index = f"<html><head><title>{scene_id}</title></head><body><table>{''.join(rows)}</table></body></html>\r\n"
    return files | {"index.html": index.encode("utf-8-sig")}


def nbgrader_export(scene_id: str, submissions: Sequence[SyntheticSubmission]) -> Files:
    """Return submitted/LOGIN/SCENE/ with a timestamp."""
    files: dict[str, bytes] = {}
    for each in submissions:
        folder = f"submitted/{each.author.login}/{scene_id}"
        files |= {f"{folder}/{file}": data for file, data in each.content.files.items()}
        files[f"{folder}/timestamp.txt"] = f"{each.submitted_at:%Y-%m-%d %H:%M:%S.%f} UTC".encode()
    return files


def plain_export(scene_id: str, submissions: Sequence[SyntheticSubmission]) -> Files:
    """Return a folder for each student, called by the login."""
    return {f"{each.author.login}/{file}": data for each in submissions for file, data in each.content.files.items()}


EXPORT_WRITERS: Mapping[str, Callable[[str, Sequence[SyntheticSubmission]], Files]] = {
    "gradescope": gradescope_export,
    "canvas": canvas_export,
    "moodle": moodle_export,
    "github": github_export,
    "blackboard": blackboard_export,
    "brightspace": brightspace_export,
    "plain": plain_export,
    "nbgrader": nbgrader_export,
}
"""Platform -> the files of its export, by their paths."""
