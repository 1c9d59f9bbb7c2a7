"""The kit's own files: labs, skeletons and, for staff only, the reference."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from raftlab.errors import UsageError
from raftlab.layer_names import defined_names

SAFETY_LIMIT_PERCENT = 80
"""[cap] safety of a scene.toml that does not state it."""
DESIGN_KIND = "design"
"""`kind` in the scene.toml of a scene whose submission is a design."""
COMPOSED_ID = "all"
"""The id of the composed server: the layers of all scenes together. It is graded as a scene without a file."""


@dataclass(frozen=True)
class Scene:
    """One scene, as its scene.toml describes it."""

    id: str
    title: str
    file: str
    layer_class: str
    holes: tuple[str, ...]
    paper: str
    folder: Path
    settings: Mapping[str, Any]

    @property
    def is_composed(self) -> bool:
        """Return whether this is the composed server."""
        return self.id == COMPOSED_ID

    @property
    def is_design(self) -> bool:
        """Return whether a submission of this scene is a design: data, and no layer of Python."""
        return self.settings.get("kind") == DESIGN_KIND

    @property
    def document(self) -> str:
        """Return the name of the file that is handed in beside the scene's file; "" for none."""
        return str(self.settings.get("document", ""))

    def is_above(self, other: Scene) -> bool:
        """Return whether the layer of `other` stands below this scene's."""
        return not other.is_composed and (self.is_composed or other.id < self.id)

    @property
    def safety_limit_percent(self) -> int:
        """Return the part of the points that a submission can reach if it breaks a safety property."""
        return int(self.settings.get("cap", {}).get("safety", SAFETY_LIMIT_PERCENT))


@dataclass(frozen=True)
class LayerSource:
    """The text of one layer, which only a worker compiles. `file_name` is shown in tracebacks.

    is_student: a student wrote it, although it stands below the submission: it is loaded in the jail only.
    scene_methods: of a submission, the methods that its scene asks for, and those that the skeleton gives and that are
    unchanged; all others are its own additions. holes: those that its scene asks for.
    private_names: of the kit's own layers, the names of methods and attributes that no student can know.
    known_names: of a student's layer below others, the names that its scene shows; None elsewhere.
    """

    file_name: str
    source: str
    class_name: str
    is_student: bool = False
    scene_methods: tuple[str, ...] | None = None
    holes: tuple[str, ...] = ()
    private_names: frozenset[str] = frozenset()
    known_names: frozenset[str] | None = None


