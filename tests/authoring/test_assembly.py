"""A solution that says only what differs is put together from the reference; what cannot be is told in one line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from small_kit import REFERENCE, make_small_kit, write_file

from raftlab.errors import KitError, UsageError
from raftlab.kit import Kit, find_kit
from raftlab.solutions.apply_difference import assemble_source
from raftlab.solutions.named_solutions import KINDS, find_solution, read_solution, solution_files, strip_head_lines

PLACE = "reference/scene90/mutants/wrong.py"
HEAD = '# caught by: test_x\n"""Is wrong."""\n'
OWN = '''\
"""Scene 90: counting."""

import math

from raftlab.server import LEADER, OK, Server

STEP = 1
LIMIT = 9


def capped(number: int) -> int:
    """Cap it."""
    # at most so many
    return min(number, LIMIT)


class Counting(Server):
    """Counts."""

    def one(self) -> int:
        """Return one."""
        return STEP  # a constant

    # what follows asks for a role
    @property
    def two(self) -> int:
        return math.floor(self.role == LEADER)

    def three(self) -> str:
        """Return three."""

        return OK
'''


def assemble_text(difference: str) -> str:
    """Return what a file with this difference stands for."""
    return assemble_source(OWN, HEAD + difference, "Counting", PLACE)


def test_method_takes_the_place_of_the_references() -> None:
    """The text of both is kept, comments included; the reference's docstrings and idle names go."""
    told = assemble_text(
        "\n\nclass Counting(Server):\n    # wrong\n    def two(self) -> int:\n        return 2  # always\n"
    )
    assert (
        told
        == '''\
# caught by: test_x
"""Is wrong."""

from raftlab.server import OK, Server

STEP = 1


class Counting(Server):
    def one(self) -> int:
        return STEP  # a constant

    # wrong
    def two(self) -> int:
        return 2  # always

    def three(self) -> str:
        return OK
'''.replace(
            "STEP = 1\n",
            "STEP = 1\nLIMIT = 9\n\n\ndef capped(number: int) -> int:\n"
            "    # at most so many\n    return min(number, LIMIT)\n",
        )
    )


def test_added_method_follows_what_it_follows() -> None:
    """An added method stands after the one above it in the file; with none above it, first."""
    told = assemble_text(
        "\n\nclass Counting(Server):\n    def __init__(self) -> None:\n        self.x = 1\n\n"
        "    def one(self) -> int:\n        return 3\n\n    def half(self) -> int:\n        return self.x\n"
    )
    names = [node.name for node in ast.walk(ast.parse(told)) if isinstance(node, ast.FunctionDef)]
    assert names == ["capped", "__init__", "one", "half", "two", "three"]


def test_removed_method_is_gone() -> None:
    """`del name` in the class leaves a method out, and with it what only that used."""
    told = assemble_text("\n\nclass Counting(Server):\n    del three\n")
    assert "three" not in told and "OK" not in told and "def two" in told


def test_class_may_have_values_and_decorators_of_its_own() -> None:
    """A value in the class comes first, before the reference's methods; head and docstring are the file's."""
    told = assemble_text(
        '\nimport dataclasses\n\n\n@dataclasses.dataclass\nclass Counting(Server):\n    """Keeps."""\n\n'
        '    persistent = (*Server.persistent, "x")\n    x: int = 0\n'
    )
    head = "import dataclasses\nimport math\n\nfrom raftlab.server import LEADER, OK, Server\n"
    assert head in told
    assert (
        '@dataclasses.dataclass\nclass Counting(Server):\n    """Keeps."""\n\n'
        '    persistent = (*Server.persistent, "x")\n'
        "    x: int = 0\n\n    def one(self)" in told
    )


def test_constant_and_function_of_the_module_are_replaced_and_added() -> None:
    """What the module binds is matched by name too; what is added stands before the class, or before what needs it."""
    told = assemble_text(
        "\nBASE = 2\nSTEP = BASE + 1\n\n\ndef capped(number: int) -> int:\n    return number\n\n\n"
        "def added() -> int:\n    return capped(1)\n"
    )
    assert "\nBASE = 2\nSTEP = BASE + 1\nLIMIT = 9\n" not in told, "LIMIT is used by nothing any more"
    assert (
        "\nBASE = 2\nSTEP = BASE + 1\n\n\ndef capped(number: int) -> int:\n    return number\n\n\ndef added()" in told
    )
    assert told.index("def added") < told.index("class Counting")


