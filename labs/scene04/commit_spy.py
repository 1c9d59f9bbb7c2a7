"""A layer in place of scene 05: it reports each call of its two methods, and the state at that moment."""

from raftlab.server import OK, AppendEntries, Server

SPY_CLIENT = "scene05"


class Spy(Server):
    """Reports each call as a reply to the client SPY_CLIENT."""

    def tryAdvanceCommit(self) -> bool:
        match_text = " ".join(f"{follower} {index}" for follower, index in sorted(self.matchIndex.items()))
        self.reply(SPY_CLIENT, 0, OK, f"tryAdvanceCommit: {match_text}")
        return False

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.reply(SPY_CLIENT, 0, OK, f"advanceFollowerCommit: {' '.join(str(entry.term) for entry in self.log)}")
