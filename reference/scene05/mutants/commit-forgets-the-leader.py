# caught by: test_event_changes_only_what_it_is_about
"""A leader that commits forgets its own name."""


class Commit(Server):
    replace(
        "tryAdvanceCommit",
        "+ sum(self.matchIndex[follower] >= index for follower in self.followers)",
        "+ sum(match >= index for match in self.matchIndex.values())",
    )
    replace("tryAdvanceCommit", "self.commitIndex = index", "self.commitIndex = index\nself.leaderId = None")