@dataclass(frozen=True)
class Kit:
    """The folders under one root: labs/, skeletons/, given/ in a student kit, reference/ in the staff's kit.

    student_layers: scene id and layer; the student's own layers, which stand in for the kit's below a submission.
    """

    root: Path
    student_layers: tuple[tuple[str, LayerSource], ...] = ()

    @property
    def without_student_layers(self) -> Kit:
        """Return this kit with its own layers everywhere."""
        return Kit(self.root)

    @property
    def labs(self) -> Path:
        return self.root / "labs"

    @property
    def skeletons(self) -> Path:
        return self.root / "skeletons"

    @property
    def reference(self) -> Path:
        return self.root / "reference"

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """Return the scenes in course order: each folder of labs/ that has a scene.toml."""
        return tuple(read_scene(path.parent) for path in sorted(self.labs.glob("scene*/scene.toml")))

    @property
    def composed_scene(self) -> Scene:
        """Return the composed server: it has checks, and an empty layer above those of all scenes."""
        return read_scene(self.labs / COMPOSED_ID)

    @property
    def first_whole_scene(self) -> str:
        """Return the id of the first scene with whose layer a server answers its clients."""
        return str(self.composed_scene.settings["first_scene"])

    def gradable(self, scene_id: str) -> Scene:
        """Return the scene with that id, or the composed server. UsageError as for `scene`."""
        return self.composed_scene if scene_id == COMPOSED_ID else self.scene(scene_id)

    @property
    def layer_scenes(self) -> tuple[Scene, ...]:
        """Return the scenes that have a layer, in course order."""
        return tuple(scene for scene in self.scenes if scene.layer_class)

    def scene(self, scene_id: str) -> Scene:
        """Return the scene with that id. UsageError for an unknown id, with the nearest known one."""
        if scene_id == COMPOSED_ID:
            raise UsageError(
                f"{COMPOSED_ID}: no scene, but the layers of all scenes together; `raftlab grade all` grades yours, "
                "`raftlab batch PATH --scene all` those of a class"
            )
        for scene in self.scenes:
            if scene.id == scene_id:
                return scene
        raise unknown_scene_error(scene_id, [scene.id for scene in self.scenes])

    def given_layers(self, scene: Scene) -> tuple[LayerSource, ...]:
        """Return the layers below `scene`, lowest first: the kit's own, but for those in `student_layers`.

        UsageError if there is neither: it names all that are missing.
        """
        below = [other for other in self.layer_scenes if scene.is_above(other)]
        own = dict(self.student_layers)
        if any(other.id not in own for other in self.missing_layers(scene)):
            raise UsageError(self.missing_layers_text(scene))
        return tuple(
            replace(own[other.id], known_names=self.known_names(other))
            if other.id in own
            else self.layer_around(other, scene)
            for other in below
        )

    def missing_layers(self, scene: Scene) -> tuple[Scene, ...]:
        """Return the scenes below `scene` whose layer this kit does not have itself."""
        below = (other for other in self.layer_scenes if scene.is_above(other))
        return tuple(other for other in below if self.solution_file(other) is None)

    def missing_layers_text(self, scene: Scene) -> str:
        """Return which layers below `scene` this kit does not have, and how to get them; "" if it has them all."""
        missing = [other.id for other in self.missing_layers(scene)]
        if not missing:
            return ""
        names = f"{missing[0]} to {missing[-1]}" if missing[1:] else missing[0]
        repair = f"install the kit of {scene.id} that your course gives out"
        if not scene.is_design:  # a design is measured on the kit's layers alone
            repair += (
                f", or write {'these' if missing[1:] else 'it'} first, from `raftlab start {missing[0]}` on, and give "
                "each command `--below mine`"
            )
        return f"{scene.id}: this kit has no solution of {names}, on which {scene.id} runs; {repair}"

    def later_layers(self, scene: Scene) -> tuple[LayerSource, ...]:
        """Return the kit's own layers above `scene`, lowest first. UsageError where this kit does not hold them all."""
        above = [other for other in self.layer_scenes if other.is_above(scene)]
        return tuple(self.layer_around(other, scene) for other in above)

    def layer_around(self, other: Scene, scene: Scene) -> LayerSource:
        """Return the kit's layer of `other`, which runs below or above a submission of `scene`."""
        return replace(self.solution_layer(other), private_names=self.private_names(scene))

    def private_names(self, scene: Scene) -> frozenset[str]:
        """Return the names of the kit's layers that a student of `scene` cannot know: no skeleton so far has them."""
        if scene.id not in self._private_names:
            files = {each.id: self.solution_file(each) for each in self.layer_scenes}
            own = {name: defined_names(file.read_text(encoding="utf-8")) for name, file in files.items() if file}
            private = frozenset[str]().union(*own.values()) - self.known_names(scene) - own.get(scene.id, frozenset())
            self._private_names[scene.id] = frozenset(name for name in private if not name.startswith("handle"))
        return self._private_names[scene.id]

    def known_names(self, scene: Scene) -> frozenset[str]:
        """Return the names that a student of `scene` can know: those of the server, and of the skeletons so far."""
        skeletons = [self.skeletons / each.id / each.file for each in self.layer_scenes if not each.is_above(scene)]
        files = (Path(__file__).with_name("server.py"), *(each for each in skeletons if each.is_file()))
        return frozenset[str]().union(*(defined_names(each.read_text(encoding="utf-8")) for each in files))

    @cached_property
    def _private_names(self) -> dict[str, frozenset[str]]:
        return {}

    def solution_layer(self, scene: Scene) -> LayerSource:
        """Return the kit's own layer of `scene`. UsageError if this kit does not have it."""
        if scene.is_composed:
            return placeholder_layer(scene)
        if (path := self.solution_file(scene)) is not None:
            return LayerSource(f"{scene.id}/{scene.file}", path.read_text(encoding="utf-8"), scene.layer_class)
        if reason := self.missing_layers_text(scene):
            raise UsageError(reason)
        raise UsageError(
            f"{scene.id}: this kit does not have the course's {scene.file}, which comes with the kit of a later scene;"
            f" run your own (`raftlab start {scene.id}`)"
        )

    def submission_layer(self, scene: Scene, file_name: str, source: str) -> LayerSource:
        """Return a submission's text as the layer of `scene`."""
        skeleton = self.skeletons / scene.id / scene.file
        given = method_texts(skeleton.read_text(encoding="utf-8")) if skeleton.is_file() else {}
        own = method_texts(source)
        methods = tuple(name for name in given if name in scene.holes or own.get(name) == given[name])
        return LayerSource(file_name, source, scene.layer_class, scene_methods=methods, holes=scene.holes)

    def solution_file(self, scene: Scene) -> Path | None:
        """Return the file of the kit's own solution of `scene`, None if this kit does not have it."""
        paths = (tree / scene.id / scene.file for tree in (self.reference, self.root / "given"))
        return next((path for path in paths if path.is_file()), None)

    def message_modules(self, scene: Scene) -> tuple[str, ...]:
        """Return the import names of the modules that define messages, for the scenes up to `scene`."""
        return tuple(
            f"raftlab.labs.{other.id}.messages"
            for other in self.scenes
            if not other.is_above(scene) and (other.folder / "messages.py").is_file()
        )

    @property
    def course_message_modules(self) -> tuple[str, ...]:
        """Return the import names of the message types of all scenes."""
        return self.message_modules(self.scenes[-1])


