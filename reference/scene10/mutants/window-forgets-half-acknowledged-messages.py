# caught by: test_answers_in_any_order
class Operations(Server):
    """Takes a message out of the window with the first of its entries that is acknowledged."""

    replace("count_success", "if sent[1] > index", "if sent[0] >= index")
