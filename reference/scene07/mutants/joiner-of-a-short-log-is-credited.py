# caught by: test_progress_of_those_who_stay
class Membership(Server):
    """A server that joins a log of one entry counts as one that stores it."""

    replace("adoptConfiguration", "self.matchIndex.get(each, 0)", "self.matchIndex.get(each, 1 if end == 3 else 0)")
