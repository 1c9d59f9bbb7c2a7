# caught by: test_late_disk_ends_the_leadership
class Operations(Server):
    """Counts the time of the disk anew after each error."""

    replace("onPersisted", "(self.writes[number][0], begun)", "(self.writes[number][0], self.now)")
