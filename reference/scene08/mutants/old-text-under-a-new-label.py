# caught by: test_answer_about_another_snapshot_moves_nothing
class Snapshots(Server):
    """The text of a transfer is kept from its first part on; a newer snapshot changes only what is said about it."""

    replace(
        "replicateTo",
        "        self.send(follower, self.snapshot_part(self.snapshot, offset))",
        "        texts = self.__dict__.setdefault('texts', {})\n"
        "        snapshot, text = self.snapshot, texts.setdefault(follower, self.snapshot.data)\n"
        "        old = Snapshot(snapshot.lastIncludedIndex, snapshot.lastIncludedTerm, snapshot.configuration, text)\n"
        "        self.send(follower, self.snapshot_part(old, offset))",
    )
