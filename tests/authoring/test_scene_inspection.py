"""`dev check` finds each thing that can be wrong with a scene, and nothing in a sound one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_kit import CHECKS, LATER_REFERENCE, make_small_kit, replace_text, write_file

from raftlab import submission_hosts
from raftlab.authoring.kill_table import KillRow, kill_rows, kill_table_lines, kill_table_markdown
from raftlab.authoring.peer_kit_mistakes import (
    PEER_KIT_MISTAKES,
    PeerKitMistake,
    mistake_summary_lines,
    read_mistakes,
)
from raftlab.authoring.scene_lint import find_unknown_folders, lint_scene
from raftlab.authoring.scene_trials import TrialPlan, first_trials, other_seed_trials
from raftlab.authoring.scene_validation import SceneValidation, validate_scenes
from raftlab.authoring.solution_trial import Trial, TrialResult, run_trial_batch
from raftlab.authoring.trial_findings import findings_from_trials, findings_on_solutions
from raftlab.errors import UsageError
from raftlab.kit import Kit
from raftlab.worker.derive_hash_seeds import HASH_SEED_TRIPLES
from raftlab.worker.zygote_pool import ZygotePool

SCENE = "scene90"
ONE_SEED = TrialPlan(1)
MISTAKE = '[[mistake]]\nwhat = "a"\npaper = "§5"\nsource = "{}"\nmutants = ["scene90/a"]\n'


@pytest.fixture
def kit_folder(tmp_path: Path) -> Path:
    """Return the folder of a sound kit."""
    return make_small_kit(tmp_path / "kit").root


@pytest.fixture(scope="module")
def pool() -> Iterator[ZygotePool]:
    """Yield the zygotes that all trials of this file share: all run under the same hash seeds."""
    with ZygotePool() as zygotes, pytest.MonkeyPatch.context() as patch:
        patch.setattr(submission_hosts, "derive_hash_seeds", lambda layer, seed, secret: HASH_SEED_TRIPLES[0])
        yield zygotes


RESULTS: dict[object, TrialResult] = {}
"""The results of the trials so far: most defects leave most trials as they are in the sound kit."""


def run_scene_trials(root: Path, pool: ZygotePool, plan: TrialPlan = ONE_SEED) -> list[TrialResult]:
    """Carry out the trials of the scene in this process, each once for the same files."""
    kit = Kit(root)
    first = run_new_trials(kit, first_trials(kit, kit.scene(SCENE), plan), pool)
    return [*first, *run_new_trials(kit, other_seed_trials(first, plan), pool)]


def run_new_trials(kit: Kit, planned: Iterable[Trial], pool: ZygotePool) -> list[TrialResult]:
    """Return the results of the trials; those whose file, checks, settings and layers were tried before do not run."""
    found = []
    deciding = [*kit.labs.rglob("*.py"), *kit.labs.rglob("scene.toml"), *kit.reference.glob("*/*.py")]
    deciding += kit.reference.glob("*/tests/*.py")
    texts = tuple((path.relative_to(kit.root), path.read_text(encoding="utf-8")) for path in sorted(deciding))
    for trial in planned:
        own = (replace(trial, kit_root=Path(), file=trial.file.relative_to(kit.root)), trial.file.read_text())
        if (own, texts) not in RESULTS:
            (RESULTS[own, texts],) = run_trial_batch([trial], pool)
        found.append(replace(RESULTS[own, texts], trial=trial))
    return found


def find_lint_problems(root: Path) -> list[str]:
    """Return what is wrong with the scene by its files alone."""
    kit = Kit(root)
    found = [find_unknown_folders(kit), *lint_scene(kit, kit.scene(SCENE))]
    return [fault for finding in found for fault in finding.problems]


def find_problems(root: Path, pool: ZygotePool) -> list[str]:
    """Inspect the scene in this process and return all that is wrong with it."""
    kit = Kit(root)
    scene = kit.scene(SCENE)
    found = [
        find_unknown_folders(kit),
        *lint_scene(kit, scene),
        *findings_from_trials(kit, scene, run_scene_trials(root, pool), ONE_SEED),
    ]
    return [fault for finding in found for fault in finding.problems]


def test_correct_scene_has_no_problem(kit_folder: Path) -> None:
    """A scene that is whole passes, over several seeds and in processes of its own, with a row for each mutant."""
    kit = Kit(kit_folder)
    told: list[tuple[int, int]] = []
    found: SceneValidation = validate_scenes(
        kit, [kit.scene(SCENE)], TrialPlan(2), 2, lambda done, total, label: told.append((done, total))
    )
    assert [finding.problems for finding in found.findings if finding.problems] == []
    assert found.is_sound
    assert [(kill.mutant, kill.caught_count, kill.seed_count) for kill in found.kill_table] == [
        ("counts-nothing", 2, 2),
        ("tells-nothing", 2, 2),
    ]
    assert told[-1] == (len(told), len(told))


def delete_handout(root: Path) -> None:
    (root / "labs/scene90/README.md").unlink()


def add_unknown_folder(root: Path) -> None:
    (root / "skeletons/scene92").mkdir()


def add_uncounted_hidden_check(root: Path) -> None:
    write_file(root / "reference/scene90/tests/test_hidden.py", CHECKS.replace("test_", "test_hidden_"))


def edit_skeleton(root: Path) -> None:
    replace_text(root / "skeletons/scene90/counting.py", "Counts.", "Counts well.")


def put_answer_in_skeleton(root: Path) -> None:
    replace_text(root / "skeletons/scene90/counting.py", "raise NotImplementedError", "self.commitIndex += 1")


def name_a_dropped_helper(root: Path) -> None:
    reference = root / "reference/scene90/counting.py"
    replace_text(reference, "return True", "return moved()")
    write_file(reference, reference.read_text() + "\n\ndef moved() -> bool:\n    return True\n")
    write_file(root / "labs/scene90/README.md", "`moved()`: see your file.\n")


def rename_hole(root: Path) -> None:
    replace_text(root / "labs/scene90/scene.toml", "tryAdvanceCommit", "tryAdvance")


def drop_mutant_header(root: Path) -> None:
    replace_text(root / "reference/scene90/mutants/counts-nothing.py", "# caught by: ", "# caught ")


def name_unknown_check(root: Path) -> None:
    replace_text(root / "reference/scene90/mutants/counts-nothing.py", "test_leader_counts", "test_nothing")


def make_mutant_survive(root: Path) -> None:
    replace_text(
        root / "reference/scene90/mutants/counts-nothing.py", "pass", "self.commitIndex = self.commitIndex + 1"
    )


def make_mutant_check_blocked(root: Path) -> None:
    replace_text(root / "reference/scene90/mutants/counts-nothing.py", "test_leader_counts", "test_tells_that_it_moved")


def break_mutant(root: Path) -> None:
    replace_text(root / "reference/scene90/mutants/counts-nothing.py", "class Counting", "class Other")


def drop_mutant_difference(root: Path) -> None:
    replace_text(root / "reference/scene90/mutants/counts-nothing.py", "pass", "self.commitIndex += 1")


def delete_unknown_method_in_partial(root: Path) -> None:
    write_file(root / "reference/scene90/partial/half.py", "class Counting(Server):\n    del answerClients\n")


def raise_expected_points(root: Path) -> None:
    replace_text(root / "reference/scene90/partial/tells-no-move.py", "60 points", "70 points")


def drop_expected_points(root: Path) -> None:
    replace_text(root / "reference/scene90/partial/tells-no-move.py", "# expected: 60 points", "# half")


def drop_variant_reason(root: Path) -> None:
    replace_text(root / "reference/scene90/variants/same.py", "# variant: it is the same", "# the same")


def break_variant(root: Path) -> None:
    replace_text(root / "reference/scene90/variants/same.py", "+= 1", "+= 2")


def break_reference(root: Path) -> None:
    replace_text(root / "reference/scene90/counting.py", "return True", "return False")


def change_points(root: Path) -> None:
    replace_text(root / "labs/scene90/tests/test_counting.py", "points=60", "points=50")


def shorten_hints(root: Path) -> None:
    replace_text(
        root / "labs/scene90/hints.toml", '[leader_counts]\nrungs = ["a", "b", "c"]', '[leader_counts]\nrungs = ["a"]'
    )


def add_hints_for_unknown_check(root: Path) -> None:
    with (root / "labs/scene90/hints.toml").open("a") as file:
        file.write('[nothing]\nrungs = ["a", "b", "c"]\n')


def break_later_scene(root: Path) -> None:
    write_file(
        root / "reference/scene91/further.py",
        LATER_REFERENCE + "\n    def tryAdvanceCommit(self) -> bool:\n        return True\n",
    )


def make_skeleton_raise(root: Path) -> None:
    replace_text(root / "skeletons/scene90/counting.py", "raise NotImplementedError", "raise KeyError")


SCENE_DEFECTS: list[tuple[Callable[[Path], None], str]] = [
    (delete_handout, "labs/scene90/README.md is missing"),
    (add_unknown_folder, "skeletons/scene92: no labs/scene92/scene.toml"),
    (add_uncounted_hidden_check, "labs/scene90/scene.toml says hidden = 0; reference/scene90/tests has 2 checks"),
    (edit_skeleton, "has drifted; run `raftlab dev skeleton scene90`"),
    (put_answer_in_skeleton, "test_leader_counts says ok and gives 60 points"),
    (make_skeleton_raise, "test_leader_counts says FAIL and gives 0 points"),
    (name_a_dropped_helper, "moved() is named in a text for students; add it to `keep` in labs/scene90/scene.toml"),
    (rename_hole, "has no tryAdvance, which scene.toml names as a hole"),
    (drop_mutant_header, "counts-nothing.py: the first line must be `# caught by: test_…`"),
    (name_unknown_check, "counts-nothing.py: scene90: no check is called test_nothing; did you mean test_leader"),
    (make_mutant_survive, "counts-nothing.py: test_leader_counts says ok (seed 0)"),
    (
        make_mutant_check_blocked,
        "test_tells_that_it_moved says blocked by test_leader_counts; caught by test_leader_counts",
    ),
    (break_mutant, "reference/scene90/mutants/counts-nothing.py: no class Counting; rename class Other"),
    (
        drop_mutant_difference,
        "counts-nothing.py, line 6: tryAdvanceCommit is the reference's already; remove it",
    ),
    (
        delete_unknown_method_in_partial,
        "half.py, line 2: `del answerClients` leaves out what the reference has not",
    ),
    (name_unknown_check, "test_leader_counts: it catches no mutant"),
    (
        raise_expected_points,
        "tells-no-move.py: it earns 60 points, not 70; without points: test_tells_that_it_moved FAIL (seed 0)",
    ),
    (drop_expected_points, "tells-no-move.py: the first line must be `# expected: ` and its points"),
    (drop_variant_reason, "same.py: the first line must be `# variant: ` and why it is right"),
    (break_variant, "same.py: test_leader_counts says FAIL"),
    (break_reference, "counting.py: test_tells_that_it_moved says FAIL: it told nothing"),
    (change_points, "they sum to 90"),
    (shorten_hints, "leader_counts has 1 hints, not 3"),
    (add_hints_for_unknown_check, "nothing is not a check of this scene"),
    (break_later_scene, "scene91: test_leader_counts says FAIL: commitIndex is 0"),
]


@pytest.mark.parametrize(
    ("add_defect", "expected_problem"), SCENE_DEFECTS, ids=[add_defect.__name__ for add_defect, _ in SCENE_DEFECTS]
)
def test_each_defect_is_reported(
    kit_folder: Path, pool: ZygotePool, add_defect: Callable[[Path], None], expected_problem: str
) -> None:
    """What is spoiled in a sound scene is named, with its place."""
    add_defect(kit_folder)
    problems = find_lint_problems(kit_folder)
    if not any(expected_problem in problem for problem in problems):
        problems = find_problems(kit_folder, pool)  # with the trials, which are nearly all that an inspection costs
    assert any(expected_problem in problem for problem in problems), problems


def test_later_scene_may_outgrow_a_check_with_a_reason(kit_folder: Path, pool: ZygotePool) -> None:
    """An exception in the later scene's scene.toml excuses the check, and only that one."""
    break_later_scene(kit_folder)
    with (kit_folder / "labs/scene91/scene.toml").open("a") as file:
        file.write(f'\n[outgrows.{SCENE}]\ntest_leader_counts = "it counts elsewhere"\n')
    assert find_problems(kit_folder, pool) == []


