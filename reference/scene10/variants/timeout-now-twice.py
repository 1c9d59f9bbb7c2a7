# variant: the network may repeat a message as well
class Operations(Server):
    """Sends TimeoutNow twice."""

    replace(
        "hand_over",
        "self.send(target, TimeoutNow(self.currentTerm, self.id))",
        "self.send(target, TimeoutNow(self.currentTerm, self.id))\n"
        "self.send(target, TimeoutNow(self.currentTerm, self.id))",
    )
