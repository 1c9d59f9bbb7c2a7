"""Stands in for advanceFollowerCommit, which may not be written yet, where a follower stores an append."""

from raftlab.server import AppendEntries, Server


class FrontLayer(Server):
    """Leaves commitIndex as it is."""

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        pass
