# caught by: test_append_keeps_to_the_limit
class Replication(Server):
    """The first entry is sent with all the others."""

    replace("append_request", ".options.entriesPerAppend),", ".options.entriesPerAppend if prev else 0),")
