"""`raftlab grade all`: the layers of all scenes as one server, and the name of the layer that breaks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from raftlab.authoring import blame_table
from raftlab.authoring.blame_markdown import BlameRow, blame_page
from raftlab.authoring.blame_table import WrongServer, measure_blame_row, measure_row_in_fork, wrong_servers
from raftlab.authoring.student_repository_files import student_readme
from raftlab.checks.check_context import CheckContext
from raftlab.checks.check_runner import read_checks
from raftlab.checks.layer_blame import NO_LAYER, guilty_layer_text
from raftlab.cli.main import run
from raftlab.composed_submission import read_composed_submission
from raftlab.errors import UsageError
from raftlab.kit import Kit, LayerSource, find_kit
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.two_phase_chaos import TwoPhaseChaos
from raftlab.simulator.world import World
from raftlab.solutions.named_solutions import COMPOUNDS, read_solution
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Hosts, InProcessHosts, make_load_request


def copy_layers(folder: Path, names: tuple[str, ...]) -> Path:
    """Write the kit's own layers of some scenes as a student would have them."""
    kit = find_kit()
    for scene in kit.layer_scenes:
        if scene.id in names:
            (folder / scene.id).mkdir()
            (folder / scene.id / scene.file).write_text(kit.solution_layer(scene).source, encoding="utf-8")
    return folder


def scene_ids() -> tuple[str, ...]:
    """Return the scenes that have a layer."""
    return tuple(scene.id for scene in find_kit().layer_scenes)


def kit_up_to(folder: Path, last: str) -> Kit:
    """Return a kit of the scenes up to one, as students get it: no reference, and the layers below in given/."""
    whole = find_kit()
    for scene in whole.scenes:
        if scene.id <= last:
            copytree(scene.folder, folder / "labs" / scene.id)
            copytree(whole.skeletons / scene.id, folder / "skeletons" / scene.id)
        if scene.id < last:
            (folder / "given" / scene.id).mkdir(parents=True)
            source = whole.solution_layer(scene).source
            (folder / "given" / scene.id / scene.file).write_text(source, encoding="utf-8")
    copytree(whole.composed_scene.folder, folder / "labs" / "all")
    return Kit(folder)


NEEDED_SCENES = {
    "changes_under_every_fault": "scene07",
    "snapshots_under_every_fault": "scene08",
    "reads_under_every_fault": "scene09",
    "leaders_that_stand_still": "scene09",
    "clocks_and_pauses": "scene09",
    "changes_and_snapshots_together": "scene09",
    "disks_and_handovers": "scene10",
}
"""The checks of the composed server that only a later layer can pass, and the scene of that layer."""


@pytest.mark.parametrize("last", ["scene05", "scene07", "scene08", "scene09", "scene10"])
def test_a_kit_has_no_check_of_what_its_scenes_do_not_build(tmp_path: Path, last: str) -> None:
    """A server of five scenes cannot change its members: its kit does not ask for it. The other checks stay."""
    every = set(read_checks(find_kit(), find_kit().composed_scene))
    kit = kit_up_to(tmp_path, last)
    missing = every - set(read_checks(kit, kit.composed_scene))
    assert missing == {f"test_{name}" for name, scene in NEEDED_SCENES.items() if scene > last}


def test_scenes_that_make_no_whole_server_are_not_graded_together(tmp_path: Path) -> None:
    """Before scene 05 no client gets an answer: the command says which kit has what is missing."""
    kit = kit_up_to(tmp_path / "kit", "scene04")
    (tmp_path / "work").mkdir()
    with pytest.raises(UsageError, match=r"scene01 to scene04 make no server that answers clients; the kit of scene05"):
        read_composed_submission(kit, copy_layers(tmp_path / "work", ("scene04",)))
    assert "grade all" not in student_readme(kit.scene("scene04"), is_whole=False)
    assert "grade all" in student_readme(kit.scene("scene04"))


class StubHosts:
    """Hosts in whose place only the layers count."""

    level = "L0"


