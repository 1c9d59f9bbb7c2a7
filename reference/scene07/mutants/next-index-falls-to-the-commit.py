# caught by: test_progress_of_those_who_stay
class Membership(Server):
    """Sends again what is not committed, to who stays too."""

    replace(
        "adoptConfiguration",
        "self.nextIndex.get(each, end)",
        "min(self.nextIndex.get(each, end), self.commitIndex + 1)",
    )