def test_checks_without_seed_run_once(kit_folder: Path, pool: ZygotePool) -> None:
    """On the other seeds runs what asked for the seed, and nothing else."""
    found = [each.trial for each in run_scene_trials(kit_folder, pool, TrialPlan(4)) if each.trial.seed]
    rows = sorted((trial.kind, trial.file.stem, trial.check_names, trial.seed) for trial in found)
    seeded = ("test_tells_that_it_moved",)
    assert rows == [
        *(("mutant", "tells-nothing", seeded, seed) for seed in (1, 2, 3)),
        *(("reference", "counting", seeded, seed) for seed in (1, 2, 3)),
        *(("variant", "same", seeded, seed) for seed in (1, 2, 3)),
    ]


def test_variants_take_the_seeds_in_turn(kit_folder: Path, pool: ZygotePool) -> None:
    """In turn, each variant is tried whole on one seed, and each seed by some variant; the rest is on all."""
    same = (kit_folder / "reference/scene90/variants/same.py").read_text(encoding="utf-8")
    for number in range(3):
        write_file(kit_folder / f"reference/scene90/variants/same{number}.py", same)
    kit, plan = Kit(kit_folder), TrialPlan(3, first_seed=5, variants_in_turn=True)
    scene = kit.scene(SCENE)
    first = run_new_trials(
        kit, [each for each in first_trials(kit, scene, plan) if each.kind in ("reference", "variant")], pool
    )
    assert [(each.trial.file.stem, each.trial.seed, len(each.checks)) for each in first] == [
        ("counting", 5, 2),
        ("same", 5, 2),
        ("same0", 6, 2),
        ("same1", 7, 2),
        ("same2", 5, 2),
    ]
    assert [(trial.kind, trial.seed) for trial in other_seed_trials(first, plan)] == [
        ("reference", 6),
        ("reference", 7),
    ]
    selected = list(first_trials(kit, scene, replace(plan, name_part="same1")))
    assert [(trial.file.stem, trial.seed) for trial in selected] == [("same1", 7)]
    claims = [finding.claim for finding in findings_from_trials(kit, scene, first, plan)]
    assert "every variant earns all points on one of 3 seeds from 5 on, in turn" in claims


