# caught by: test_remaining_servers_keep_match_index
class Membership(Server):
    """A change begins the progress of every server anew."""

    replace(
        "adoptConfiguration",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
    )
