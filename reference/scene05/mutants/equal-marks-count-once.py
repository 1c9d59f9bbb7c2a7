# caught by: test_majority_commits
class Commit(Server):
    """In clusters of more than six, followers with the same matchIndex count as one."""

    replace(
        "tryAdvanceCommit",
        "sum(self.matchIndex[follower] >= index for follower in self.followers)",
        """len(
    {self.matchIndex[follower] for follower in self.followers if self.matchIndex[follower] >= index}
    if len(self.followers) > 5
    else [follower for follower in self.followers if self.matchIndex[follower] >= index]
)""",
    )
