# caught by: test_figure7_followers
class Replication(Server):
    """Begins at its commitIndex with a follower that it knows nothing of, and takes no refusal of that."""

    replace(
        "replicateTo",
        "prev = self.nextIndex[follower] - 1",
        """prev = self.nextIndex[follower] - 1
if self.matchIndex[follower] == 0 and prev > self.commitIndex > 0:
    prev = self.commitIndex""",
    )
