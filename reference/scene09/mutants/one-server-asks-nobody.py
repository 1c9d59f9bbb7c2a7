# caught by: test_one_server
class Reads(Server):
    """Waits for answers that nobody sends in a cluster of one."""

    replace("confirmLeadership", "self.finish_round(self.lastRound)", "")