def test_one_name_and_later_seeds(kit_folder: Path, pool: ZygotePool) -> None:
    """With a part of a name and a first seed, only those files run, on those seeds, and only they are judged."""
    plan = TrialPlan(3, first_seed=7, name_part="tells")
    results = run_scene_trials(kit_folder, pool, plan)
    assert [(each.trial.kind, each.trial.file.stem, each.trial.seed) for each in results] == [
        ("mutant", "tells-nothing", 7),
        ("partial", "tells-no-move", 7),
        ("mutant", "tells-nothing", 8),
        ("mutant", "tells-nothing", 9),
    ]
    kit = Kit(kit_folder)
    assert [finding.claim for finding in findings_on_solutions(kit.scene(SCENE), results, plan)] == [
        "every mutant is caught by the check it names on 3 seeds from 7 on",
        "every half answer earns the points that it expects on seed 7",
    ]
    assert [(kill.mutant, kill.caught_count) for kill in kill_rows(results, 3)] == [("tells-nothing", 3)]


def test_named_mutants_alone_are_tried(kit_folder: Path) -> None:
    """A list of mutants selects those of its scene, and no other file; a list without any of it selects nothing."""
    kit = Kit(kit_folder)
    for names, expected in (({f"{SCENE}/tells-nothing", "scene91/x"}, ["tells-nothing"]), ({"scene91/x"}, [])):
        plan = TrialPlan(1, mutant_names=frozenset(names))
        assert [trial.file.stem for trial in first_trials(kit, kit.scene(SCENE), plan)] == expected


