# caught by: test_follower_commit_advances_once_stored
class Replication(Server):
    """A follower never looks at what is committed."""

    replace("handleAppendEntries", "self.advanceFollowerCommit(req)", "")
