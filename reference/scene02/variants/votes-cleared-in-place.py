# variant: a set may be emptied or replaced
class Terms(Server):
    """The set of votes is emptied, not replaced."""

    replace("becomeFollower", "self.votesGranted = set()", "self.votesGranted.clear()")

    replace(
        "becomeCandidate", "self.votesGranted = {self.id}", "self.votesGranted.clear()\nself.votesGranted.add(self.id)"
    )
