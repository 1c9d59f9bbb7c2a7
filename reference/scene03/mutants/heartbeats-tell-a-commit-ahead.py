# caught by: test_leader_sends_heartbeats_to_everyone
class Election(Server):
    """With CheckQuorum heartbeats tell the last index for leaderCommit."""

    replace(
        "replicateTo",
        "leaderCommit=0",
        "leaderCommit=self.log.lastIndex() if self.options.checkQuorum else 0",
    )
