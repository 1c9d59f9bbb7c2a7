"""The key-value machine: what each operation changes and returns, and that it is deterministic."""

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.worker_request_text import value_text
from raftlab.labs.scene01.log_oracle import Log, command_text, log_text, make_log, parse_call, value_after_commands
from raftlab.labs.scene01.machine_checks import check_machine_and_results, label_divergence, machine_text, read_machine
from raftlab.labs.scene01.sample_logs import (
    CIRCUMSTANCES,
    OTHER_TEXTS,
    OVERWRITING_LOG,
    SAMPLE_LOGS,
    Circumstance,
    with_rising_terms,
)
from raftlab.server import Command

OPERATION_CASES = (
    # the machine before, the command, what it returns
    ({}, "x=1", None),
    ({"x": "1"}, "x=2", None),
    ({"y": "1"}, "x=2", None),
    ({}, "x+=1", None),
    ({"x": "1", "y": "7"}, "x+=2", None),
    ({}, "get x", None),
    ({"x": "1", "y": "7"}, "get x", "1"),
    ({"x": "1", "y": "7"}, "delete x", None),
    ({"y": "7"}, "delete x", None),
    # an empty text is a value
    ({}, "x=''", None),
    ({"x": "1"}, "x=''", None),
    ({}, "x+=''", None),
    ({"x": ""}, "x+=''", None),
    ({"x": ""}, "x+=1", None),
    ({"x": ""}, "get x", ""),
    ({"x": "", "y": "7"}, "delete x", None),
)
COMPARE_AND_SET_CASES = (
    ({"x": "1"}, "x:1->2", "1"),
    ({"x": "1"}, "x:2->3", "1"),
    ({}, "x:1->2", None),
    ({}, "x:->1", None),
    ({"x": "1"}, "x:->2", "1"),
    ({"x": "1", "y": "2"}, "x:2->3", "1"),
    ({"x": "1"}, "x:1->1", "1"),
    # the whole text is compared: not its start, its end or its length
    ({"x": "12"}, "x:1->3", "12"),
    ({"x": "12"}, "x:2->3", "12"),
    ({"x": "1"}, "x:12->3", "1"),
    ({"x": "12"}, "x:12->3", "12"),
    ({"x": "12"}, "x:34->3", "12"),
    # an empty text is a value
    ({"x": ""}, "x:->1", ""),
    ({"x": ""}, "x:1->2", ""),
    ({"x": "1"}, "x:1->''", "1"),
    ({}, "x:->''", None),
)
OPERATION_TEMPLATES = st.sampled_from(
    ["{k}={v}", "{k}+={v}", "{k}+={v}", "get {k}", "delete {k}", "{k}:{e}->{v}", "{k}:->{v}", "no-op"]
)
COMMAND_TEXTS = st.builds(
    lambda form, k, v, e: form.format(k=k, v=v, e=e),
    OPERATION_TEMPLATES,
    st.sampled_from("xy"),
    st.sampled_from(["1", "2", "''"]),
    st.sampled_from(["1", "2", "12"]),
)


def check_operations(lab: Lab, cases: tuple[tuple[dict[str, str], str, str | None], ...]) -> None:
    """Execute the command of each row; CheckFailure if the machine or the returned value is wrong."""
    for before, words, returned in cases:
        check_operation(lab, before, parse_call(words), returned)


def check_operation(lab: Lab, before: dict[str, str], command: Command, returned: str | None) -> None:
    """Execute one command; CheckFailure if the machine or the returned value is wrong."""
    server = lab.place("S1", machine=before)
    seen = server.call("execute", None, command).result
    story = f"The machine held: {machine_text(before)}. It executed {command_text(command)}"
    expected = machine_after(before, command)
    if read_machine(server) != expected:
        raise CheckFailure(
            f"{story} and then held: {machine_text(read_machine(server))}. It should hold: {machine_text(expected)}."
        )
    if seen != returned:
        raise CheckFailure(f"{story}, which returned {value_text(seen)}. It should return {returned!r}.")


def check_similar_keys(lab: Lab) -> None:
    """CheckFailure if an operation takes one key of OTHER_TEXTS for another."""
    machine_state = {text: f"at {number}" for number, text in enumerate(OTHER_TEXTS)}
    for text, held in machine_state.items():
        for command in (Command("put", text, "1"), Command("append", text, "2"), Command("delete", text)):
            check_operation(lab, machine_state, command, None)
        check_operation(lab, machine_state, Command("get", text), held)
        others = {key: value for key, value in machine_state.items() if key != text}
        check_operation(lab, others, Command("append", text, "2"), None)
        check_operation(lab, others, Command("get", text), None)


