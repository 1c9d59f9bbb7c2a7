# caught by: test_hidden_commit_in_any_cluster
class Commit(Server):
    """Four servers of eight are enough."""

    replace("tryAdvanceCommit", ".majority():", ".majority() or stored == len(self.cluster) / 2 == 4:")
