# variant: a crash between the two writes finds a newer term and a free vote that nobody was told of
class Terms(Server):
    """Becomes a follower of the new term first, then its candidate."""

    replace("becomeCandidate", "self.currentTerm += 1", "self.becomeFollower(self.currentTerm + 1)")
