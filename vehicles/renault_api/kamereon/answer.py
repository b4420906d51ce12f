"""The base of every type that Renault's answers are built into.

A subclass is a dataclass whose annotations are its rules: `float | None` takes any
number, `int | None` whole ones, `str | None` texts, `bool | None` flags,
`list[dict[str, Any]] | None` bare objects, and another answer type, alone or in a list,
is built in turn. What does not fit becomes None with a warning that names the field,
never the value; the rest of the answer is kept.
"""

import dataclasses
import logging
import math
import types
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, get_args, get_origin, get_type_hints

_log = logging.getLogger(__name__)

# Beyond this no double is exact, and databases overflow soon after.
_LARGEST = 2**53

_Reader = Callable[[Any], Any]


class _Misfit(Exception):
    """The value is not what its field wants."""


@dataclasses.dataclass
class Answer:
    """One object of an answer; `raw_data` is what Renault sent, untouched."""

    raw_data: dict[str, Any] = dataclasses.field(default_factory=dict, repr=False)

    # Other spellings of a field on the wire, asked in turn where the first is missing.
    _other_names: ClassVar[Mapping[str, str]] = {}
    _readers: ClassVar[tuple[tuple[str, str, _Reader], ...]]

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any] | Any) -> Self:
        """Build from a decoded JSON object; never raises, whatever is in it."""
        if type(raw) is not dict:
            raw = _as_dict(cls, raw)
        readers = cls.__dict__.get("_readers") or _prepare(cls)
        values: dict[str, Any] = {}
        for name, field, read in readers:
            value = raw.get(name)
            if value is not None and field not in values:
                try:
                    values[field] = read(value)
                except _Misfit:
                    _log.warning(
                        "%s.%s: did not expect %s; ignored", cls.__name__, field, type(value).__name__
                    )
        return cls(raw, **values)


def _as_dict(cls: type[Answer], raw: Any) -> dict[str, Any]:
    if isinstance(raw, Mapping):
        return dict(raw)
    _log.warning("%s: expected an object, not %s; taken as empty", cls.__name__, type(raw).__name__)
    return {}


def _prepare(cls: type[Answer]) -> tuple[tuple[str, str, _Reader], ...]:
    """Work out once per type how its fields are read; under a race the same twice."""
    hints = get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls) if field.name != "raw_data"]
    readers = [(name, name, _reader(hints[name])) for name in names]
    readers += [(other, name, _reader(hints[name])) for other, name in cls._other_names.items()]
    cls._readers = tuple(readers)
    return cls._readers


def _reader(hint: Any) -> _Reader:
    if get_origin(hint) is types.UnionType:
        hint = next(choice for choice in get_args(hint) if choice is not types.NoneType)
    if get_origin(hint) is list:
        return _list_reader(get_args(hint)[0])
    if get_origin(hint) is dict:
        return _object
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    return _answer_reader(hint)


def _answer_reader(answer_type: type[Answer]) -> _Reader:
    def read(value: Any) -> Answer:
        return answer_type.from_raw(_object(value))

    return read


def _list_reader(item_hint: Any) -> _Reader:
    read_item = _reader(item_hint)

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise _Misfit
        items = []
        for item in value:
            try:
                items.append(read_item(item))
            except _Misfit:
                _log.warning("a list: did not expect %s in it; left out", type(item).__name__)
        return items

    return read


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Misfit
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Misfit
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Misfit
    return value


def _number(value: Any) -> int | float:
    """Keep a number as it came; bool is an int to Python, but no number to us."""
    kind = type(value)
    if (kind is int or (kind is float and math.isfinite(value))) and -_LARGEST <= value <= _LARGEST:
        return value  # type: ignore[no-any-return]
    raise _Misfit


def _whole(value: Any) -> int:
    number = _number(value)
    if number != int(number):
        raise _Misfit
    return int(number)


_SIMPLE: dict[Any, _Reader] = {str: _text, bool: _flag, float: _number, int: _whole}
