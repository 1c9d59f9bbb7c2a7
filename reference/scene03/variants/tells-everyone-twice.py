# variant: a message may be sent twice, as the network may repeat it
class Election(Server):
    """Sends each request and each heartbeat twice."""

    def send(self, to: ServerId, message: object) -> None:
        super().send(to, message)
        if not isinstance(message, RequestVoteReply):
            super().send(to, message)
