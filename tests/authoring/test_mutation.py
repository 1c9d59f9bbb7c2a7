"""Mutation of the suite itself: what is changed, what counts as killed, and whether the recorded score is current."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest
from small_kit import make_small_kit, replace_text, write_file

from raftlab.authoring.mutation_cache import MutationCache
from raftlab.authoring.mutation_report import mutation_lines
from raftlab.authoring.mutation_run import run_mutation
from raftlab.authoring.mutation_score import (
    LOWEST_SCORE,
    find_mutation_drift,
    make_record,
    read_equivalents,
    read_record,
    record_path,
    record_toml,
    refuted_equivalents,
)
from raftlab.authoring.token_mutants import MutantFate, TokenMutant, make_token_mutants
from raftlab.errors import KitError
from raftlab.kit import Kit

ROOT = Path(__file__).parents[2]
GRADED_SCENES = [scene.id for scene in Kit(ROOT).scenes if scene.layer_class]
MEASURED_SCENES = [scene_id for scene_id in GRADED_SCENES if (ROOT / f"reference/{scene_id}/mutation.toml").is_file()]
SURVIVOR = "tryAdvanceCommit | if self.role != LEADER: | statement dropped"


def small_kit(tmp_path: Path) -> Kit:
    """Return a kit whose scene90 has one check that does not depend on the seed and one that does."""
    return make_small_kit(tmp_path / "kit")


def mutant_names(kit: Kit, scene_id: str) -> set[str]:
    """Return the names of a scene's mutants."""
    return {each.name for each in make_token_mutants(kit, kit.scene(scene_id))}


def test_each_operator_constant_name_and_statement_is_changed(tmp_path: Path) -> None:
    """The mutants of a short reference are the changes that one would make by hand."""
    names = mutant_names(small_kit(tmp_path), "scene90")
    assert names >= {
        "tryAdvanceCommit | if self.role != LEADER: | != → ==",
        "tryAdvanceCommit | return False | False → True",
        "tryAdvanceCommit | return False | statement dropped",
        "tryAdvanceCommit | self.commitIndex += 1 | 1 → 0",
        "tryAdvanceCommit | self.commitIndex += 1 | 1 → 2",
        "tryAdvanceCommit | self.commitIndex += 1 | + → -",
        "tryAdvanceCommit | self.commitIndex += 1 | commitIndex → currentTerm",
        "tryAdvanceCommit | self.commitIndex += 1 | statement dropped",
        SURVIVOR,
    }


def test_names_are_swapped_within_their_kind_and_arguments_with_their_neighbours() -> None:
    """A message's number becomes another number of the same message, a server's name another name, `not` goes."""
    names = {mutant.name for mutant in scene_mutants("scene03")}
    line = "granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)"
    swap = "req.lastLogIndex, req.lastLogTerm → req.lastLogTerm, req.lastLogIndex"
    assert f"handleRequestVote | {line} | {swap}" in names
    assert f"handleRequestVote | {line} | lastLogTerm → term" in names
    assert f"handleRequestVote | {line} | lastLogTerm → candidateId" not in names
    assert "handleRequestVoteReply | if self.role != CANDIDATE or not reply.voteGranted: | not → nothing" in names
    assert "handleRequestVote | self.votedFor = req.candidateId | votedFor → leaderId" in names
    assert "becomeLeader | self.role = LEADER | LEADER → CANDIDATE" in names


@cache
def scene_mutants(scene_id: str) -> list[TokenMutant]:
    """Return the mutants of a scene's reference, which several tests read."""
    kit = Kit(ROOT)
    return make_token_mutants(kit, kit.scene(scene_id))


@pytest.mark.parametrize("scene_id", GRADED_SCENES)
def test_mutants_differ_from_each_other_and_name_one_place_each(scene_id: str) -> None:
    """No two mutants have the same text or the same name."""
    mutants = scene_mutants(scene_id)
    assert len({each.source for each in mutants}) == len({each.name for each in mutants}) == len(mutants) > 50


@pytest.mark.long
def test_a_mutant_that_no_check_fails_survives(tmp_path: Path) -> None:
    """A run says what became of each mutant: by which check it fell, and whether only on some seeds."""
    kit = small_kit(tmp_path)
    scene = kit.scene("scene90")
    told: list[tuple[int, int]] = []
    fates = run_mutation(kit, scene, 2, 2, lambda done, total, label: told.append((done, total)))
    by_name = {fate.mutant.name: fate for fate in fates}
    assert by_name[SURVIVOR] == MutantFate(by_name[SURVIVOR].mutant)
    assert by_name["tryAdvanceCommit | self.commitIndex += 1 | statement dropped"].killed_by == "test_leader_counts"
    assert by_name["tryAdvanceCommit | return True | True → False"].killed_by == "test_tells_that_it_moved"
    assert max(told) == (len(fates), len(fates))

    record = make_record(kit, scene, fates, 2, "2026-01-01", "1")
    assert SURVIVOR in record.survivors
    assert record.killed + len(record.survivors) == record.mutants == len(fates)
    lines = "\n".join(mutation_lines(kit, scene, fates, record))
    assert f"survives  {SURVIVOR}" in lines
    assert "-        if self.role != LEADER:" in lines

    names = "".join(f'"{name}",\n' for name in record.survivors)
    killed = "tryAdvanceCommit | return True | True → False"
    list_equivalents(kit, f'[a]\nwhy = "no other role calls it"\nmutants = [{names} "{killed}"]\n')
    better = make_record(kit, scene, fates, 2, "2026-01-01", "1")
    assert (better.score, better.survivors, better.equivalent) == (1.0, [], len(record.survivors))
    assert refuted_equivalents(kit, scene, fates) == [f"{killed}: test_tells_that_it_moved fails it"]

    write_file(record_path(kit, scene), record_toml(record))
    assert read_record(kit, scene) == record