@pytest.fixture
def swapped_kits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[frozenset[str]]]:
    """Record the student's layers of each server that the blame tries; it starts no process."""
    tried: list[frozenset[str]] = []

    def fails_with(
        lab: CheckContext, layers: tuple[tuple[str, LayerSource], ...], still_fails: Callable[[Hosts], bool]
    ) -> bool:
        tried.append(frozenset(name for name, _ in layers))
        return still_fails(StubHosts())  # type: ignore[arg-type]

    monkeypatch.setattr("raftlab.checks.layer_blame.fails_with_layers", fails_with)
    yield tried


def blame(tried: list[frozenset[str]], is_failing: Callable[[frozenset[str]], bool]) -> str:
    """Return the blame for a server whose failure depends on which layers are the student's."""
    kit = find_kit()
    layers = tuple((scene.id, LayerSource("f.py", "# the student's", "L", True)) for scene in kit.layer_scenes)
    own = replace(kit, student_layers=layers)
    lab = CheckContext(own, kit.composed_scene, 0, StubHosts(), Codec())  # type: ignore[arg-type]
    return guilty_layer_text(lab, lambda hosts: is_failing(tried[-1]))


def test_the_layer_without_which_the_server_passes_is_named(swapped_kits: list[frozenset[str]]) -> None:
    """One bad layer: only its replacement fixes the server."""
    bad = scene_ids()[2]
    assert blame(swapped_kits, lambda layers: bad in layers).startswith(f"Layer: {bad} (")


def test_two_layers_that_fail_only_together_are_no_single_layer(swapped_kits: list[frozenset[str]]) -> None:
    """Each of two replacements fixes the server, and each layer passes alone."""
    one, other = scene_ids()[1], scene_ids()[3]
    text = blame(swapped_kits, lambda layers: {one, other} <= layers)
    assert NO_LAYER in text and one in text and other in text and "only together" in text


def test_two_bad_layers_are_no_single_layer(swapped_kits: list[frozenset[str]]) -> None:
    """No single replacement fixes a server with two bad layers."""
    one, other = scene_ids()[1], scene_ids()[3]
    text = blame(swapped_kits, lambda layers: one in layers or other in layers)
    assert NO_LAYER in text and "more than one" in text


def test_a_lucky_replacement_is_not_blamed(swapped_kits: list[frozenset[str]]) -> None:
    """If a replacement of an innocent layer also hides the failure, the layer that fails alone is named."""
    bad, lucky = scene_ids()[1], scene_ids()[3]
    text = blame(swapped_kits, lambda layers: bad in layers and (lucky in layers or len(layers) == 1))
    assert text.startswith(f"Layer: {bad} (")


def test_a_missing_layer_is_named_and_costs_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The kit's layer stands in, the command says so, and the check of own layers is open."""
    monkeypatch.chdir(copy_layers(tmp_path, scene_ids()[1:]))
    assert run(["grade", "all", "--check", "every_layer_is_your_own"]) == 1
    output = capsys.readouterr()
    assert f"{scene_ids()[0]} is not started" in output.err
    assert "todo" in output.out and scene_ids()[0] in output.out


def test_an_untouched_layer_is_none(tmp_path: Path) -> None:
    """A file that equals the skeleton counts as untouched."""
    kit = find_kit()
    first = kit.layer_scenes[0]
    copy_layers(tmp_path, scene_ids()[1:])
    (tmp_path / first.id).mkdir()
    skeleton = (kit.skeletons / first.id / first.file).read_text(encoding="utf-8")
    (tmp_path / first.id / first.file).write_text(skeleton, encoding="utf-8")
    composed = read_composed_submission(kit, tmp_path)
    assert composed.missing == {first.id: "is untouched"}


