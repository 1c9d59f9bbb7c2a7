# caught by: test_remaining_servers_keep_match_index
class Membership(Server):
    """Keeps what was known of each server that it ever had as a follower in this term, and uses it again."""

    replace(
        "adoptConfiguration",
        "self.matchIndex = {each: self.matchIndex.get(each, 0) for each in self.followers}",
        "known = getattr(self, 'known', {}) if getattr(self, 'known_in', 0) == self.currentTerm else {}\n"
        "self.known_in, self.known = self.currentTerm, known | self.matchIndex\n"
        "self.matchIndex = {each: self.known.get(each, 0) for each in self.followers}",
    )
