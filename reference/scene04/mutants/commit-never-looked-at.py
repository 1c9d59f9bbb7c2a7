# caught by: test_commit_is_looked_at_once_stored
class Replication(Server):
    """A follower never looks at what is committed."""

    replace("handleAppendEntries", "self.advanceFollowerCommit(req)", "")
