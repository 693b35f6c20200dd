"""JSON text and the places of its values: what is stored is cut out of the text that was sent, and not written anew.

Plain Python, without Spark: it runs once per row, in Spark's Python workers.
"""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Dict, List, NamedTuple, Tuple

_SPACE = " \t\n\r"

# A string, whose brackets nest nothing, or one bracket; a string that is not closed goes to the end.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)

_HALF_PAIR = re.compile("[\ud800-\udfff]")

# An escaped backslash first, so that the "\\" of "\\ud800" is not taken for the beginning of an escape.
_ESCAPE = re.compile(r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class Value(NamedTuple):
    """One value, as Python has it and as it was sent. Numbers are doubles in `parsed`, exact in `text`."""

    parsed: Any
    text: str


class Member(NamedTuple):
    """One member of an object."""

    name: str
    value: Value
    text: str
    """Name and value as they were sent."""

    def with_value(self, text: str) -> str:
        """The member with another value."""
        return self.text[: len(self.text) - len(self.value.text)] + text


def _not_a_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


# Every number as a double, as JavaScript has it; Python would refuse a very long integer, and take NaN.
_DECODER = json.JSONDecoder(parse_int=float, parse_constant=_not_a_number)


def read_value(text: str) -> Value:
    """The one value of a text. Raises ValueError when the text is not JSON."""
    try:
        start = _skip_space(text, 0)
        parsed, end = _DECODER.scan_once(text, start)
    except (StopIteration, IndexError):
        raise ValueError("not JSON") from None
    if _skip_space(text, end) != len(text):
        raise ValueError("something follows the value")
    return Value(parsed, text[start:end])


def read_members(text: str) -> List[Member]:
    """The members of the object that a text is, in its order. Raises ValueError when it is none."""
    try:
        return _members(text)
    except (StopIteration, IndexError):
        raise ValueError("not a JSON object") from None


def read_elements(text: str) -> List[Value]:
    """The elements of the array that a text is. Raises ValueError when it is none."""
    try:
        return _elements(text)
    except (StopIteration, IndexError):
        raise ValueError("not a JSON array") from None


def last_of_each(members: List[Member]) -> Dict[str, Member]:
    """The members by name; of a name that occurs twice the last one counts, as JavaScript has it."""
    return {member.name: member for member in members}


def is_deeper_than(text: str, levels: int) -> bool:
    """Whether arrays and objects are nested deeper than that, in a text that need not be JSON."""
    if text.count("[") + text.count("{") <= levels:
        return False
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        token = found[0]
        if token in ("[", "{"):
            depth += 1
            if depth > levels:
                return True
        elif token in ("]", "}"):
            depth -= 1
    return False


def whole_characters(text: str) -> str:
    """A text in which half of a surrogate pair, which JSON can spell and UTF-8 cannot, is the replacement character."""
    return _HALF_PAIR.sub("\ufffd", text)


def whole_escapes(text: str) -> str:
    """JSON text in which the escape of half of a surrogate pair is that of the replacement character."""
    if "\\u" not in text:
        return text
    return _ESCAPE.sub(lambda escape: "\\ufffd" if len(escape[0]) == 6 else escape[0], text)


def _members(text: str) -> List[Member]:
    members: List[Member] = []
    at = _opened(text, "{")
    closed = text[at] == "}"
    while not closed:
        if text[at] != '"':
            raise ValueError("a member begins with its name")
        name, name_end = scanstring(text, at + 1, True)
        colon = _skip_space(text, name_end)
        if text[colon] != ":":
            raise ValueError("a colon follows a name")
        start = _skip_space(text, colon + 1)
        parsed, end = _DECODER.scan_once(text, start)
        members.append(Member(name, Value(parsed, text[start:end]), text[at:end]))
        at, closed = _next(text, end, "}")
    _require_end(text, at)
    return members


def _elements(text: str) -> List[Value]:
    elements: List[Value] = []
    at = _opened(text, "[")
    closed = text[at] == "]"
    while not closed:
        parsed, end = _DECODER.scan_once(text, at)
        elements.append(Value(parsed, text[at:end]))
        at, closed = _next(text, end, "]")
    _require_end(text, at)
    return elements


def _opened(text: str, bracket: str) -> int:
    start = _skip_space(text, 0)
    if text[start] != bracket:
        raise ValueError(f"{bracket} is expected")
    return _skip_space(text, start + 1)


def _next(text: str, end: int, bracket: str) -> Tuple[int, bool]:
    """Where the next part begins, or the closing bracket is."""
    at = _skip_space(text, end)
    if text[at] == bracket:
        return at, True
    if text[at] != ",":
        raise ValueError(f"a comma or {bracket} is expected")
    return _skip_space(text, at + 1), False


def _require_end(text: str, at: int) -> None:
    if _skip_space(text, at + 1) != len(text):
        raise ValueError("something follows the value")


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at
