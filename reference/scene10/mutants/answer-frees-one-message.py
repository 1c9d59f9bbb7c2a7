# caught by: test_answers_in_any_order
class Operations(Server):
    """An answer frees only the message that ends there."""

    replace("count_success", "if sent[1] > index", "if sent[1] != index")
