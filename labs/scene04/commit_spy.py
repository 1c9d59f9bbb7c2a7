"""Stands where scene 05 will: a check sees when it is called, and what was so at that moment."""

from raftlab.server import OK, AppendEntries, Server

SPY_CLIENT = "scene05"


class Spy(Server):
    """Tells each call in an answer to a client of that name."""

    def tryAdvanceCommit(self) -> bool:
        books = " ".join(f"{follower} {index}" for follower, index in sorted(self.matchIndex.items()))
        self.reply(SPY_CLIENT, 0, OK, f"tryAdvanceCommit: {books}")
        return False

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.reply(SPY_CLIENT, 0, OK, f"advanceFollowerCommit: {' '.join(str(entry.term) for entry in self.log)}")
