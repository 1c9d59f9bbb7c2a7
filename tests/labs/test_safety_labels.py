"""A failure has the label of a safety property where the server breaks it, and none where it is slow or has no form.

The label limits the score, so each mistake here is graded by one check of placed servers that names a property.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from raftlab.grading_models import CheckResult, Submission
from raftlab.kit import find_kit
from raftlab.pipeline import grade
from raftlab.solutions.named_solutions import find_solution, read_solution

KIT = find_kit()
pytestmark = [
    pytest.mark.usefixtures("shared_zygotes"),
    pytest.mark.skipif(not KIT.reference.is_dir(), reason="a student kit holds no mutants"),
]

LABELS = """
scene01/apply-starts-over test_each_entry_once StateMachineSafety
scene01/state-durable-applied-volatile test_restart_applies_each_once StateMachineSafety
scene01/retry-executed-twice test_retry_takes_effect_once Linearizability
scene01/expire-looks-at-the-vote test_same_log_same_state SameState
scene01/noop-empties-sessions test_same_log_same_state Linearizability
scene01/empty-result-not-kept test_same_log_same_state none
scene02/hard-state-volatile-term test_new_term_survives_a_restart none
scene02/the-caller-writes test_new_term_is_durable_on_return none
scene02/log-written-up-to-commit test_new_term_is_durable_on_return AckIsDurable
scene03/refuses-in-silence test_second_candidate_is_refused none
scene03/refusal-uses-up-the-vote test_log_that_is_behind_is_refused none
scene04/refusal-clears-match test_refusal_keeps_match_index none
scene05/truncation-keeps-suffix test_all_after_a_conflict_is_deleted LogMatching
scene06/transfer-unchecked-under-a-leader test_transfer_needs_the_log LeaderCompleteness
scene07/naive-swap test_change_that_must_be_refused ElectionSafety
scene07/last-voter-removed test_change_that_must_be_refused none
scene07/learner-change-skips-guard test_one_change_at_a_time none
scene07/own-term-for-removals-only test_change_waits_for_the_own_term none
scene07/one-level-remembered test_truncated_configuration_is_no_longer_in_force ElectionSafety
scene07/learner-stays-beside-a-new-voter test_hidden_any_sides none
scene07/half-of-an-old-side-that-overlaps test_hidden_any_sides CommittedIsDurable
scene08/snapshot-for-who-needs-none test_follower_below_the_log_gets_the_snapshot none
scene08/new-entries-are-dropped test_append_below_the_log_is_taken none
scene08/late-append-replaces-nothing test_append_below_the_log_is_taken AckIsDurable
scene08/late-part-ends-a-newer-transfer test_parts_of_two_transfers_are_not_mixed none
scene08/match-by-length test_conflicting_log_is_deleted LogMatching
scene08/one-entry-behind-an-empty-log test_hidden_empty_log_takes_entries none
scene09/lease-skips-term-start-with-a-no-op test_lease_needs_the_own_term Linearizability
"""
"""A mutant, the check that judges it alone, and the property of the failure's label."""


def grade_by_one_check(name: str, text: str, check: str) -> CheckResult:
    """Return the result of one check for a solution of that scene."""
    scene = KIT.scene(name.partition("/")[0])
    submission = Submission(scene.id, scene.file, text)
    return grade(KIT, submission, check_names=(check,), ignores_prerequisites=True).result.checks[0]


@pytest.mark.parametrize("row", LABELS.strip().splitlines())
def test_label_is_the_property_that_the_mistake_breaks(row: str) -> None:
    """A mistake that is only slow, or wrong in form, has no label; one that loses data has that property's."""
    name, check, label = row.split()
    result = grade_by_one_check(name, read_solution(KIT, find_solution(KIT, name)), check)
    assert (result.verdict, result.safety or "none") == ("FAIL", label), result.seen


def labelled_failures(tree: ast.AST) -> Iterator[tuple[bool, int]]:
    """Yield for each CheckFailure that a function raises whether it has a label, and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "CheckFailure":
            yield any(keyword.arg == "safety" for keyword in node.keywords), node.lineno


def checks_with_a_property() -> list[tuple[Path, ast.FunctionDef]]:
    """Return the checks whose decorator names a safety property."""
    files = [file for root in (KIT.labs, KIT.reference) for file in sorted(root.glob("scene*/tests/test_*.py"))]
    found = []
    for file in files:
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                calls = [each for each in node.decorator_list if isinstance(each, ast.Call)]
                if any(keyword.arg == "safety" for call in calls for keyword in call.keywords):
                    found.append((file, node))
    return found


def test_check_labels_all_of_its_failures_or_none() -> None:
    """In a check that names a property and labels one of its failures, nobody has to guess what the others break."""
    checks = checks_with_a_property()
    assert len(checks) > 40
    for file, function in checks:
        failures = list(labelled_failures(function))
        if any(has_label for has_label, _ in failures):
            missing = [line for has_label, line in failures if not has_label]
            assert not missing, f"{file}:{missing[0]}: {function.name} labels its other failures; add safety= here too"
