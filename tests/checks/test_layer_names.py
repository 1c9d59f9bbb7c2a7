"""A student may give any name to a method or an attribute, also one of a layer of the kit that no student can see."""

from __future__ import annotations

import pytest

from raftlab.checks.calm_check import check_faultless_clusters
from raftlab.checks.lab_fixture import Lab
from raftlab.kit import find_kit
from raftlab.layer_names import defined_names, own_names, rename_names
from raftlab.server import Options
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request


@pytest.mark.parametrize("scene_id", ["scene02", "scene03", "scene03a", "scene04", "scene05"])
def test_names_of_hidden_layers_are_free(scene_id: str) -> None:
    """A server whose own methods have the private names of all layers of the kit calls its own, and works."""
    kit = find_kit()
    scene = kit.scene(scene_id)
    names = sorted(kit.private_names(scene))
    layer = kit.submission_layer(scene, scene.file, kit.solution_layer(scene).source)
    own = "".join(f"    def {name}(self):\n        return {name!r}\n\n" for name in names)
    settle = "    def settle(self):\n        super().settle()\n"
    settle += "".join(f"        assert self.{name}() == {name!r}\n" for name in names)
    source = f"{layer.source}\n\nclass {scene.layer_class}({scene.layer_class}):\n{own}{settle}"
    layer = kit.submission_layer(scene, scene.file, source)
    modules = kit.course_message_modules
    with InProcessHosts(make_load_request((*kit.given_layers(scene), layer), modules)) as hosts:
        lab = Lab(kit, scene, 0, hosts, Codec(modules))
        with lab.later_layers():
            check_faultless_clusters(lab, (3,), Options(), has_commands=True)
        lab.close()
    assert {"quorum", "rounds"} <= set(names)


def test_names_that_a_student_knows_stay() -> None:
    """What server.py or a skeleton so far defines is a hook: a student's method of that name extends the kit's."""
    kit = find_kit()
    assert not kit.private_names(kit.scene("scene04")) & {"heardAt", "replicateTo", "setQuorumTimer", "majority"}
    assert "heardAt" in kit.private_names(kit.scene("scene03"))


def test_every_use_gets_the_new_name() -> None:
    """A method, an attribute and a field of the class are renamed; a record's field and a variable are not."""
    text = "class A:\n    é = x = 1\n\n    def x(self, x):\n        self.x = super().x(x.x, 'é') + self.xx  # x\n"
    renamed = rename_names(text, {"x"}).splitlines()
    assert renamed[1] == "    é = x_of_kit = 1"
    assert renamed[3:] == [
        "    def x_of_kit(self, x):",
        "        self.x_of_kit = super().x_of_kit(x.x, 'é') + self.xx  # x",
    ]
    assert defined_names(text) == {"é", "x"}
    assert defined_names("class A(:") == set()


def test_an_extended_method_is_no_name_of_its_own() -> None:
    """A method that calls super(), or has the signature of a given one, extends it; another of that name does not."""
    given = "class A:\n    def ask(self, to: str) -> int:\n        return 1\n\n    def tell(self) -> None: ...\n"
    same = "class B:\n    def ask(self, to: str) -> int:\n        return 2\n"
    other = "class B:\n    def ask(self, to: str) -> str:\n        return ''\n"
    calls = "class B:\n    def tell(self):\n        super().tell()\n"
    assert [own_names([each], [given]) for each in (same, other, calls)] == [set(), {"ask"}, set()]


@pytest.mark.parametrize(
    "method",
    [
        "def \ufb01nd(self) -> int: ...",
        "def \\\n        mine(self) -> int: ...",
        f"def mine(self, value={'-' * 2_000}1) -> int: ...",
        f"def mine(self, value={'9' * 4_000}{'9' * 4_000}) -> int: ...",
        f"def mine(self, value=0x{'f' * 20_000}) -> int: ...",
        f"def mine(self, value={'(' * 150}1{')' * 150}) -> int: ...",
        "def mine(self) -> int: ...\n    mine: int\n    (self.a, self.b) = 1, 2",
    ],
)
def test_the_names_of_any_text_are_read(method: str) -> None:
    """A spelling, a length or a depth that Python can hardly write is no fault of the kit."""
    text = f"class Own(Server):\n    {method}\n"
    assert own_names([text], [text]) <= {"find", "mine", "a", "b"}
