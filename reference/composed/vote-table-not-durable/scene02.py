from raftlab.server import Options, ServerId


class Terms(Server):
    """Keeps the term and its vote in a durable table too, and starts from that: harmless by itself."""

    persistent = (*Server.persistent, "ballots")

    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.ballots: dict[int, ServerId | None] = {}

    def persist(self) -> None:
        self.ballots = {self.currentTerm: self.votedFor}
        super().persist()

    def started(self) -> None:
        self.currentTerm, self.votedFor = max(self.ballots.items(), default=(0, None))
        super().started()
