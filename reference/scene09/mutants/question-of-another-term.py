# caught by: test_every_follower_is_asked
class Reads(Server):
    """Asks in the term of the number that is committed."""

    replace("confirmLeadership", "ConfirmLeadership(self.currentTerm,", "ConfirmLeadership(self.commitIndex,")
