# caught by: test_sender_is_followed
class Replication(Server):
    """Takes the entries and leaves out what every append tells of its sender."""

    replace("handleAppendEntries", "super().handleAppendEntries(req)", "")
