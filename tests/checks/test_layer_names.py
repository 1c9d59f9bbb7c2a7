"""A student may give any name to a method or an attribute, also one of a layer of the kit that no student can see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from raftlab import server
from raftlab.checks.calm_check import check_faultless_clusters
from raftlab.checks.lab_fixture import Lab
from raftlab.kit import LayerSource, find_kit, placeholder_layer
from raftlab.layer_names import defined_names, fresh_names, own_names, renamable_names, rename_names
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


@pytest.mark.parametrize("scene_id", ["scene01", "scene02", "scene03", "scene03a", "scene04", "scene05", "scene06"])
def test_names_of_later_scenes_are_free_in_a_layer_below(scene_id: str) -> None:
    """A helper of an early scene may have the name of what a later scene brings: in the composed server too."""
    kit = find_kit()
    scene, composed = kit.scene(scene_id), kit.composed_scene
    later = frozenset[str]().union(*(fresh_names(layer.source) for layer in kit.later_layers(scene)))
    names = sorted(name for name in later - kit.known_names(scene) if not name.startswith("handle"))
    sources = {each.id: kit.solution_layer(each).source for each in kit.layer_scenes}
    own = "".join(f"    def {name}(self):\n        return '{name}?'\n\n" for name in names)
    settle = "    def settle(self):\n        super().settle()\n"
    settle += "".join(f"        assert self.{name}() == '{name}?'\n" for name in names)
    sources[scene.id] += f"\n\nclass {scene.layer_class}({scene.layer_class}):\n{own}{settle}"
    layers = tuple(
        (each.id, LayerSource(f"{each.id}/{each.file}", sources[each.id], each.layer_class, is_student=True))
        for each in kit.layer_scenes
    )
    whole = replace(kit, student_layers=layers)
    modules = kit.course_message_modules
    with InProcessHosts(
        make_load_request((*whole.given_layers(composed), placeholder_layer(composed)), modules)
    ) as made:
        lab = Lab(whole, composed, 0, made, Codec(modules))
        check_faultless_clusters(lab, (3,), Options(), has_commands=True)
        lab.close()
    assert "rounds" in names


def test_two_layers_may_have_attributes_of_one_name() -> None:
    """Of two layers that give one name to something of their own, the lower one gets another name for it."""
    kit = find_kit()
    below, above = kit.scene("scene01"), kit.scene("scene02")
    text = (
        "from raftlab.server import Server\n\n\nclass {}(Server):\n    def started(self):\n        super().started()\n"
    )
    texts = [text.format(each.layer_class) + f"        self.mine = '{each.id}'\n" for each in (below, above)]
    layers = tuple(
        LayerSource(f"{each.id}.py", source, each.layer_class, True, known_names=kit.known_names(each))
        for each, source in zip((below, above), texts, strict=True)
    )
    loaded = make_load_request(layers, ()).layers
    assert f"self.mine_of_{below.layer_class} = 'scene01'" in loaded[0].source
    assert loaded[1].source == texts[1]


@pytest.mark.parametrize(
    "line",
    [
        "def f(self): return getattr(self, 'mine')",
        "def f(self, other): return other.mine",
        "def f(self): return dict(mine=self.mine)",
        "mine = 1; yours = mine",
        "yours = property(lambda self: self.mine); mine.setter",
        "def mine(self): ...\n\nclass Record:\n    mine: int",
    ],
)
def test_a_name_with_other_uses_is_not_renamed(line: str) -> None:
    """What may mean the method or the attribute without `self` before it would not get the new name."""
    text = f"class A:\n    def __init__(self):\n        self.mine = self.theirs = 1\n\n    {line}\n"
    assert "mine" not in renamable_names(text, "A") and "theirs" in renamable_names(text, "A")


def test_a_name_that_is_only_extended_is_not_fresh() -> None:
    """A layer that calls super(), or only adds to a value, relies on what is below it."""
    text = "class A:\n    def a(self):\n        super().a()\n        self.b += 1\n        self.c = self.d = 1\n"
    assert fresh_names(text) == {"c", "d"}
    assert fresh_names("class A(:") == renamable_names("class A(:", "A") == frozenset()


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


def test_a_front_layer_adds_no_name() -> None:
    """What a check puts in front of a submission overrides only methods that its student knows."""
    kit = find_kit()
    known = defined_names(Path(server.__file__).read_text(encoding="utf-8"))
    for scene in kit.layer_scenes:
        known |= defined_names((kit.skeletons / scene.id / scene.file).read_text(encoding="utf-8"))
        for file in sorted(scene.folder.glob("*.py")):
            text = file.read_text(encoding="utf-8")
            if "class FrontLayer" in text:
                names = {name for name in defined_names(text) if not name.startswith("handle")}
                assert names <= known, file
