"""A server whose log begins behind a joint configuration, as after a snapshot: S3 leaves."""

from raftlab.server import Configuration, Server


class FrontLayer(Server):
    """Answers base_configuration() as a server of scene 08 may."""

    def base_configuration(self) -> Configuration:
        return Configuration(("S1", "S2"), (), ("S1", "S2", "S3"))
