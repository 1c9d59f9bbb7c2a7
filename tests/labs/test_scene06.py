"""Scene 06: the bank of recorded runs, and the judges that are asked about them."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from raftlab.authoring import run_recorder
from raftlab.authoring.run_recorder import read_runs_toml, record_run, record_runs, recorded_run_path
from raftlab.checks.recorded_runs import find_violation, history_of_trace, read_recorded_runs, trace_for_property
from raftlab.cluster_history import DOWN
from raftlab.errors import KitError
from raftlab.kit import find_kit
from raftlab.labs.scene06.run_bank import METHODS, PLAIN_RUNS
from raftlab.trace import Boot, Crash, RunFailure, Trace

pytestmark = pytest.mark.usefixtures("shared_zygotes")

KIT = find_kit()
SCENE = KIT.scene("scene06")
PUBLIC, HIDDEN = SCENE.folder / "runs", KIT.reference / "scene06" / "runs"


@pytest.fixture(scope="module")
def bank() -> dict[str, Trace]:
    """Return all recorded runs, public and hidden."""
    return read_recorded_runs(PUBLIC) | read_recorded_runs(HIDDEN)


def test_bank_is_large_enough(bank: dict[str, Trace]) -> None:
    """The bank has 80 runs or more, and runs that obey all five properties are as many as those that break one."""
    assert len(bank) >= 80
    legal = [name for name, trace in bank.items() if not any(find_violation(trace, each) for each in METHODS)]
    assert len(bank) / 2 <= len(legal) <= len(bank) - 30


@pytest.mark.parametrize("property_name", METHODS)
def test_each_property_is_broken_in_public_and_hidden_runs(property_name: str) -> None:
    """Each property has two public runs or more that break it, and two hidden ones."""
    for folder in (PUBLIC, HIDDEN):
        broken = [trace for trace in read_recorded_runs(folder).values() if find_violation(trace, property_name)]
        assert len(broken) >= 2, f"{folder.parent.parent.name} has {len(broken)} runs that break {property_name}"


@pytest.mark.parametrize("property_name", METHODS)
def test_plain_runs_differ_in_their_property(property_name: str, bank: dict[str, Trace]) -> None:
    """Of the two plain runs of a property, both public, one breaks it and the other does not."""
    broken, legal = PLAIN_RUNS[property_name]
    assert find_violation(bank[broken], property_name) and not find_violation(bank[legal], property_name)
    assert {broken, legal} <= read_recorded_runs(PUBLIC).keys()


def test_every_run_is_recorded_from_its_entry() -> None:
    """Each entry of runs.toml has its file, in the public or the hidden folder, and no file is without an entry."""
    files = [recorded_run_path(KIT, SCENE, entry) for entry in read_runs_toml(KIT, SCENE)]
    assert sorted(files) == sorted([*PUBLIC.glob("*.json"), *HIDDEN.glob("*.json")])


@pytest.mark.parametrize("name", ["forgotten-vote", "leader-drops-its-tail"])
def test_recording_again_gives_the_same_bytes(name: str) -> None:
    """A run is recorded to the same bytes again: from a mutant, and from a layer on top of the reference."""
    entry = next(each for each in read_runs_toml(KIT, SCENE) if each["name"] == name)
    trace = record_run(KIT, SCENE, entry)
    assert msgspec.json.encode(trace) + b"\n" == recorded_run_path(KIT, SCENE, entry).read_bytes()


def test_hidden_run_that_students_kits_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hidden run that is also recorded in students' kits is not written."""
    entry = {"name": "lost-reply", "schedule": "scene01/lost-reply", "ends_early": True, "hidden": True}
    monkeypatch.setattr(run_recorder, "read_runs_toml", lambda kit, scene: [entry])
    with pytest.raises(KitError, match="students' kits hold the same run of scene01/lost-reply"):
        list(record_runs(KIT, SCENE))
    assert not recorded_run_path(KIT, SCENE, entry).exists()


def test_history_has_the_steps_of_its_trace(bank: dict[str, Trace]) -> None:
    """A history numbers its steps as the trace does, shows every server in each, and says what happened."""
    for name, trace in bank.items():
        history = history_of_trace(name, trace)
        assert [step.number for step in history.steps] == [event.step for event in trace.events]
        assert all(tuple(server.name for server in step.servers) == trace.servers for step in history.steps)
        assert all(step.event for step in history.steps)


def test_server_that_is_down_shows_its_disk(bank: dict[str, Trace]) -> None:
    """In a history a server is down before its first start and after a crash; then it shows what is on its disk."""
    trace = bank["forgotten-vote"]
    history = history_of_trace("forgotten-vote", trace)
    assert isinstance(trace.events[0].act, Boot)
    assert [server.role for server in history.steps[0].servers] == ["follower", DOWN, DOWN]
    crash = next(event.step for event in trace.events if isinstance(event.act, Crash))
    assert history.steps[crash - 2].servers[0].role == "leader"
    down = history.steps[crash - 1].servers[0]
    assert (down.role, down.commitIndex, down.stored) == (DOWN, 0, len(down.log))


def test_judged_trace_shows_one_property(bank: dict[str, Trace]) -> None:
    """A run drawn for one property shows its violation alone; drawn for a false alarm, the failure alone."""
    trace = bank["two-votes"]
    assert [each.property for each in trace_for_property(trace, "LogMatching", None).violations] == ["LogMatching"]
    failure = RunFailure("seen", 3)
    drawn = trace_for_property(trace, "LeaderAppendOnly", failure)
    assert (drawn.violations, drawn.failure) == ((), failure)


def test_published_invariants_are_mutants() -> None:
    """Each wrong invariant that was published is one of the mutants."""
    published = {
        "one-leader-at-once",
        "sms-up-to-min-commit",
        "leader-completeness-creation-term",
        "more-up-to-date-has-committed",
        "vote-implies-prefix",
        "committed-durable-at-leader",
        "logs-that-are-left",
        "commits-that-are-left",
    }
    mutants = {file.stem for file in (KIT.reference / "scene06" / "mutants").glob("predicate-*.py")}
    assert {f"predicate-{name}" for name in published} <= mutants


def test_hints_name_no_hidden_run() -> None:
    """No hint and no public file names a hidden run."""
    hidden = {file.stem for file in HIDDEN.glob("*.json")}
    hints = tomllib.loads(Path(SCENE.folder / "hints.toml").read_text(encoding="utf-8"))
    words = {word for each in hints.values() for rung in each["rungs"] for word in rung.replace("`", " ").split()}
    assert not hidden & words
