# caught by: test_event_changes_only_what_it_is_about
class Snapshots(Server):
    """Forgets its vote with each part."""

    replace("handleInstallSnapshot", "self.hear_leader(req)", "self.hear_leader(req)\nself.votedFor = None")
