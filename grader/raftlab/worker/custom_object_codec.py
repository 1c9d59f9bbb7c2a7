"""Values of a submission's own classes as plain data: named tuples, enum members, and objects with attributes.

They are taken apart and put together here, by what Python itself keeps of them. No method of the submission runs, so an
object cannot choose what is seen of it.
"""

from __future__ import annotations

import enum
import sys
from abc import ABC
from types import GetSetDescriptorType, MemberDescriptorType
from typing import Any, Generic, Literal, Protocol

import msgspec

from raftlab.server import Server

ValueKind = Literal["tuple", "member", "object", ""]
"""A tuple with names, a member of an enum, an object with attributes, or none of these."""
ROOT_CLASSES: tuple[Any, ...] = (object, Generic, Protocol, ABC)
"""Classes of Python that add no state to an object."""
Reduction = tuple[Any, ...]
"""What pickle writes of a value: the function that makes it, the function's arguments, and more."""


class PlainObjectReducer:
    """Converts values of the classes in `module_names` to plain data, for pickling."""

    def __init__(self, module_names: frozenset[str] = frozenset()) -> None:
        self._module_names = module_names
        self._kinds: dict[type, ValueKind] = {}

    def kind_of(self, class_: type) -> ValueKind:
        """Return the kind of the values of `class_`: named tuple, enum member, object, or none of these."""
        known = self._kinds.get(class_) if has_plain_metaclass(class_) else ""
        if known is None:
            known = self._kinds[class_] = self._find_kind(class_)
        return known

    def _find_kind(self, class_: type) -> ValueKind:
        namespace = type.__dict__["__dict__"].__get__(class_)
        if namespace.get("__module__") not in self._module_names or not is_importable_by_name(class_):
            return ""
        bases = type.__dict__["__mro__"].__get__(class_)
        if enum.Enum in bases:
            return "member"
        own = [
            each
            for each in bases
            if type.__dict__["__dict__"].__get__(each).get("__module__") in self._module_names and each is not Server
        ]
        if Server in bases or any(has_overridden_dict(each) for each in own):
            return ""
        rest = {each for each in bases if each not in own and each not in ROOT_CLASSES}
        if rest == {tuple}:
            return "tuple"
        return "object" if not rest else ""

    def reduce(self, value: Any) -> Reduction | None:
        """Return the reduced form of `value` for pickle; None for a value that is not plain data."""
        class_ = type(value)
        kind = self.kind_of(class_)
        if kind == "tuple":
            return make_named_tuple, (class_, tuple(tuple.__iter__(value)))
        if kind == "member":
            return find_enum_member, (class_, *enum_member_name(value))
        if kind == "object":
            return (
                make_empty_object,
                (class_,),
                (read_slots(value), read_instance_dict(value)),
                None,
                None,
                set_attributes,
            )
        return None


def has_plain_metaclass(class_: type) -> bool:
    """Return whether a dict may hold the class: a metaclass of the submission could call two classes equal."""
    return type(class_) in (type, type(ABC), type(Protocol), enum.EnumMeta)


def is_importable_by_name(class_: type) -> bool:
    """Return whether the class can be found by its name in its module, as pickle requires."""
    name: str = type.__dict__["__qualname__"].__get__(class_)
    place: Any = sys.modules.get(type.__dict__["__dict__"].__get__(class_).get("__module__"))
    for part in name.split("."):
        place = (vars(place) if place is not None else {}).get(part)
    return place is class_


def has_overridden_dict(class_: type) -> bool:
    """Return whether the class defines `__dict__` itself, and so could hide the attributes of its objects."""
    found = type.__dict__["__dict__"].__get__(class_).get("__dict__")
    return found is not None and type(found) is not GetSetDescriptorType


def enum_member_name(value: Any) -> tuple[str, object]:
    """Return the name of a member of an enum, and its number where several flags have none."""
    attributes = object.__getattribute__(value, "__dict__")
    name = attributes.get("_name_")
    members = type.__dict__["__dict__"].__get__(type(value)).get("_member_map_", {})
    return (name, None) if type(name) is str and members.get(name) is value else ("", attributes.get("_value_"))


def read_slots(value: Any) -> dict[str, Any]:
    """Return the attributes of an object that are in slots."""
    found: dict[str, Any] = {}
    for name, slot in slots_of(type(value)).items():
        try:
            found[name] = slot.__get__(value)
        except AttributeError:
            continue
    return found


def read_instance_dict(value: Any) -> dict[str, Any]:
    """Return the `__dict__` of an object, not a copy; an empty dict if it has none."""
    for base in type.__dict__["__mro__"].__get__(type(value)):
        place = type.__dict__["__dict__"].__get__(base).get("__dict__")
        if type(place) is GetSetDescriptorType:
            held: dict[str, Any] = place.__get__(value)
            return held
    return {}


def slots_of(class_: type) -> dict[str, Any]:
    """Return the slots that a class declares or inherits; of two with one name, that of the derived class."""
    found: dict[str, Any] = {}
    for base in type.__dict__["__mro__"].__get__(class_):
        for name, place in type.__dict__["__dict__"].__get__(base).items():
            if type(place) is MemberDescriptorType:
                found.setdefault(name, place)
    return found


# ---- what a pickle calls -----------------------------------------------------------------------------------------


def make_named_tuple(class_: Any, items: tuple[Any, ...]) -> Any:
    """Return a named tuple."""
    return tuple.__new__(class_, items)


def find_enum_member(class_: Any, name: str, number: object = None) -> Any:
    """Return a member of an enum, or several flags together."""
    return class_._member_map_[name] if name else class_(number)


def make_empty_object(class_: Any) -> Any:
    """Return an object without attributes."""
    return object.__new__(class_)


def set_attributes(value: Any, attributes: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Set the attributes of an object, in slots and in its dict, past any method of its class."""
    in_slots, in_dict = attributes
    slots = slots_of(type(value))
    for name, each in in_slots.items():
        slots[name].__set__(value, each)
    read_instance_dict(value).update(in_dict)


def unset_option() -> msgspec.UnsetType:
    """Return the value of an option that is not set."""
    return msgspec.UNSET


RESTORING_FUNCTION_IDS = frozenset(
    map(id, (make_named_tuple, find_enum_member, make_empty_object, set_attributes, unset_option))
)
