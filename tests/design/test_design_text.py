"""The text of a design: its units, its bounds, and the one line that says what is wrong with it."""

from __future__ import annotations

import pytest

from raftlab.design.cited_figures import agrees_with_figure
from raftlab.design.defence_claims import read_claims
from raftlab.design.design_document import DEFENCE_MARK, DesignError, join_defence, read_document, split_defence
from raftlab.design.design_text_edit import design_skeleton, merge_design
from raftlab.design.knob_table import read_knobs
from raftlab.design.workload import read_workloads
from raftlab.errors import KitError, UsageError
from raftlab.kit import Scene, find_kit
from raftlab.solutions.named_solutions import read_solution, reference_text, solution_files
from raftlab.submission_reader import read_submission


def design_scene() -> Scene:
    """Return the scene whose submissions are designs."""
    return next(scene for scene in find_kit().scenes if scene.is_design)


def right_text() -> str:
    """Return the reference's design without its defence."""
    return split_defence(reference_text(find_kit(), design_scene()))[0]


def error_text(text: str) -> str:
    """Return what is wrong with a design."""
    scene = design_scene()
    with pytest.raises(DesignError) as error:
        read_document("design.toml", text, read_knobs(scene), read_workloads(scene))
    return str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"60 ms"', "60", 'line 7: metadata.heartbeat = 60 needs a unit; write "N ms"'),
        ('"60 ms"', '"60"', "has no unit that fits"),
        ('"60 ms"', '"1 ms"', "is out of range; it may be 5 to 5000 ms"),
        ('"60 ms"', '"60 minutes"', "has no unit that fits"),
        ('"60 ms"', '"１０ ms"', "has no unit that fits"),
        ('"60 ms"', "nan", "needs a unit"),
        ('"400 to 800 ms"', '"800 to 400 ms"', "begins above its end"),
        ('"16 commands"', '"1.5 commands"', "is no whole number"),
        ('"16 commands"', '"16 entries"', "has no unit that fits"),
        ("pre_vote = true", 'pre_vote = "yes"', "is a switch; write true or false"),
        ('reads = "index"', 'reads = "quorum"', "is not one of its choices"),
        ('["east", "centre", "west"]', "[]", "names 0 servers; a design has 1 to 7"),
        ('["east", "centre", "west"]', '["moon"]', "a region that this workload does not have"),
        ("heartbeat =", "heart =", "line 7: 'heart' is no knob"),
        ("heartbeat =", "#", "[metadata] has no heartbeat"),
        ("[range]", "[ranges]", "'ranges' is no workload"),
        ("[range]", "[range]\nx =", "no TOML"),
        ("[metadata]", "x = " + "[" * 3000, "too deeply nested"),
        ('"60 ms"', "0x" + "f" * 20_000, "heartbeat = a int that is too large to be shown needs a unit"),
        ('"60 ms"', "[0b" + "1" * 20_000 + "]", "heartbeat = a list that is too large to be shown needs a unit"),
        ('"60 ms"', "9" * 200_000, "a number that is too long"),
        ("heartbeat =", "heartbeat" + ".a" * 100_000 + " =", "line 7: over 40 dots; a knob has a name without a dot"),
        ("[metadata]", "[" + "a." * 100_000 + "a]\n[metadata]", "over 40 dots"),
        ("[metadata]", "range = 3\n[metadata]", "line"),
    ],
)
def test_wrong_values_name_place_and_repair(old: str, new: str, words: str) -> None:
    """A value without a unit, out of range, or unknown is one line with the place and the repair."""
    text = right_text()
    assert old in text
    seen = error_text(text.replace(old, new, 1))
    assert words in seen
    assert seen.startswith("design.toml")
    assert "\n" not in seen
    assert seen.isprintable()
    assert len(seen) < 400


def test_place_of_an_error_costs_no_time() -> None:
    """A line of a hundred thousand spaces before the wrong value is passed at once, and the right line is named."""
    text = right_text()
    place = text.index("[queue]")
    note = "[queue]\nnote = '''\n[a" + " " * 100_000 + "\n'''"
    wrong = text[place:].replace("[queue]", note, 1) + text[:place].replace('"60 ms"', "60", 1)
    line = wrong[: wrong.index("= 60 ")].count("\n") + 1
    assert f"line {line}: metadata.heartbeat = 60 needs a unit" in error_text(wrong)


