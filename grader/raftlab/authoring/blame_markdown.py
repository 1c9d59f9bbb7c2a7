"""The page docs/design/BLAME.md: whom `raftlab grade all` names for each wrong solution that was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from raftlab.checks.layer_blame import NO_LAYER
from raftlab.solutions.named_solutions import COMPOUNDS

UNKNOWN_LAYER = "not known"
PAGE_HEAD = """# The table of blame

If a composed server fails, `raftlab grade all` names the guilty layer: it replaces the student's layers by the kit's,
one at a time. This table shows which layer it names for each wrong solution. Here a wrong solution runs with the kit's
other layers as one server, in {runs} random runs of 40 calls each: under every fault; with membership changes, replaced
machines and snapshots; and with reads that need no entry. `raftlab grade all` has more than ten times as many runs. The
table lists the wrong solutions that fail in these few runs. The others break no promise there: they break a rule that
the checks of their own scene test. The compounds, two wrong layers at once, have {compound_runs} runs without such
reads. Some have more runs, with the faults that their layer is about:

{more_runs}

**{measured} of {total} wrong solutions are measured so far.** {caught} of them fail. The blame is right for {right} of
these; it is “no single layer” for {none} with one wrong layer, and wrong or not known for {wrong}. Written by
`raftlab dev blame --write`, which goes on where it stopped and takes the rest in a random order.

| group | wrong solutions | measured | caught | right blame | no single layer | wrong or not known |
|---|---|---|---|---|---|---|
"""


class BlameRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one wrong solution. broken: a property or "raises"; "" if nothing broke.

    digest: of the texts and the runs that were measured.
    """

    scene: str
    name: str
    broken: str
    layers: tuple[str, ...] = ()
    digest: str = ""

    @property
    def layer_text(self) -> str:
        """Return whom the report names: a scene, no single layer, or nobody."""
        if len(self.layers) > 1:
            return NO_LAYER
        return self.layers[0] if self.layers else UNKNOWN_LAYER

    @property
    def is_right(self) -> bool:
        """Return whether the layer that is wrong is named; of a compound, that none by itself is."""
        return self.layer_text == (NO_LAYER if self.scene == COMPOUNDS else self.scene)


def blame_page(
    rows: Sequence[BlameRow],
    counts: Mapping[str, int],
    run_count: int,
    compound_run_count: int,
    more_runs: Mapping[str, str],
) -> str:
    """Return the rows as a Markdown page. counts: how many wrong solutions each group has.

    more_runs: scene -> the number of runs that only its wrong solutions have, and what is special in them.
    """
    caught = [row for row in rows if row.broken]
    right = sum(row.is_right for row in caught)
    none = sum(is_layer_unnamed(row) for row in caught)
    head = PAGE_HEAD.format(
        runs=run_count,
        compound_runs=compound_run_count,
        more_runs="\n".join(f"- {scene}: {text}." for scene, text in more_runs.items()),
        measured=len(rows),
        total=sum(counts.values()),
        caught=len(caught),
        right=right,
        none=none,
        wrong=len(caught) - right - none,
    )
    groups = {group: [row for row in rows if row.scene == group] for group in counts}
    lines = [group_summary_line(group, counts[group], measured) for group, measured in groups.items()]
    return head + "".join(lines) + "".join(group_table(group, measured) for group, measured in groups.items())


def is_layer_unnamed(row: BlameRow) -> bool:
    """Return whether no single layer is named although one is wrong."""
    return row.layer_text == NO_LAYER and not row.is_right


def group_summary_line(group: str, count: int, rows: Sequence[BlameRow]) -> str:
    """Return the line of one group in the summary."""
    caught = [row for row in rows if row.broken]
    right, none = sum(row.is_right for row in caught), sum(is_layer_unnamed(row) for row in caught)
    return f"| {group} | {count} | {len(rows)} | {len(caught)} | {right} | {none} | {len(caught) - right - none} |\n"


def group_table(group: str, rows: Sequence[BlameRow]) -> str:
    """Return the table of one group: what was caught."""
    caught = [row for row in rows if row.broken]
    if not caught:
        return ""
    title = "Compounds: two layers that fail only together" if group == COMPOUNDS else group
    lines = "".join(
        f"| {row.name} | {row.broken} | {row.layer_text}{'' if row.is_right else ' (wrong)'} |\n" for row in caught
    )
    return f"\n## {title}\n\n| wrong solution | broken first | named |\n|---|---|---|\n{lines}"
