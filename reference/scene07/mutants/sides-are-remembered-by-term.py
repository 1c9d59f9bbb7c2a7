# caught by: test_majority_of_the_voters
class Membership(Server):
    """quorum() looks at the configuration once a term."""

    replace(
        "quorum",
        "configuration = self.configuration()",
        "if getattr(self, 'sides_term', None) != self.currentTerm:\n"
        "    self.sides_term, self.sides = self.currentTerm, self.configuration()\nconfiguration = self.sides",
    )
