# variant: the pre-votes of an election that has begun are looked at by nobody
class PreVoting(Server):
    """Clears its pre-votes only when it asks again."""

    replace("becomeFollower", "self.preVotesGranted = set()", "")

    replace("becomeLeader", "self.preVotesGranted = set()", "")