def test_added_constant_stands_before_the_class() -> None:
    """A constant that is new stands between what the reference has and the class."""
    told = assemble_text(
        "\nMORE = LIMIT\n\n\nclass Counting(Server):\n    def one(self) -> int:\n        return MORE\n"
    )
    assert told.index("LIMIT = 9") < told.index("MORE = LIMIT") < told.index("class Counting")
    assert "STEP" not in told


def test_imports_are_merged_in_order() -> None:
    """Names of one module are one import, constants first; what nothing uses any more is not imported."""
    told = assemble_text(
        "\nfrom raftlab.server import FOLLOWER, Entry\n\n\nclass Counting(Server):\n    def three(self) -> Entry:\n"
        "        return Entry(FOLLOWER)\n"
    )
    assert "\nimport math\n\nfrom raftlab.server import FOLLOWER, LEADER, Entry, Server\n" in told


def test_replaced_text_makes_a_whole_method() -> None:
    """One place of a method changes, further lines are indented as the first, and two changes follow each other."""
    told = assemble_text(
        "\n\nreplace('capped', 'LIMIT', '0')\n\n\nclass Counting(Server):\n"
        "    replace('one', 'return STEP', 'if self:\\n    return 2\\nreturn 3')\n"
        "    replace('one', 'return 3', 'return 4')\n    replace('three', 'return OK', 'return str(capped(1))')\n"
    )
    assert "    def one(self) -> int:\n        if self:\n            return 2\n        return 4  # a constant\n" in told
    assert "return min(number, 0)" in told and "return str(capped(1))" in told


def test_replaced_lines_may_go() -> None:
    """An empty text takes whole lines out; a text of several lines is found at any indentation."""
    own = OWN.replace("        return STEP  # a constant", "        if self:\n            STEP\n        return 1")
    difference = "\n\nclass Counting(Server):\n    replace('one', 'if self:\\n    STEP', '')\n"
    told = assemble_source(own, HEAD + difference, "Counting", PLACE)
    assert "    def one(self) -> int:\n        return 1\n" in told


def test_whole_file_is_taken_as_it_is() -> None:
    """A file that says why it is whole is not put together."""
    text = "# caught by: test_x\n# whole file: its class is made by a function\nCounting = make()\n"
    assert assemble_source(OWN, text, "Counting", PLACE) == text
    assert strip_head_lines(text) == "Counting = make()\n"


CLASS = "\n\nclass Counting(Server):\n    def one(self) -> int:\n        return 3\n"
FAULTS = {
    "class Counting(Server):\n    del four\n": "line 4: `del four` leaves out what the reference has not",
    "class Other(Server):\n    x = 1\n": ": no class Counting; rename class Other, the layer is Counting",
    "class Counting:\n    x = 1\n": "line 3: class Counting is no Server; write `class Counting(Server)`, or",
    "class Counting(Server):\n    pass\n": "line 3: class Counting says nothing new; remove it",
    "class Counting(Server): x = 1\n": "line 3: class Counting is one line; write its body below its head",
    "class Counting(Server):\n    x = 1; y = 2\n": "line 4: two statements share a line; write one statement a line",
    "class Counting(Server):\n    print(1)\n": "line 4: neither a definition nor `del name` nor `replace(…)`; move",
    "if x:\n    y = 1\n": "line 3: neither a definition nor `del name` nor `replace(…)`; move",
    "class Counting(Server):\n    x = 1\n    x = 2\n": "line 5: x is there twice; remove one",
    "def f(:\n": "line 3: invalid syntax",
    "STEP = 1\n": "line 3: STEP is the reference's already; remove it",
    "STEP, LIMIT = 1, 2\n": "line 3: the reference binds STEP in one statement; bind the same",
    "": ": nothing differs from the reference; write what does, or remove the file",
    "import math\n" + CLASS: ": `import math` is the reference's already; remove it",
    "from x import Server\n" + CLASS: "`from x import Server` clashes with the reference's `from raftlab.server import",
    "from x import capped\n" + CLASS: "`from x import capped` clashes with the reference's capped; import it as …",
    "import os  # why\n" + CLASS: "line 3: a comment at an import is lost; move it elsewhere",
    "def Server():\n    return 1\n": "line 3: Server is what the reference has by `from raftlab.server import Server`",
    "class Counting(Server):\n    replace('four', 'a', 'b')\n": "line 4: the reference has no four; replace",
    "class Counting(Server):\n    replace('one', 'LIMIT', 'b')\n": "in the reference's one the text 'LIMIT' does not",
    "class Counting(Server):\n    replace('two', 'o', 'b')\n": "in the reference's two the text 'o' stands there 9",
    "class Counting(Server):\n    replace('one', 'STEP')\n": 'takes three texts; write `replace("name", "old',
    "class Counting(Server):\n    replace('one', 'STEP', '(')\n": "one with the new text, line",
    "class Counting(Server):\n    replace('one', 'STEP', 'STEP')\n": "line 4: one is the reference's already",
    "class Counting(Server):\n  def one(self):\n    return 3\n": "line 4: the class's body is not indented by 4",
}