def test_error_quotes_no_control_character() -> None:
    """What a message quotes of a design is printable."""
    seen = error_text(right_text().replace('"60 ms"', '"60\\u001b[31m ms"'))
    assert seen.isprintable()


def test_design_and_defence_are_one_text() -> None:
    """A design and its defence joined and split again are the same, and neither may hold the other's mark."""
    text = join_defence("a = 1\n", "# why\n")
    assert split_defence(text) == ("a = 1\n\n", "# why\n")
    assert split_defence("a = 1\n") == ("a = 1\n", "")


def test_folder_is_read_with_its_defence(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A folder's design.toml and defence.md are one submission; a defence that is no text is an error."""
    scene = design_scene()
    (tmp_path / scene.file).write_text(right_text(), encoding="utf-8")
    assert DEFENCE_MARK not in read_submission(find_kit(), scene, tmp_path).source
    (tmp_path / scene.document).write_text("- because\n", encoding="utf-8")
    assert read_submission(find_kit(), scene, tmp_path).source.endswith(f"{DEFENCE_MARK}\n- because\n")
    (tmp_path / scene.document).write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_submission(find_kit(), scene, tmp_path)


def test_skeleton_leaves_every_knob_open() -> None:
    """The skeleton has each knob of the reference, not one of its values, and is read as not yet chosen."""
    scene = design_scene()
    document = read_document("d", design_skeleton(right_text()), read_knobs(scene), read_workloads(scene))
    assert all(len(design.unset_knobs) == len(design.values) for design in document.designs.values())


def test_difference_sets_only_known_knobs() -> None:
    """A mutant or variant sets knobs of the reference; another name is the kit's mistake."""
    merged = merge_design(right_text(), '[range]\nlease = "9 ms"\n', "m.toml")
    assert 'lease = "9 ms"' in merged
    with pytest.raises(KitError, match=r"m\.toml: the reference has no range\.leese"):
        merge_design(right_text(), '[range]\nleese = "9 ms"\n', "m.toml")


def test_every_solution_of_the_scene_is_a_design() -> None:
    """Each mutant, variant and partial answer, put together, is a design with all knobs."""
    kit, scene = find_kit(), design_scene()
    for kind in ("mutants", "variants", "partial"):
        for file in solution_files(kit, scene, kind):
            read_document(file.name, read_solution(kit, file), read_knobs(scene), read_workloads(scene))


def test_claims_are_items_with_three_citations() -> None:
    """A claim is an item of a list; what it cites is a knob, a figure and a scene, and a missing part is named."""
    scene = design_scene()
    text = (
        "- `range.lease = 300 ms` is short: `range p99_read = 0.5 ms` (`scene09`)\n"
        "- over two lines: `range.lease`\n  `range p99_read = 0.5 ms` (`scene09`)\n"
        "- `range.lease` (`scene09`)\n"
        "- `range.leese` `range p99_read = 0.5 ms` (`scene09`)\n"
        "- `range.lease` `queue p99_write = 1 ms` (`scene09`)\n"
        "- `range.lease = 300` `range p99_read = 1 ms` (`scene09`)\n"
        "- `range.lease` `range speed = 1 ms` (`scene09`)\n"
        "- no citation\n"
    )
    claims = list(read_claims(text, read_knobs(scene), read_workloads(scene)))
    assert [claim.is_whole for claim in claims] == [True, True, False, False, False, False, False]
    assert [claim.line for claim in claims] == [1, 2, 4, 5, 6, 7, 8]


def test_hostile_defence_costs_no_time() -> None:
    """A long line of citations, or a hundred thousand items, is read at once and gives a bounded number of claims."""
    scene = design_scene()
    text = "- `" + "a" * 200_000 + "`\n" + "- `range.lease` x\n" * 10_000 + "- " + "`" * 50_000
    assert len(list(read_claims(text, read_knobs(scene), read_workloads(scene)))) <= 60


@pytest.mark.parametrize(
    ("text", "figure", "unit", "is_right"),
    [
        ("961.3", 961.3, "ms", True),
        ("1000", 961.3, "ms", True),
        ("1100", 961.3, "ms", False),
        ("0.5", 0.5, "ms", True),
        ("0.9", 0.5, "ms", False),
        ("190", 197.5, "per second", True),
        ("180", 197.5, "per second", False),
        ("6", 6, "writes", True),
        ("7", 7, "reads", True),
        ("211", 210, "entries", False),
        ("0", 0, "reads", True),
        ("1", 0, "reads", False),
    ],
)
def test_times_may_differ_by_a_twentieth_and_counts_not_at_all(
    text: str, figure: float, unit: str, is_right: bool
) -> None:
    """A cited time or rate may differ from the measured one by 5 %; a count must be exact."""
    assert agrees_with_figure(text, figure, unit) is is_right


WHOLE = "`range.lease = 300 ms` `range p99_read = 0.5 ms` `scene09`"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"1. {WHOLE}\n2) {WHOLE}\n+ {WHOLE}\n", [1, 2, 3]),
        ("- `range.lease`\n  - `range p99_read = 0.5 ms`\n  - `scene09`\n", [1]),
        (f"- Reads:\n  - {WHOLE}\n  - knob `range.reads`\n    - `range p99_read = 1 ms`\n    - `scene09`\n", [2, 3]),
        (f"- {WHOLE}\n    - {WHOLE}\n    - The price: `range outage = 1 ms`\n", [1, 2]),
        ("- `range.lease`, wrapped:\n`range p99_read = 0.5 ms`\n(`scene09`)\n\n`range outage = 1 ms`\n", [1]),
        (f"```\n- {WHOLE}\n```\n- {WHOLE}\n\n# Next\n\n  1. {WHOLE}\n  2. {WHOLE}\n", [4, 8, 9]),
        (f"- I ran `raftlab design` on `design.toml`; see `scene09`\n- {WHOLE}\n", [2]),
        (f"    - {WHOLE}\n", []),
        (
            f"| knob | figure |\n|---|---|\n| {WHOLE} |\n| `range p99_read = 1 ms` |\n| `range.lease` | `scene09` |\n",
            [3],
        ),
        ("- `range.reads = lease` `range p99_read = 0,5 ms` `Scene 09`\n", [1]),
        ("- `range.drift_bound = 0%` `range stale_reads = 11` `scene09`\n", [1]),
    ],
)
def test_a_claim_is_written_as_lists_are_in_markdown(text: str, lines: list[int]) -> None:
    """Numbers and any bullet mark an item; a nested item is part of the claim above it, or a claim of its own."""
    scene = design_scene()
    claims = list(read_claims(text, read_knobs(scene), read_workloads(scene)))
    assert [claim.line for claim in claims] == lines
    assert all(claim.is_whole for claim in claims)


@pytest.mark.parametrize(
    ("text", "figure", "unit", "cited_unit", "is_right"),
    [
        ("1,285.1", 1285.1, "ms", "ms", True),
        ("1.285,1", 1285.1, "ms", "ms", True),
        ("1 285,1", 1285.1, "ms", "ms", True),
        ("1,285", 1285.1, "ms", "ms", True),
        ("0,5", 0.5, "ms", "ms", True),
        ("1.29", 1285.1, "ms", "s", True),
        ("1285", 1285.1, "ms", "s", False),
        ("500", 0.5, "ms", "µs", True),
        ("1,285", 1.285, "ms", "ms", True),
        ("1.285", 1285.1, "ms", "ms", False),
        ("1,000", 1000, "entries", "entries", True),
        ("1,001", 1000, "entries", "entries", False),
    ],
)
def test_figures_may_have_other_signs_and_units(
    text: str, figure: float, unit: str, cited_unit: str, is_right: bool
) -> None:
    """A comma may be a decimal sign or stand between thousands, and a time may be in another unit than ms."""
    assert agrees_with_figure(text, figure, unit, cited_unit) is is_right
