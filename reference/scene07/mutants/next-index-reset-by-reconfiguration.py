# caught by: test_progress_of_those_who_stay
class Membership(Server):
    """A change sets nextIndex of everyone to the end of the log; matchIndex stays."""

    replace(
        "adoptConfiguration",
        "{each: self.nextIndex.get(each, end) for each in self.followers}",
        "dict.fromkeys(self.followers, end)",
    )