@pytest.mark.long
def test_a_stopped_run_goes_on_and_a_changed_kit_is_graded_anew(tmp_path: Path) -> None:
    """No trial is repeated with the same kit; with another one each mutant meets first the check that killed it."""
    kit = small_kit(tmp_path)
    scene = kit.scene("scene90")
    labels: list[str] = []

    def run() -> list[MutantFate]:
        labels.clear()
        return run_mutation(
            kit, scene, 2, 1, lambda done, total, label: labels.append(label), MutationCache(kit, scene)
        )

    fates = run()
    memory_file = kit.root / ".raftlab/scene90/mutants.jsonl"
    assert (run(), labels) == (fates, [])

    lines = memory_file.read_text(encoding="utf-8").splitlines()
    write_file(memory_file, "\n".join([*lines[:-1], lines[-1][:20]]))
    assert (run(), len(labels)) == (fates, 1)

    check = next(iter(scene.folder.glob("tests/test_*.py")))
    write_file(check, check.read_text(encoding="utf-8") + "\n")
    assert MutationCache(kit, scene).trial(fates[0].mutant, "plain") is None
    assert run() == fates
    MutationCache(kit, scene, forgets=True)
    assert not memory_file.exists()


def list_equivalents(kit: Kit, text: str) -> None:
    """Write the scene's equivalent.toml."""
    write_file(kit.reference / "scene90" / "equivalent.toml", text)


def test_a_record_of_another_reference_is_stale(tmp_path: Path) -> None:
    """`dev check` names a score that was measured on other code, and an entry that fits no line now."""
    kit = small_kit(tmp_path)
    scene = kit.scene("scene90")
    assert find_mutation_drift(kit, scene).problems == ()
    fates = [MutantFate(each, killed_by="test_leader_counts") for each in make_token_mutants(kit, scene)]
    write_file(record_path(kit, scene), record_toml(make_record(kit, scene, fates, 1, "2026-01-01", "1")))
    assert find_mutation_drift(kit, scene).problems == ()
    list_equivalents(kit, '[a]\nwhy = "so"\nmutants = ["tryAdvanceCommit | return None | statement dropped"]\n')
    assert "the reference has no mutant `tryAdvanceCommit | return None" in find_mutation_drift(kit, scene).problems[0]
    list_equivalents(kit, "")
    replace_text(kit.reference / "scene90/counting.py", "Counts.", "Counts one.")
    assert find_mutation_drift(kit, scene).problems == ()  # the docstring changed, the code did not
    replace_text(kit.reference / "scene90/counting.py", "class ", "SIZE = 1\n\n\nclass ")
    assert (
        "mutation.toml is of another reference; run `raftlab dev mutate" in find_mutation_drift(kit, scene).problems[0]
    )


def test_a_low_score_is_a_problem(tmp_path: Path) -> None:
    """A scene whose checks miss more than one mutant in twenty is not sound."""
    kit = small_kit(tmp_path)
    scene = kit.scene("scene90")
    fates = [MutantFate(each) for each in make_token_mutants(kit, scene)]
    write_file(record_path(kit, scene), record_toml(make_record(kit, scene, fates, 1, "2026-01-01", "1")))
    assert "At least 95% must fail" in find_mutation_drift(kit, scene).problems[0]


def test_a_record_of_another_python_is_compared_by_its_reference(tmp_path: Path) -> None:
    """Another Python makes a few other mutants: their number and names say nothing, the reference's digest does."""
    kit = small_kit(tmp_path)
    scene = kit.scene("scene90")
    list_equivalents(kit, '[a]\nwhy = "so"\nmutants = ["nothing | x | y"]\n')
    fates = [MutantFate(each, "test_leader_counts") for each in make_token_mutants(kit, scene)[1:]]
    record = make_record(kit, scene, fates, 1, "2026-01-01", "1")
    write_file(record_path(kit, scene), record_toml(record))
    assert len(find_mutation_drift(kit, scene).problems) == 2
    other = msgspec.structs.replace(record, python="3.1")
    write_file(record_path(kit, scene), record_toml(other))
    assert find_mutation_drift(kit, scene).problems == ()
    write_file(record_path(kit, scene), record_toml(msgspec.structs.replace(other, reference_sha256="0")))
    assert "is of another reference" in find_mutation_drift(kit, scene).problems[0]


@pytest.mark.parametrize("text", ['[a]\nmutants = ["x"]\n', '[a]\nwhy = "so"\nmutants = ["x", "x"]\n'])
def test_an_equivalent_needs_a_reason_once(tmp_path: Path, text: str) -> None:
    """An entry without a reason, or listed twice, is an error that names the file."""
    kit = small_kit(tmp_path)
    list_equivalents(kit, text)
    with pytest.raises(KitError, match=r"reference/scene90/equivalent\.toml: "):
        read_equivalents(kit, kit.scene("scene90"))


@pytest.mark.parametrize("scene_id", MEASURED_SCENES)
def test_recorded_score_is_of_the_current_reference(scene_id: str) -> None:
    """Each scene's score was measured on the reference as it is, every entry fits a line, and it is high enough."""
    kit = Kit(ROOT)
    scene = kit.scene(scene_id)
    record = read_record(kit, scene)
    assert record is not None, f"run `raftlab dev mutate {scene_id} --write`"
    assert record.score >= LOWEST_SCORE
    assert find_mutation_drift(kit, scene, scene_mutants(scene_id)).problems == ()
