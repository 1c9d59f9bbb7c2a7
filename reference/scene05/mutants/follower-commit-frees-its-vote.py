# caught by: test_event_changes_only_what_it_is_about
"""A follower that learns a commit takes its vote back."""


class Commit(Server):
    def advanceFollowerCommit(self, req: AppendEntries) -> None:
        verified = req.prevLogIndex + len(req.entries)
        self.commitIndex = max(self.commitIndex, min(req.leaderCommit, verified))
        self.votedFor = None
