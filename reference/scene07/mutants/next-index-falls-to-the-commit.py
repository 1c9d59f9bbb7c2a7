# caught by: test_remaining_servers_keep_match_index
class Membership(Server):
    """Sends again what is not committed, to who stays too."""

    replace(
        "adoptConfiguration",
        "self.nextIndex.get(each, end)",
        "min(self.nextIndex.get(each, end), self.commitIndex + 1)",
    )
