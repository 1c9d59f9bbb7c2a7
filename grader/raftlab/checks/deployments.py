"""The deployments in which a check places its servers: the rules of Figure 2 hold in each, whatever its options are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from raftlab.server import Options

PAPER_OPTIONS = Options(preVote=False, checkQuorum=False)
"""The protocol of the paper: the additions of later scenes are switched off."""

DEPLOYMENTS = (
    Options(),
    Options(checkQuorum=False, sticky_votes=False, entriesPerAppend=2),
    Options(preVote=False, sticky_votes=False, entriesPerAppend=1),
    Options(preVote=False, checkQuorum=False, entriesPerAppend=9),
)
"""Options of a deployment: each two of the switches in each combination. No rule of Figure 2 asks for them."""

ALL_DEPLOYMENTS = (
    PAPER_OPTIONS,
    *DEPLOYMENTS,
    Options(electionTimeout=(300, 600), no_op=True, bytes_per_append=512),
    Options(
        preVote=False,
        checkQuorum=False,
        heartbeatInterval=60,
        reads="index",
        no_op=False,
        calls_in_order=True,
    ),
)
"""The paper's protocol, those deployments, and two with the options of the last scenes and other times.

A lease, writes in the background and windows are not among them: there a right server votes, writes or sends later.
They are seven, so that a loop that takes them in turn pairs none of them with one case only."""

CLUSTER_SIZES = (3, 5, 4, 7, 3, 6, 9, 8)
"""Sizes of clusters, to take in turn: eight, so that each comes in each deployment."""


def in_deployments(
    rows: Sequence[dict[str, Any]], deployments: Iterable[Options] = DEPLOYMENTS
) -> list[dict[str, Any]]:
    """Return each row once in each deployment."""
    return [row | {"options": options} for options in deployments for row in rows]


def options_text(options: Options, usual: Options = Options()) -> str:  # noqa: B008 a record cannot change
    """Return the options in words that are not as `usual`: "preVote False, entriesPerAppend 2"; "" if all are."""
    values = {name: getattr(options, name) for name in options.__struct_fields__}
    other = {name: value for name, value in values.items() if value != getattr(usual, name)}
    return ", ".join(f"{name} {'unset' if value is msgspec.UNSET else value}" for name, value in other.items())
