# caught by: test_progress_of_those_who_stay
class Membership(Server):
    """A change begins the progress of every server anew."""

    replace(
        "adoptConfiguration",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
    )