@pytest.mark.parametrize("difference", FAULTS)
def test_what_cannot_be_put_together_is_told_in_one_line(difference: str) -> None:
    """The file, the line and the repair are named, in one line."""
    with pytest.raises(KitError) as fault:
        assemble_text(difference)
    told = str(fault.value)
    assert told.startswith(PLACE) and FAULTS[difference] in told and "\n" not in told


def test_whole_file_says_why() -> None:
    """The mark without a reason is a fault."""
    with pytest.raises(KitError, match="no reason why the file is whole; write `# whole file: <why>`"):
        assemble_source(OWN, "# caught by: test_x\n# whole file\nx = 1\n", "Counting", PLACE)


def test_only_files_of_the_reference_are_put_together(tmp_path: Path) -> None:
    """A student's file in a folder of the same name is what it is; so is the reference."""
    kit = make_small_kit(tmp_path / "kit")
    write_file(tmp_path / "scene90/mutants/mine.py", "x = 1\n")
    assert read_solution(kit, tmp_path / "scene90/mutants/mine.py") == "x = 1\n"
    assert read_solution(kit, kit.reference / "scene90/counting.py") == REFERENCE
    assert "return leads" in read_solution(kit, kit.reference / "scene90/variants/same.py")


def test_solution_is_found_by_each_of_its_names(tmp_path: Path) -> None:
    """With or without kind or scene, or by its path; an unknown one is told with the nearest."""
    kit = make_small_kit(tmp_path / "kit")
    file = kit.reference / "scene90/mutants/tells-nothing.py"
    for name in ("scene90/tells-nothing", "scene90/mutants/tells-nothing.py", "tells-nothing", str(file)):
        assert find_solution(kit, name) == file
    with pytest.raises(
        UsageError, match=r"scene90/tels-nothing: no such .* did you mean scene90/mutants/tells-nothing"
    ):
        find_solution(kit, "scene90/tels-nothing")
    with pytest.raises(UsageError, match="no mutant, variant or partial answer of this kit; those lie in reference/"):
        find_solution(kit, str(kit.reference / "scene90/counting.py"))
    write_file(kit.reference / "scene90/variants/tells-nothing.py", "# variant: x\n")
    with pytest.raises(UsageError, match="2 solutions have this name; write scene90/mutants/tells-nothing or"):
        find_solution(kit, "tells-nothing")


KIT = find_kit()


@pytest.mark.long
@pytest.mark.parametrize(
    "scene",
    [each for each in KIT.scenes if each.layer_class and solution_files(KIT, each, "mutants")],
    ids=lambda s: s.id,
)
def test_every_solution_of_the_kit_can_be_put_together(scene: object) -> None:
    """Each is a whole Python text with the scene's class in it, the same every time."""
    for file in (file for kind in KINDS for file in solution_files(KIT, scene, kind)):  # type: ignore[arg-type]
        text = read_solution(KIT, file)
        classes = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
        assert scene.layer_class in classes, file  # type: ignore[attr-defined]
        assert text == read_solution(Kit(KIT.root), file)


def test_docstring_of_the_class_is_the_files() -> None:
    """Where the file has no docstring, its class's says what is wrong: it becomes the docstring of the whole."""
    text = assemble_source(
        OWN, '# caught by: test_x\nclass Counting(Server):\n    """Is wrong."""\n\n    STEP = 2\n', "Counting", PLACE
    )
    assert text.startswith('# caught by: test_x\n"""Is wrong."""\n')
    assert "class Counting(Server):\n    STEP = 2\n" in text
