# caught by: test_transfer_ends
class Operations(Server):
    """Leads no more once it has sent TimeoutNow, whether or not the target stands."""

    replace(
        "hand_over",
        "self.send(target, TimeoutNow(self.currentTerm, self.id))",
        "self.send(target, TimeoutNow(self.currentTerm, self.id))\n"
        "self.becomeFollower(self.currentTerm)\n"
        "self.leaderId = None",
    )
