# caught by: test_leader_counts_its_own_copy_when_durable
class Operations(Server):
    """With a window, it sends only what is on its own disk."""

    replace(
        "replicateTo",
        "while self.nextIndex[follower] <= self.log.lastIndex():",
        "end = self.durable_index if self.options.disk == 'background' else self.log.lastIndex()\n"
        "while self.nextIndex[follower] <= end:",
    )
