# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """With a window, it counts its own copy before its disk has it."""

    replace(
        "tryAdvanceCommit",
        "if self.durable_index >= index else stored",
        "if self.durable_index >= index or self.options.window_messages else stored",
    )
