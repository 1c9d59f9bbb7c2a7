"""The list of a class as each platform writes it: headings, encoding, byte order mark, line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from raftlab.authoring.synthetic.platform_writers import (
    ASSIGNMENT_NUMBER,
    SyntheticSubmission,
    participant_number,
)
from raftlab.batch.exports.csv_cells import csv_text
from raftlab.batch.models import Person

ROSTER_COLUMNS = ("Student", "ID", "SIS Login ID", "Email", "Section")
MOODLE_COLUMNS = (
    *("Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade"),
    *("Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments"),
)
BLACKBOARD_COLUMNS = ("Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability")
Submissions = Sequence[SyntheticSubmission]


def students(submissions: Submissions) -> Iterator[Person]:
    """Yield everyone in the class."""
    return (member for submission in submissions for member in submission.members)


def table_text(rows: Iterable[Sequence[object]], *, separator: str = ",", quote_all: bool = False) -> str:
    """Return rows as a platform writes them: LF at the ends, cells quoted where they must be, or all of them."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=separator, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL, lineterminator="\n"
    )
    writer.writerows(rows)
    return out.getvalue()


def split_name(name: str) -> tuple[str, str]:
    """Return a name as first and last name."""
    first, _, last = name.partition(" ")
    return first, last


def plain_roster(scene_id: str, submissions: Submissions) -> bytes:
    """Return a list with every identifier."""
    rows = [(each.name, each.id, each.login, each.email, each.section) for each in students(submissions)]
    return csv_text(ROSTER_COLUMNS, rows).encode()


def gradescope_roster(scene_id: str, submissions: Submissions) -> bytes:
    """Return the roster that Gradescope downloads."""
    rows = [(*split_name(each.name), each.id, each.email, "Student", each.section) for each in students(submissions)]
    return table_text([("First Name", "Last Name", "SID", "Email", "Role", "Sections"), *rows]).encode()


def canvas_gradebook(scene_id: str, submissions: Submissions) -> bytes:
    """Return the gradebook that Canvas exports: with a byte order mark, and a row of points."""
    headings = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"{scene_id} ({ASSIGNMENT_NUMBER})")
    people = [
        (", ".join(filter(None, reversed(split_name(each.name)))), each.id, each.id, each.login, each.section, "")
        for each in students(submissions)
    ]
    rows = [headings, ("    Points Possible", "", "", "", "", "100.00"), *people]
    return table_text(rows).encode("utf-8-sig")


def moodle_worksheet(scene_id: str, submissions: Submissions) -> bytes:
    """Return the grading worksheet of a Moodle assignment: with a byte order mark, and the times in words."""
    rows = [
        (
            f"Participant {participant_number(each.author)}",
            each.author.name,
            each.author.id,
            each.author.email,
            "Submitted for grading",
            "",
            "100.00",
            "Yes",
            f"{each.submitted_at:%A}, {each.submitted_at.day} {each.submitted_at:%B %Y}, "
            f"{each.submitted_at.hour % 12 or 12}:{each.submitted_at:%M %p}",
            "-",
            "",
        )
        for each in submissions
    ]
    return table_text([MOODLE_COLUMNS, *rows]).encode("utf-8-sig")


def github_roster(scene_id: str, submissions: Submissions) -> bytes:
    """Return the roster that GitHub Classroom downloads: every cell quoted."""
    rows = [(each.id, each.login, "", each.name) for each in students(submissions)]
    return table_text([("identifier", "github_username", "github_id", "name"), *rows], quote_all=True).encode()


def blackboard_gradebook(scene_id: str, submissions: Submissions) -> bytes:
    """Return the Grade Center's download: columns separated by tabs, in UTF-16, every cell quoted."""
    headings = (*BLACKBOARD_COLUMNS, f"{scene_id} [Total Pts: 100 Score] |{ASSIGNMENT_NUMBER}")
    rows = [(*reversed(split_name(each.name)), each.login, each.id, "", "Yes", "") for each in students(submissions)]
    return b"\xff\xfe" + table_text([headings, *rows], separator="\t", quote_all=True).encode("utf-16-le")


def brightspace_gradebook(scene_id: str, submissions: Submissions) -> bytes:
    """Return the grades that Brightspace exports: ids and logins begin with #, and every row ends with one."""
    points = f"{scene_id} Points Grade <Numeric MaxPoints:100>"
    headings = ("OrgDefinedId", "Username", "Last Name", "First Name", "Email", points, "End-of-Line Indicator")
    rows = [
        (f"#{each.id}", f"#{each.login}", *reversed(split_name(each.name)), each.email, "", "#")
        for each in students(submissions)
    ]
    return table_text([headings, *rows]).replace("\n", "\r\n").encode("utf-8-sig")


def nbgrader_students(scene_id: str, submissions: Submissions) -> bytes:
    """Return the list that `nbgrader db student import` reads: its id is the login."""
    rows = [(each.login, *split_name(each.name), each.email, each.id) for each in students(submissions)]
    return table_text([("id", "first_name", "last_name", "email", "lms_user_id"), *rows]).encode()


ROSTER_WRITERS: Mapping[str, Callable[[str, Submissions], bytes]] = {
    "gradescope": gradescope_roster,
    "canvas": canvas_gradebook,
    "moodle": moodle_worksheet,
    "github": github_roster,
    "blackboard": blackboard_gradebook,
    "brightspace": brightspace_gradebook,
    "plain": plain_roster,
    "nbgrader": nbgrader_students,
}
"""Platform -> its list of the class."""
