# caught by: test_new_term_is_durable_on_return
"""Persists once, when the event is over; what was sent before that is not backed by the disk."""

from raftlab.server import Options, ServerId


class Terms(Server):
    def __init__(self, id: ServerId, cluster: tuple[ServerId, ...], options: Options) -> None:
        super().__init__(id, cluster, options)
        self.unsaved = False

    def settle(self) -> None:
        if self.unsaved:
            self.persist()
            self.unsaved = False
        super().settle()

    replace("becomeFollower", "self.persist()", "self.unsaved = True")
