# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """The leaderCommit of an append that begins below the log is not read."""

    replace("handleAppendEntries", "leaderCommit=req.leaderCommit", "leaderCommit=self.commitIndex")