def read_scene(folder: Path) -> Scene:
    """Return the scene described by folder/scene.toml."""
    settings = tomllib.loads((folder / "scene.toml").read_text(encoding="utf-8"))
    return Scene(
        id=folder.name,
        title=settings["title"],
        file=settings["file"],
        layer_class=settings["layer"],
        holes=tuple(settings["holes"]),
        paper=settings["paper"],
        folder=folder,
        settings=settings,
    )


def placeholder_layer(scene: Scene, note: str = "") -> LayerSource:
    """Return the empty layer that stands for the composed server. note: what its docstring says, on one line."""
    source = f'"""The composed server. {note}"""\n\nfrom raftlab.server import Server\n\n\n'
    return LayerSource(scene.file, source + f"class {scene.layer_class}(Server):\n    pass\n", scene.layer_class)


def method_texts(source: str) -> dict[str, str]:
    """Return the text of each method in `source` by its name, without its layout. The last of one name counts."""
    found = re.finditer(r"^    def (\w+)\(.*?(?=^ {0,4}\S|\Z)", source, re.MULTILINE | re.DOTALL)
    return {each[1]: " ".join(each[0].split()) for each in found}


def unknown_scene_error(scene_id: str, scene_ids: list[str]) -> UsageError:
    """Return the error for an unknown scene, with the nearest known one."""
    import difflib

    near = difflib.get_close_matches(scene_id, scene_ids, n=1, cutoff=0.3)
    repair = f"did you mean {near[0]}?" if near else "`raftlab scenes` lists them"
    known = f" in this kit, which has {scene_ids[0]} to {scene_ids[-1]}" if scene_ids else ""
    return UsageError(f"{scene_id}: no such scene{known}; {repair}")


def find_kit() -> Kit:
    """Return the kit to use: the folder in RAFTLAB_KIT, else the source checkout, else the installed data."""
    named = os.environ.get("RAFTLAB_KIT")
    here = Path(__file__).resolve().parent
    roots = [Path(named)] if named else [here.parent.parent, here / "data"]
    for root in roots:
        if (root / "labs").is_dir():
            return Kit(root)
    raise UsageError(f"no labs found in {roots[0]}; reinstall raftlab, or set RAFTLAB_KIT to a kit's folder")
