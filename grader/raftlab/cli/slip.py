"""`raftlab slip`: use the slip days of a term."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.cli.support.console import names_text, say, warn
from raftlab.cli.support.graded_class_folder import read_class_folder
from raftlab.cli.support.output_files import explain_write_errors
from raftlab.cli.support.staff_edit_options import Author, login_name
from raftlab.count_text import count_text
from raftlab.errors import UsageError
from raftlab.report.sanitise import encodable_text, one_line
from raftlab.submission_reader import printable_path

if TYPE_CHECKING:
    from raftlab.batch.slip_days import SlipPolicy, SlipUse, TermClass
    from raftlab.batch.staff_edits import Edit

TIME_UNKNOWN = 1
PolicyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The policy of the term, in TOML.")]


def slip(
    policy_path: PolicyFile,
    apply: Annotated[bool, typer.Option("--apply", help="Apply it; without this the command only shows it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON lines.")] = False,
    author: Author = "",
    db: Annotated[str | None, typer.Option("--db", metavar="URL", help="The database of classes not in DIR.")] = None,
) -> int:
    """Show who uses slip days over a term, or apply it.

    Each student has a number of days for the whole term. Late submissions use them in the order of the due times,
    after any extension. With --apply the student's due time in each class moves by the days used; a late policy
    (`raftlab late`) counts from then. Run it again after each new class or regrade: it changes only what differs.
    Folders are relative to FILE. Exit code 1: the time of a submission is unknown, so it uses no days.

    \b
    term.toml:
      days = 5                 # for each student, for the term
      at_most = 2              # for one submission
      grace_minutes = 15
      partial = true           # later than the days left: use them all; false: use none
      [[batch]]
      folder = "graded-scene01"
      due = 2026-09-14T18:00:00+02:00     # default: that of its late policy
      [[batch]]
      folder = "graded-scene02"

    \b
    Example: raftlab slip term.toml
             raftlab slip term.toml --apply
    """
    from raftlab.batch.optional_packages import import_optional

    import_optional("sqlalchemy", "SQLAlchemy", "a graded class")
    from raftlab.batch.slip_days import read_slip_policy, use_slip_days

    policy = read_slip_policy(policy_path)
    classes = read_term_classes(policy, policy_path.parent, db)
    uses = use_slip_days(policy, classes)
    for use in uses:
        if as_json:
            sys.stdout.write(msgspec.json.encode(slip_use_json(use)).decode() + "\n")
        else:
            say(slip_use_line(use, policy))
    changed = sum(save_due_times(term_class, uses, policy, author, apply=apply) for term_class in classes)
    if not as_json:
        days = count_text(sum(use.days_used for use in uses), "day")
        changes = "1 due time changes" if changed == 1 else f"{changed} due times change"
        say(f"{len(uses)} late, {days} used, {changes}")
        if not apply:
            say("a preview: nothing was changed; --apply applies it")
    warn_of_unlinked_people(classes, uses)
    return warn_of_unknown_times(classes)


def read_term_classes(policy: SlipPolicy, base_folder: Path, db: str | None) -> list[TermClass]:
    """Return the classes of the policy. UsageError for one that is not there, or that is named twice."""
    from raftlab.batch.class_results import read_class_results
    from raftlab.batch.slip_days import TermClass, class_due_time

    classes: dict[str, TermClass] = {}
    for batch in policy.batch:
        folder = base_folder / batch.folder
        results = read_class_results(folder)
        if results.batch in classes:
            raise UsageError(f"{printable_path(folder)} is named twice; name each graded class once")
        final = read_class_folder(folder, db if results.database else None)
        classes[results.batch] = TermClass(folder, class_due_time(batch, final), final)
    return list(classes.values())


def save_due_times(
    term_class: TermClass, uses: Sequence[SlipUse], policy: SlipPolicy, author: str, *, apply: bool
) -> int:
    """Record the due times of one class that changed, if `apply`; return how many changed."""
    from raftlab.batch.final_grades import add_edits

    new = new_due_time_edits(term_class, uses, policy, encodable_text(author or login_name()))
    if apply and new:
        results = term_class.final.class_results
        with explain_write_errors(term_class.folder, "DIR"):
            add_edits(term_class.folder, results, results.database or None, new)
    return len(new)


def new_due_time_edits(term_class: TermClass, uses: Sequence[SlipUse], policy: SlipPolicy, author: str) -> list[Edit]:
    """Return the edits that are not in force yet: new due times, and those of students who use no days any more."""
    from raftlab.batch.staff_edits import Edit, active_edits_for

    at = datetime.now(UTC)
    wanted = {
        use.grade.person: (use.due.isoformat(), slip_days_text(use, policy))
        for use in uses
        if use.term_class is term_class and use.days_used
    }
    found = []
    for person in dict.fromkeys(grade.person for grade in term_class.final.grades):
        active = active_edits_for(person, term_class.final.edits).slip
        value, why = wanted.get(person, ("", ""))
        if (value, why) != ((active.value, active.why) if active else ("", "")):
            found.append(Edit("slip", person, value, why, author, at))
    return found


def slip_days_text(use: SlipUse, policy: SlipPolicy) -> str:
    """Return the days that a submission used, for the student and the log."""
    return f"{use.days_used} slip day{'s' if use.days_used != 1 else ''} used, {use.days_left} of {policy.days} left"


def slip_use_line(use: SlipUse, policy: SlipPolicy) -> str:
    """Return what one submission used, as a line."""
    who = one_line(use.grade.person.key)
    late = f"{use.days_late} day{'s' if use.days_late != 1 else ''} late"
    rest = "" if use.days_used == use.days_late else f"; {use.days_late - use.days_used} not covered"
    return f"{who:<24} {use.term_class.final.class_results.scene}  {late}, {slip_days_text(use, policy)}{rest}"


def slip_use_json(use: SlipUse) -> dict[str, object]:
    """Return what one submission used, for a program."""
    facts = {"scene": use.term_class.final.class_results.scene, "folder": str(use.term_class.folder)}
    numbers = {"days_late": use.days_late, "days_used": use.days_used, "days_left": use.days_left}
    return {**msgspec.to_builtins(use.grade.person), **facts, **numbers, "due": use.due.isoformat()}


def warn_of_unlinked_people(classes: Sequence[TermClass], uses: Sequence[SlipUse]) -> None:
    """Say who uses days in one class and cannot be found in the others."""
    from raftlab.batch.slip_days import is_known_in_one_class

    keys = [one_line(use.grade.person.key) for use in uses if is_known_in_one_class(use.grade.person)]
    if keys and len(classes) > 1:
        warn(
            f"{names_text(keys)}: known by the number of one assignment alone, so the days used in other classes do "
            "not count; grade the classes with one roster"
        )


def warn_of_unknown_times(classes: Sequence[TermClass]) -> int:
    """Print whose submission has no time, and so uses no days; return the exit code."""
    code = 0
    for term_class in classes:
        untimed = [
            one_line(grade.person.key)
            for grade in term_class.final.grades
            if grade.submitted_at is None and grade.fate != "not submitted"
        ]
        if untimed:
            warn(
                f"{printable_path(term_class.folder)}: {len(untimed)} without a submission time, so they use no days: "
                f"{names_text(untimed)}; grade again with --times or --zone"
            )
            code = TIME_UNKNOWN
    return code
