# caught by: test_window_counts_bytes
class Operations(Server):
    """Counts the bytes on their way without those of the next message."""

    replace("has_room", "total = size + sum(", "total = sum(")
