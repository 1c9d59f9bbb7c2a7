# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Counts a lease that is renewed from the answer."""

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "renews = self.leaseStart is not None and sent is not None\n"
        "self.leaseStart = None if self.leaseGivenUp else self.now if renews else sent",
    )
