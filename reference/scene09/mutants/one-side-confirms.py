# caught by: test_the_configuration_confirms
class Reads(Server):
    """Asks only the new side of a joint configuration."""

    replace(
        "finish_round",
        "not self.quorum(answered)",
        "len(answered & set(self.configuration().voters)) < self.majority()",
    )