@pytest.mark.parametrize("change", [lambda text: "# mine\n" + text, lambda text: text.replace("\n", "\r\n")])
def test_a_layer_without_own_code_is_untouched(tmp_path: Path, change: Callable[[str], str]) -> None:
    """A comment, or the line ends of another system, makes no layer of a skeleton."""
    kit = find_kit()
    scene = kit.layer_scenes[2]
    copy_layers(tmp_path, scene_ids())
    skeleton = (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8")
    (tmp_path / scene.id / scene.file).write_bytes(change(skeleton).encode())
    assert read_composed_submission(kit, tmp_path).missing == {scene.id: "is untouched"}


def test_a_file_of_another_name_is_no_layer_and_is_said(tmp_path: Path) -> None:
    """The only copy that a browser named counts, as in a class; any other name is told apart from no file."""
    kit = find_kit()
    scene = kit.layer_scenes[2]
    file = copy_layers(tmp_path, scene_ids()) / scene.id / scene.file
    copy = file.rename(file.with_name(f"{file.stem} (1).py"))
    assert read_composed_submission(kit, tmp_path).missing == {}
    copy.rename(file.with_name("mine.py"))
    composed = read_composed_submission(kit, tmp_path)
    assert composed.missing == {scene.id: f"has no {scene.file}, but other files"}
    file.mkdir()
    with pytest.raises(UsageError, match="is not a regular file"):
        read_composed_submission(kit, tmp_path)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("def (", r"scene03/election\.py, line \d+: invalid syntax"),
        ("x = 1 / 0", r"all: importing your layers raises ZeroDivisionError: .* \(scene03/election\.py:\d+ "),
        ("import os", r"all: while your layers were imported, scene03/election\.py line \d+: import os "),
    ],
)
def test_a_layer_that_cannot_be_loaded_is_named_with_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, text: str
) -> None:
    """The composed server has no file: the message names the file of the layer."""
    file = copy_layers(tmp_path, scene_ids()) / "scene03" / "election.py"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["grade", "all", "--check", "every_layer_is_your_own"]) == 2
    assert re.search(text, capsys.readouterr().err)


def test_a_layer_that_nobody_has_cannot_be_graded(tmp_path: Path) -> None:
    """In a student's kit, which has no layer of the last scene, the student must have written it."""
    kit = find_kit()
    copy_layers(tmp_path, scene_ids()[:1])
    lacking = LackingKit(kit.root)
    with pytest.raises(UsageError, match="this kit has no layer to put in its place"):
        read_composed_submission(lacking, tmp_path)


class LackingKit(Kit):
    """A kit without layers of its own."""

    def solution_layer(self, scene: object) -> LayerSource:
        raise UsageError("none")


