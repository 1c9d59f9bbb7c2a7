# caught by: test_snapshot_holds_its_configuration
class Snapshots(Server):
    """Uses the configuration of its snapshot once it has compacted its log."""

    replace("takeSnapshot", "self.persist()", "self.persist()\nself.adopted_configuration = snapshot.configuration")
