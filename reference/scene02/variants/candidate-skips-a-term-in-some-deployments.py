# variant: terms need only grow, in one deployment as in another
class Terms(Server):
    """With Pre-Vote a candidate skips a term."""

    replace("becomeCandidate", "self.currentTerm += 1", "self.currentTerm += 2 if self.options.preVote else 1")
