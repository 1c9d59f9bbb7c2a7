# caught by: test_hidden_larger_sizes
class Operations(Server):
    """Takes half of the disks of an even cluster for a majority."""

    replace(
        "tryAdvanceCommit",
        "if self.quorum(",
        "if len(stored) > 1 and len(stored) * 2 >= len(self.configuration().members) or self.quorum(",
    )
