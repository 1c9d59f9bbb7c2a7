# caught by: test_follower_knows_its_leader
class Election(Server):
    """Hears two hundred heartbeats, and then no more."""

    beats_heard = 0

    replace(
        "handleAppendEntries",
        "self.resetElectionTimer()",
        "self.beats_heard += 1\nif self.beats_heard <= 200:\n    self.resetElectionTimer()",
    )
