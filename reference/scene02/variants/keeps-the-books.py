# variant: nextIndex and matchIndex are written anew by whoever leads next
class Terms(Server):
    """Leaves a former leader's books and votes as they are."""

    replace("becomeFollower", "self.votesGranted = set()\nself.nextIndex = {}\nself.matchIndex = {}", "")