def check_similar_values(lab: Lab) -> None:
    """CheckFailure if put, get or append changes a value of OTHER_TEXTS."""
    for text in OTHER_TEXTS:
        check_operation(lab, {"x": "1"}, Command("put", "x", text), None)
        check_operation(lab, {"x": text}, Command("get", "x"), text)
        check_operation(lab, {"x": text}, Command("append", "x", "7"), None)
        check_operation(lab, {"x": "1"}, Command("append", "x", text), None)


def check_similar_swaps(lab: Lab) -> None:
    """CheckFailure if compare-and-set takes one value of OTHER_TEXTS for another, or changes it."""
    for text in OTHER_TEXTS:
        for expected in OTHER_TEXTS:
            check_operation(lab, {"x": text}, Command("cas", "x", "new", expected), text)
        check_operation(lab, {"x": "1"}, Command("cas", "x", text, "1"), "1")


def machine_after(machine_state: dict[str, str], command: Command) -> dict[str, str]:
    """Return the machine after one command."""
    puts = [Command("put", key, value) for key, value in machine_state.items()]
    held = {key: value_after_commands(key, [*puts, command]) for key in {*machine_state, command.key}}
    return {key: value for key, value in sorted(held.items()) if value is not None}


@check(
    points=4,
    paper="§2; the contract of execute",
    ask="what was the value of the key before, and which other keys are there?",
)
def test_put_get_append_delete(lab: Lab) -> None:
    """put, get, append and delete do what their contract says, and leave other keys alone."""
    check_operations(lab, OPERATION_CASES)
    check_similar_keys(lab)
    check_similar_values(lab)


@check(points=4, paper="the contract of execute", ask="what is the value of the key, and what did the client expect?")
def test_compare_and_set(lab: Lab) -> None:
    """Compare-and-set changes a key that has the expected value, and returns the value that it found."""
    check_operations(lab, COMPARE_AND_SET_CASES)
    check_similar_swaps(lab)


@check(
    points=3,
    explained_by=[test_put_get_append_delete, test_compare_and_set, "test_every_entry_is_applied"],
    paper="§2",
    ask="which command changed that key last?",
)
def test_any_commands(lab: Lab) -> None:
    """For any log, the machine and the result of each entry are right."""

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(st.lists(COMMAND_TEXTS, min_size=4, max_size=12), st.sampled_from(CIRCUMSTANCES))
    def check_random_log(command_texts: list[str], circumstance: Circumstance) -> None:
        log = with_rising_terms(make_log(*command_texts))
        check_machine_and_results(circumstance.apply(lab, log), log, f"{circumstance.text}, applied {log_text(log)}.")

    check_random_log()


@check(
    points=5,
    depends_on=["test_every_entry_is_applied"],
    safety="SameState",
    paper="§2 (“deterministic”)",
    ask="which variable did the result depend on, besides the machine, the sessions and the command?",
)
def test_same_log_same_state(lab: Lab) -> None:
    """The same log gives the same state on every server: at any time, in any role, in one step or in many."""
    for log in SAMPLE_LOGS:
        for each in CIRCUMSTANCES:
            check_same_state(lab, each.apply(lab, log), log, f"{each.text}, applied {log_text(log)}.")
    server = lab.place("S1")
    for commit in range(1, len(OVERWRITING_LOG) + 1):
        server.learn(OVERWRITING_LOG, commit)
        story = f"S1's log is {log_text(OVERWRITING_LOG)}; commitIndex rose one by one to {commit}."
        check_same_state(lab, server, OVERWRITING_LOG[:commit], story)
    # Many keys, each state compared in a second process: what depends on hash() differs for one of them.
    keys = make_log(*(f"key{number}={number}" for number in range(1, 25)))
    fifth, sixth = lab.place("S5", cluster=5), lab.place("S6", cluster=6)
    fifth.learn(keys, len(keys))
    for index in range(1, len(keys) + 1):
        sixth.learn(keys, index)
    check_same_state(lab, fifth, keys, f"S5, in one step, applied {log_text(keys)}.")
    check_same_state(lab, sixth, keys, f"S6, entry by entry, applied {log_text(keys)}.")


def check_same_state(lab: Lab, server: PlacedServer, log: Log, context: str) -> None:
    """CheckFailure if machine or results are not those of the log."""
    with label_divergence(lab, server, log, "SameState"):
        check_machine_and_results(server, log, context)
