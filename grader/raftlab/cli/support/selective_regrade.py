"""`--only` and `--again` of `raftlab batch`: which submissions are graded, and what changed for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from raftlab.batch.class_grading import verdicts_of_checks
from raftlab.batch.class_results import CLASS_FILE, ClassResults, read_class_results
from raftlab.batch.grades_table import make_grades
from raftlab.batch.models import GradingSettings, JobResult, SubmissionEntry
from raftlab.batch.person_lookup import find_people
from raftlab.cli.support.console import say, warn
from raftlab.count_text import count_text
from raftlab.kit import Kit, Scene
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.cli.support.class_grading import GradingOptions


def select_entries(entries: tuple[SubmissionEntry, ...], names: Sequence[str]) -> tuple[SubmissionEntry, ...]:
    """Return the submissions of the named students, all without names. UsageError for a name that matches no one."""
    if not names:
        return entries
    grades = make_grades(entries, {})
    people = {person for name in names for person in find_people(grades, name)}
    return tuple(entry for entry in entries if any(person in people for person in entry.people) or entry.key in names)


def grade_selected(
    kit: Kit,
    scene: Scene,
    entries: Sequence[SubmissionEntry],
    selected: tuple[SubmissionEntry, ...],
    settings: GradingSettings,
    setup: GradingOptions,
) -> dict[str, JobResult]:
    """Grade the selected submissions, and return the results of all by the digest of the file."""
    from raftlab.batch.submission_file_store import save_sources
    from raftlab.cli.support.class_grading import grade_entries

    save_sources(setup.output_folder, entries)
    earlier_class = read_earlier_results(setup.output_folder)
    results = grade_entries(kit, scene, selected, settings, setup)
    if setup.regrade:
        print_changes(earlier_class, selected, results, settings)
    return results | unselected_results(entries, selected, earlier_class)


def read_earlier_results(folder: Path) -> ClassResults | None:
    """Return the class as it was graded into the folder before, None if it was not."""
    return read_class_results(folder) if (folder / CLASS_FILE).is_file() else None


def unselected_results(
    entries: Sequence[SubmissionEntry], selected: Sequence[SubmissionEntry], earlier_class: ClassResults | None
) -> dict[str, JobResult]:
    """Return what the others got before, by the digest of their text: --only changes nothing for them."""
    results = earlier_results_by_digest(earlier_class)
    graded = {entry.sha256 for entry in selected}
    others = {entry.sha256 for entry in entries if entry.source} - graded
    waiting = [entry for entry in entries if entry.sha256 in others - set(results) and not entry.error_text]
    if waiting:
        say(f"{count_text(len(waiting), 'other')} not graded: run this without --only")
    return {digest: results[digest] for digest in sorted(others) if digest in results}


def earlier_results_by_digest(earlier_class: ClassResults | None) -> dict[str, JobResult]:
    """Return what each text came to before, by its digest."""
    return {
        grade.sha256: JobResult(grade.fate, grade.result, grade.message)
        for grade in (earlier_class.grades if earlier_class else ())
        if grade.sha256 and grade.fate != "waiting"
    }


def print_changes(
    earlier_class: ClassResults | None,
    selected: Sequence[SubmissionEntry],
    results: Mapping[str, JobResult],
    settings: GradingSettings,
) -> None:
    """Print whose result is not what it was, with the checks. With one kit and one seed that should not happen."""
    before = earlier_results_by_digest(earlier_class)
    is_same_grader = earlier_class is not None and (earlier_class.kit, earlier_class.seed) == (
        settings.kit_version,
        settings.seed,
    )
    changed = 0
    for entry in selected:
        old, new = before.get(entry.sha256), results.get(entry.sha256)
        if old is None or new is None or verdicts_of_checks(old) == verdicts_of_checks(new):
            continue
        changed += 1
        names = dict.fromkeys(name for name, _ in sorted(set(verdicts_of_checks(old)) ^ set(verdicts_of_checks(new))))
        line = f"{one_line(entry.key)}: {score_text(new)}, was {score_text(old)} ({', '.join(names)})"
        if is_same_grader:
            warn(f"{line}: the same kit and seed came to another result; report it with the file")
        else:
            say(line)
    say(f"graded again: {changed} of {len(selected)} changed")


def score_text(result: JobResult) -> str:
    """Return the score of a result, or its status."""
    return f"{result.result.score} of {result.result.max}" if result.result else result.fate
