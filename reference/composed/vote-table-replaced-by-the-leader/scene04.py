class Replication(Server):
    """Makes the known leader durable: harmless where no layer below has durable variables of its own."""

    persistent = (*Server.persistent, "leaderId")

    def started(self) -> None:
        super().started()
        self.leaderId = None
