# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Counts a lease from the answer while a write waits."""

    replace(
        "finish_round",
        "self.leaseStart = None if self.leaseGivenUp else sent",
        "self.leaseStart = None if self.leaseGivenUp else sent if not self.waiting or sent is None else self.now",
    )
