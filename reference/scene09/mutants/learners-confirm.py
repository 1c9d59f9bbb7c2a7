# caught by: test_the_configuration_confirms
class Reads(Server):
    """Counts whoever answers, learners too, against the majority of the new voters."""

    replace("finish_round", "not self.quorum(answered)", "len(answered) < self.majority()")
