# caught by: test_each_answer_has_a_reason
class Reads(Server):
    """Answers a read without its index once a later round is confirmed."""

    replace(
        "serveReads", "self.lastApplied >= index and", "(self.lastApplied >= index or self.confirmedRound > needed) and"
    )
