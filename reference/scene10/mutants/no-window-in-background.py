# caught by: test_window_is_filled
class Operations(Server):
    """With background writes, its window has no end."""

    replace("has_room", "len(sent) < limit", "(len(sent) < limit or self.options.disk == 'background')")
