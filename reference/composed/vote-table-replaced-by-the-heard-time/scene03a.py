class PreVoting(Server):
    """Makes the time of the last heartbeat durable: harmless where no layer below has durable variables."""

    persistent = (*Server.persistent, "heardAt")

    def started(self) -> None:
        self.heardAt = None
        super().started()
