# caught by: test_part_counts_as_hearing_the_leader
class Snapshots(Server):
    """A part of a snapshot does not restart the election timer."""

    replace("handleInstallSnapshot", "self.hear_leader(req)", "")
