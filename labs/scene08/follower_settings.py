"""The settings in which a follower is asked one rule: they take turns, so that a rule holds in more than one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene08.follower_states import FIVE, LOG
from raftlab.labs.scene08.snapshot_states import snapshot_of, snapshot_part_messages
from raftlab.server import Entry, Options, Waiting

WITHOUT_S1 = ("S2", "S3", "S4")
"""The initial cluster where the leader S1 joined later, by an entry that S3 does not have yet."""


Deployment = tuple[Options, int]
"""Options, and the size of the cluster."""


def next_deployment(lab: Lab) -> Deployment:
    """Return the next deployment, in turn. With calls in order the machine has another text (scene 10): not here."""
    return lab.next_deployment(calls_in_order=Options().calls_in_order), lab.next_cluster_size()


@dataclass(frozen=True)
class FollowerSetting:
    """Where S3's log begins, what it has committed, and what it has heard before the event of a check.

    part_end: a first part of S1's snapshot up to there has arrived. is_deposed: S3 leads the term before, and its
    clients wait for its entries; the event deposes it.
    """

    start: int = 0
    snapshot_end: int = 0
    commit: int = 0
    part_end: int = 0
    cluster: tuple[str, ...] = ()
    is_deposed: bool = False


INSTALL_SETTINGS = (
    FollowerSetting(),
    FollowerSetting(commit=2),
    FollowerSetting(start=2),
    FollowerSetting(start=1, snapshot_end=2),
    FollowerSetting(cluster=WITHOUT_S1),
    FollowerSetting(part_end=3),
)
"""Before a snapshot up to index 5."""
PLAIN, _, COMPACTED, OLDER_START, *_ = INSTALL_SETTINGS
APPEND_SETTINGS = (
    FollowerSetting(FIVE),
    FollowerSetting(FIVE, part_end=7),
    FollowerSetting(FIVE, cluster=WITHOUT_S1),
    FollowerSetting(FIVE, is_deposed=True),
    FollowerSetting(FIVE, snapshot_end=6),
)
"""Before an append that begins below a log behind index 5. In the last one entry 6 is committed."""


def place_in_setting(
    lab: Lab,
    setting: FollowerSetting,
    log: Sequence[Entry],
    leader_log: Sequence[Entry] = LOG,
    term: int = 4,
    deployment: Deployment | None = None,
) -> tuple[PlacedServer, str]:
    """Place S3 with `log`, so that S1's next message is of `term`; return it and its setting in words.

    It has no more committed than both logs begin with, and nothing behind index 5 unless the setting says so. Without a
    deployment it is placed in the next one.
    """
    shared = next((at for at, pair in enumerate(zip(log, leader_log, strict=False)) if pair[0] != pair[1]), len(log))
    start, saved = min(setting.start, shared), min(max(setting.snapshot_end, setting.start), shared)
    commit = max(saved, min(setting.commit, shared))
    options, size = deployment or next_deployment(lab)
    server = lab.place(
        "S3",
        options=options,
        cluster=setting.cluster or size,
        role="leader" if setting.is_deposed else "follower",
        term=term - 1 if setting.is_deposed else term,
        log=log[start:],
        log_start=(start, log[start - 1].term) if start else None,
        snapshot=snapshot_of(lab, log[:saved]) if saved else None,
        commit_index=commit,
        voted_for="S3" if setting.is_deposed else "S2",
        machine={"x": "".join(each.command.value for each in log[:commit] if each.command)},
        waiting=waiting_calls(log, start, term - 1) if setting.is_deposed else None,
    )
    if setting.part_end:
        server.deliver(snapshot_part_messages(snapshot_of(lab, leader_log[: setting.part_end]), term)[0])
    return server, setting_text(setting, start, saved, commit, term)


def waiting_calls(log: Sequence[Entry], start: int, term: int) -> dict[int, Waiting]:
    """Return the calls behind `start` whose entries are of `term`, by index."""
    return {
        index: Waiting(term, each.command.client or "", each.command.sequence or 0)
        for index, each in enumerate(log, start=1)
        if index > start and each.term == term and each.command
    }


def setting_text(setting: FollowerSetting, start: int, saved: int, commit: int, term: int) -> str:
    """Return a setting in words, "" for a server that has committed nothing and heard nothing."""
    sentences = (
        (commit > saved, f"S3's commitIndex was {commit}"),
        (start not in (0, FIVE), f"S3's log was behind index {start}"),
        (saved > start, f"its snapshot covers the log up to {saved}"),
        (setting.part_end, "S3 had a part of another snapshot of S1"),
        (setting.cluster == WITHOUT_S1, "S1 is not in the configuration that S3 knows"),
        (setting.is_deposed, f"S3 led term {term - 1}, and its clients wait"),
    )
    told = [text for holds, text in sentences if holds]
    return f"({'; '.join(told)}.) " if told else ""