def test_mistake_is_caught_only_if_each_of_its_mutants_is() -> None:
    """One mutant that survives a seed, or that was not tried, leaves the mistake uncaught, and the summary names it."""
    table = [KillRow(SCENE, name, "test_x", caught, 5, 0.1, True) for name, caught in (("a", 5), ("b", 5), ("c", 4))]
    mistakes = [
        PeerKitMistake("both", "§5", "missed", (f"{SCENE}/a", f"{SCENE}/b")),
        PeerKitMistake("half", "§5", "course", (f"{SCENE}/a", f"{SCENE}/c")),
        PeerKitMistake("untried", "§5", "course", (f"{SCENE}/d",)),
    ]
    lines = mistake_summary_lines(mistakes, table, "5 seeds")
    assert [line.split()[:3] for line in lines[1:5]] == [
        ["1", "of", "1"],
        ["0", "of", "0"],
        ["0", "of", "2"],
        ["1", "of", "3"],
    ]
    assert lines[5:] == ["  not caught: half", "  not caught: untried"]


@pytest.mark.parametrize("text", ["", "[[mistake]]\nwhat = 1", MISTAKE.format("else"), "[[mistake"])
def test_wrong_list_of_mistakes_is_refused(text: str, tmp_path: Path) -> None:
    """A list that is missing or wrong is told with its place."""
    with pytest.raises(UsageError, match=r"peer_bugs\.toml"):
        read_mistakes(tmp_path)
    write_file(tmp_path / PEER_KIT_MISTAKES, text)
    with pytest.raises(UsageError, match=r"peer_bugs\.toml"):
        read_mistakes(tmp_path)
    write_file(tmp_path / PEER_KIT_MISTAKES, MISTAKE.format("course"))
    assert [each.mutants for each in read_mistakes(tmp_path)] == [("scene90/a",)]


def test_kill_table_shows_surviving_mutants(kit_folder: Path, pool: ZygotePool) -> None:
    """The table counts the seeds on which a mutant was caught, as text and as a page."""
    make_mutant_survive(kit_folder)
    table = kill_rows(run_scene_trials(kit_folder, pool, TrialPlan(2)), 2)
    assert [(kill.mutant, kill.caught_count, kill.seed_count) for kill in table] == [
        ("counts-nothing", 0, 2),
        ("tells-nothing", 2, 2),
    ]
    assert kill_table_lines(table)[1].split()[:3] == ["counts-nothing", "leader_counts", "none"]
    assert "| tells-nothing | `tells_that_it_moved` | 2 of 2 |" in kill_table_markdown(table, {SCENE: "97 % fail."})
    assert "## scene90\n\n97 % fail.\n\n| wrong" in kill_table_markdown(table, {SCENE: "97 % fail."})