def test_the_digest_of_the_submission_covers_every_layer(tmp_path: Path) -> None:
    """A change in any layer changes the digest of the composed submission."""
    kit = find_kit()
    copy_layers(tmp_path, scene_ids())
    before = read_composed_submission(kit, tmp_path).submission.sha256
    last = kit.layer_scenes[-1]
    file = tmp_path / last.id / last.file
    file.write_text(file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert read_composed_submission(kit, tmp_path).submission.sha256 != before


def test_the_command_all_names_no_scene(capsys: pytest.CaptureFixture[str]) -> None:
    """Other commands say what `all` is."""
    assert run(["start", "all"]) == 2
    assert "raftlab grade all" in capsys.readouterr().err


def two_phase_run(seed: int) -> TwoPhaseChaos:
    """Return one run of the reference in two phases, after it ended without a violation."""
    kit = find_kit()
    load = make_load_request(kit.given_layers(kit.composed_scene), kit.course_message_modules)
    with InProcessHosts(load) as hosts:
        codec = Codec(kit.course_message_modules)
        chaos = TwoPhaseChaos(World(hosts.open(), codec, ("S1", "S2", "S3", "S4", "S5")), seed, Faults(propose=0))
        assert chaos.run(8) is None
    return chaos


def test_a_run_heals_a_majority_and_breaks_the_rest_for_good() -> None:
    """After the second phase the core is linked and up, and each other server has its permanent failure."""
    for seed in range(4):
        chaos = two_phase_run(seed)
        assert len(chaos.core) >= 3
        assert set(chaos.failures) == {"S1", "S2", "S3", "S4", "S5"} - set(chaos.core)
        assert set(chaos.core) <= set(chaos.world.running_servers)
        assert not any(source in chaos.core and to in chaos.core for source, to in chaos.world.cut_links)
        for other, kind in chaos.failures.items():
            assert (other not in chaos.world.running_servers) == (kind == "down")


def test_a_run_is_the_same_for_one_seed() -> None:
    """Two runs of one seed have equal events."""
    assert two_phase_run(7).world.events == two_phase_run(7).world.events


@pytest.mark.parametrize("folder", sorted((find_kit().reference / COMPOUNDS).glob("*/")), ids=lambda path: path.name)
def test_a_compound_is_two_layers_that_can_be_put_together(folder: Path) -> None:
    """Each compound says what differs in two layers."""
    kit = find_kit()
    files = sorted(folder.glob("*.py"))
    assert len(files) == 2
    for file in files:
        assert read_solution(kit, file) != kit.solution_layer(kit.scene(file.stem)).source


@pytest.mark.long
def test_no_single_layer_is_named_for_a_compound() -> None:
    """Both layers of a compound fix the server, and neither fails alone."""
    kit = find_kit()
    server = next(iter(wrong_servers(kit, COMPOUNDS)))
    row = measure_blame_row(kit, server)
    assert row.broken and set(row.layers) == set(server.files)
    assert row.is_right
    assert measure_row_in_fork(kit, server) == row


def test_server_without_end_gets_the_row_of_the_jail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong server that reaches the limits of its process runs again, in the jail."""
    kit = find_kit()
    server = next(iter(wrong_servers(kit, COMPOUNDS)))
    jailed = BlameRow(server.group, server.name, "raises", ("scene01",), server.digest(kit))

    def row(kit: Kit, server: WrongServer, open_hosts: object = None) -> BlameRow:
        while open_hosts is not None:
            pass
        return jailed

    monkeypatch.setattr(blame_table, "ROW_CPU_S", 1)
    monkeypatch.setattr(blame_table, "measure_blame_row", row)
    assert measure_row_in_fork(kit, server) == jailed


def test_the_table_of_blame_says_what_is_measured_and_what_is_wrong() -> None:
    """Each wrong blame stands in the summary, and rows that are not caught in the counts alone."""
    rows = [
        BlameRow("scene01", "right", "Linearizability", ("scene01",), "a"),
        BlameRow("scene01", "harmless", "", (), "b"),
        BlameRow("scene01", "other", "raises", ("scene02",), "c"),
        BlameRow("scene01", "nobody", "raises", ("scene01", "scene02"), "d"),
        BlameRow(COMPOUNDS, "pair", "Progress", ("scene01", "scene02"), "e"),
    ]
    page = blame_page(rows, {"scene01": 9, COMPOUNDS: 1}, 21, 46, {"scene09": "16, with pauses"})
    assert "- scene09: 16, with pauses.\n" in page
    assert "5 of 10 wrong solutions are measured" in page
    assert "| scene01 | 9 | 4 | 3 | 1 | 1 | 1 |" in page
    assert f"| {COMPOUNDS} | 1 | 1 | 1 | 1 | 0 | 0 |" in page
    assert "| other | raises | scene02 (wrong) |" in page
    assert "harmless" not in page


def test_what_is_measured_is_not_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row counts as long as the texts and the runs are the same; the rest comes in an order that stays."""
    kit = find_kit()
    every = list(wrong_servers(kit, COMPOUNDS))
    known = BlameRow(COMPOUNDS, every[0].name, "", (), every[0].digest(kit))
    changed = BlameRow(COMPOUNDS, every[1].name, "", (), "another text")
    monkeypatch.setattr(blame_table, "read_blame_rows", lambda kit: blame_table.BlameRowsFile((known, changed)))
    missing = blame_table.unmeasured_servers(kit, [COMPOUNDS])
    assert {server.name for server in missing} == {server.name for server in every[1:]}
    assert [server.name for server in missing] == [
        each.name for each in blame_table.unmeasured_servers(kit, [COMPOUNDS])
    ]
    assert [server.name for server in missing] != sorted(server.name for server in missing)
    assert len(blame_table.unmeasured_servers(kit, [COMPOUNDS], remeasures=True)) == len(every)


def test_an_unwritten_method_is_named_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several scenes have a replicateTo to write: the report says in which file it is missing."""
    kit = find_kit()
    scene = kit.scene("scene04")
    skeleton = (kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8")
    file = copy_layers(tmp_path, (scene.id, "scene08")) / scene.id / scene.file
    file.write_text(f"{skeleton}\n    begun = True\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["grade", "all", "--check", "calm_network"]) == 1
    output = capsys.readouterr().out
    assert re.search(r"replicateTo of scene04 \(replication\.py\) is still to be written", output)
    assert re.search(r"next: write replicateTo of scene04 \(replication\.py\), then `raftlab grade all` again", output)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("raise ValueError('mine')", "ValueError: mine"),
        ("self.settle()", "RecursionError"),
    ],
)
def test_a_layer_that_raises_is_named_and_is_deterministic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, text: str
) -> None:
    """What names the layer is no part of the error that a second process must repeat."""
    scene = find_kit().scene("scene05")
    file = copy_layers(tmp_path, (scene.id,)) / scene.id / scene.file
    source = file.read_text(encoding="utf-8")
    file.write_text(f"{source}\n    def settle(self) -> None:\n        {line}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["grade", "all", "--check", "calm_network"]) == 1
    output = capsys.readouterr().out
    assert text in output and f"Layer: {scene.id} ({scene.file})" in output
    assert "deterministic" not in output and output.index("while S") < output.index("Layer: ")


@pytest.mark.long
def test_the_kits_own_layers_earn_full_marks_and_a_wrong_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`raftlab grade all` gives full marks to the reference; with one wrong layer it names that layer."""
    kit = find_kit()
    monkeypatch.chdir(copy_layers(tmp_path, scene_ids()))
    assert run(["grade", "all"]) == 0
    scene = kit.scene("scene05")
    wrong = read_solution(kit, kit.reference / scene.id / "mutants" / "figure8-count-old-term.py")
    (tmp_path / scene.id / scene.file).write_text(wrong, encoding="utf-8")
    capsys.readouterr()
    assert run(["grade", "all", "--check", "calm_network", "--all"]) == 1
    assert f"Layer: {scene.id} ({scene.file})" in capsys.readouterr().out


@pytest.mark.long
@pytest.mark.parametrize(
    ("check_name", "scene_id", "variant"),
    [
        ("snapshots_under_every_fault", "scene01", "three-tables-with-sets"),
        ("snapshots_under_every_fault", "scene01", "session-is-a-dict"),
        ("disks_and_handovers", "scene04", "keeps-itself-in-the-books"),
    ],
)
def test_a_right_layer_earns_the_checks_of_later_scenes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check_name: str, scene_id: str, variant: str
) -> None:
    """What a layer may choose freely breaks nothing below the layers of later scenes."""
    kit = find_kit()
    scene = kit.scene(scene_id)
    file = copy_layers(tmp_path, (scene.id,)) / scene.id / scene.file
    file.write_text(read_solution(kit, kit.reference / scene.id / "variants" / f"{variant}.py"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["grade", "all", "--check", check_name]) == 0


@pytest.mark.long
@pytest.mark.parametrize(
    ("check_name", "scene_id", "mutant"),
    [
        ("reads_under_every_fault", "scene09", "leader-reads-locally"),
        ("leaders_that_stand_still", "scene09", "lease-without-end"),
        ("clocks_and_pauses", "scene09", "deposed-leader-drops-its-reads"),
        ("disks_and_handovers", "scene10", "leader-counts-unsynced-self"),
        ("changes_under_every_fault", "scene07", "overlapping-config-changes"),
        ("snapshots_under_every_fault", "scene08", "snapshot-restore-merges"),
        ("changes_and_snapshots_together", "scene08", "no-configuration-in-the-snapshot"),
    ],
)
def test_each_check_with_operators_names_a_wrong_layer(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    check_name: str,
    scene_id: str,
    mutant: str,
) -> None:
    """Each check beyond network and crashes fails for a wrong layer, and names that layer."""
    kit = find_kit()
    scene = kit.scene(scene_id)
    monkeypatch.chdir(copy_layers(tmp_path, (scene_id,)))
    wrong = read_solution(kit, kit.reference / scene_id / "mutants" / f"{mutant}.py")
    (tmp_path / scene_id / scene.file).write_text(wrong, encoding="utf-8")
    assert run(["grade", "all", "--check", check_name, "--all"]) == 1
    assert f"Layer: {scene_id} ({scene.file})" in capsys.readouterr().out
