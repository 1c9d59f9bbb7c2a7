# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Stops the timer where a lease was used."""

    replace(
        "endLeadership",
        "self.rounds = {}",
        "self.rounds = {}\nif self.leaseStart is not None:\n    self.cancelTimer('election')",
    )
