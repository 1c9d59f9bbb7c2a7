# caught by: test_remaining_servers_keep_match_index
class Membership(Server):
    """What was known of a server that left is used when it joins again."""

    replace(
        "adoptConfiguration",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}",
        "self.matchIndex = {each: self.matchIndex.get(each, self.commitIndex) for each in self.followers}",
    )
