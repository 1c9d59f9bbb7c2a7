# caught by: test_event_changes_only_what_it_is_about
class Commit(Server):
    """A follower that commits forgets that it has just heard its leader, and votes for who disturbs it."""

    replace(
        "advanceFollowerCommit",
        "verified = req.prevLogIndex + len(req.entries)",
        "if req.leaderCommit > self.commitIndex:\n    self.heardAt = None\n"
        "verified = req.prevLogIndex + len(req.entries)",
    )
