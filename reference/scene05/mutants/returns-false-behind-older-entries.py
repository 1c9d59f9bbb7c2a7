# caught by: test_returns_whether_commit_index_moved
class Commit(Server):
    """Returns False where commitIndex moved behind entries of an older term too."""

    replace("tryAdvanceCommit", "return True", "return index == 1 or self.log[index - 1].term == self.currentTerm")
