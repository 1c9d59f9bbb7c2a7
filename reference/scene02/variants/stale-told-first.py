# variant: old and new exclude each other, in whichever order they are asked
class Terms(Server):
    """Asks whether a message is old before it looks for a newer term."""

    def receive(self, message: Message) -> None:
        if self.rejectStale(message):
            return
        self.observeTerm(message.term)
        super().receive(message)
