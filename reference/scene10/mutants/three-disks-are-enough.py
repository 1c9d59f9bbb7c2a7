# caught by: test_hidden_larger_sizes
class Operations(Server):
    """Takes three other disks for a majority of any cluster."""

    replace("tryAdvanceCommit", "if self.quorum(", "if len(stored) > 2 or self.quorum(")
