"""A layer in place of scene 05: it reports each call of three of its methods, and the state at that moment."""

from raftlab.server import OK, AppendEntries, Server

SPY_CLIENT = "scene05"


def message_text(req: AppendEntries) -> str:
    """Return what a message shows, in words."""
    return f"a message that ends at index {req.prevLogIndex + len(req.entries)} with leaderCommit {req.leaderCommit}"


def log_terms_text(server: Server) -> str:
    """Return a log as the terms of its entries."""
    return " ".join(str(entry.term) for entry in server.log)


class FrontLayer(Server):
    """Reports each call as a reply to the client SPY_CLIENT."""

    def tryAdvanceCommit(self) -> bool:
        match_text = " ".join(f"{follower} {index}" for follower, index in sorted(self.matchIndex.items()))
        self.reply(SPY_CLIENT, 0, OK, f"tryAdvanceCommit: {match_text}")
        return False

    def truncateConflicts(self, req: AppendEntries) -> None:
        self.reply(SPY_CLIENT, 0, OK, f"truncateConflicts: {log_terms_text(self)}")
        super().truncateConflicts(req)

    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        self.reply(SPY_CLIENT, 0, OK, f"advanceFollowerCommit: {log_terms_text(self)}; {message_text(req)}")
