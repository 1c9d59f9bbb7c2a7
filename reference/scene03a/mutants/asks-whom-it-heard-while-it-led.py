# caught by: test_each_leadership_starts_anew
class PreVoting(Server):
    """A leader that stepped down asks only the followers that it had heard to the end."""

    replace("checkQuorum", "self.active = set()", "self.known = set(self.active)\nself.active = set()")

    replace(
        "startPreVote",
        "for peer in self.followers:",
        """known = getattr(self, "known", set())
for peer in [each for each in self.followers if each in known] or self.followers:""",
    )
