# caught by: test_change_waits_for_the_own_term
class Membership(Server):
    """Only a change of the voters waits for the own term."""

    replace(
        "may_change",
        "self.log.term(self.commitIndex) != self.currentTerm",
        "(\n"
        "            self.log.term(self.commitIndex) != self.currentTerm and "
        "target.voters != self.configuration().voters\n"
        "        )",
    )
