# variant: between the writes the disk names a vote of the new term that was never given, and no other is
class Terms(Server):
    """Writes the new term first, and the vote of that term in a second write."""

    replace("becomeFollower", "self.votedFor = None", "self.persist()\nself.votedFor = None")
    replace("becomeCandidate", "self.votedFor = self.id", "self.persist()\nself.votedFor = self.id")
