# caught by: test_disks_in_five_schedules
class Operations(Server):
    """Waits ten seconds for its disk."""

    replace("disk_is_late", "> self.electionWindow()[0]", "> 10_000")
