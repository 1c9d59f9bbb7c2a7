# caught by: test_remaining_servers_keep_match_index
class Membership(Server):
    """A change sets nextIndex of everyone to the end of the log; matchIndex stays."""

    replace(
        "adoptConfiguration",
        "{each: self.nextIndex.get(each, end) for each in self.followers}",
        "dict.fromkeys(self.followers, end)",
    )
