"""Takes lines apart into the bytes of their events: the parts that lambda-src/deduplicate/record/record-parts.ts makes.

A producer may put several events into a record, print one over several lines, or compress them. Firehose writes record
behind record, each with a line feed, so that nothing but the lines is known here. Both sides are tested with
test/fixtures/record-parts.json. Plain Python, without Spark.
"""

import json
import re
import zlib
from collections import deque
from typing import Deque, Iterable, Iterator, List, NamedTuple, Optional, Tuple

from curation.interface import MAX_NESTING
from curation.json_text import is_deeper_than, read_value

_GZIP_MAGIC = b"\x1f\x8b\x08"

_MAX_BYTES = 10 * 1024 * 1024
"""Of a record, and of what a compressed one may unpack to."""

# White space, and what producers put around JSON text: a byte order mark before it, NUL behind it.
_BETWEEN = re.compile("[ \t\r\n\0\ufeff]*")
_BEFORE_END = " \t\r\0\ufeff"
_SPACE = " \t\r\n"

_JSON = json.JSONDecoder(parse_int=float)

# A string, or a character that opens, closes or separates; a string that is not closed goes to the end.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{},]', re.DOTALL)


class _Container(NamedTuple):
    end: int
    elements: List[str]


class Lines:
    """Lines that can be looked at before they are taken."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._seen: Deque[bytes] = deque()
        self.taken = 0

    def look(self, count: int) -> List[bytes]:
        """The next lines; fewer at the end."""
        while len(self._seen) < count:
            line = next(self._lines, None)
            if line is None:
                break
            self._seen.append(line)
        return [self._seen[index] for index in range(min(count, len(self._seen)))]

    def take(self, count: int) -> None:
        for _ in range(count):
            self._seen.popleft()
        self.taken += count


def read_parts(lines: Lines, may_be_compressed: bool = True) -> Iterator[bytes]:
    """What is to be checked as one event, of all lines, in their order."""
    while lines.look(1):
        yield from take_parts(lines, may_be_compressed)


def take_parts(lines: Lines, may_be_compressed: bool = True) -> List[bytes]:
    """The parts of the next line, and of those behind it in which it goes on. There must be a line."""
    line = lines.look(1)[0]
    unpacked = _unpack(lines) if may_be_compressed and line.startswith(_GZIP_MAGIC) else None
    if unpacked is not None:
        contents, count, rest = unpacked
        lines.take(count)
        return [
            part
            for content in (*contents, rest)
            for part in read_parts(Lines(content.split(b"\n")), may_be_compressed=False)
        ]
    text = _decoded(line)
    if text is None:
        lines.take(1)
        return [line]
    parts, joined = _sequence(text, lines)
    lines.take(joined)
    return [part.encode("utf-8", "surrogatepass") for part in parts]


def _decoded(line: bytes) -> Optional[str]:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _unpack(lines: Lines) -> Optional[Tuple[List[bytes], int, bytes]]:
    """What is compressed, how many lines that took, and what lies behind it in the last of them; None for no GZIP."""
    contents: List[bytes] = []
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    content = b""
    total = count = 0
    pending = b""
    while True:
        if not pending:
            seen = lines.look(count + 1)
            if len(seen) == count or total > _MAX_BYTES:
                return None
            pending = (b"\n" if count else b"") + seen[count]
            total += len(pending)
            count += 1
        try:
            content += decoder.decompress(pending, _MAX_BYTES + 1 - len(content))
        except zlib.error:
            return None
        if len(content) > _MAX_BYTES:
            return None
        pending = decoder.unconsumed_tail
        if not decoder.eof:
            continue
        contents.append(content)
        rest = decoder.unused_data
        if not rest.startswith(_GZIP_MAGIC):
            return contents, count, rest
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
        content, pending = b"", rest


def _sequence(text: str, lines: Lines) -> Tuple[List[str], int]:
    """The parts of a line, and how many lines they take: an object or array may go on in the lines behind it."""
    parts: List[str] = []
    count = 1
    at = _after_space(text, 0)
    while at < len(text):
        line_feed = text.find("\n", at)
        line_end = len(text) if line_feed < 0 else line_feed
        container = None
        if text[at] in "[{":
            container = _read_container(text, at)
            if container is None and line_end == len(text):
                joined = _join(text, at, lines, count)
                if joined is not None:
                    text, container, count = joined
        if container is not None and (container.end <= line_end or _is_one_value(text[at : container.end])):
            parts.extend(container.elements if text[at] == "[" else [text[at : container.end]])
            at = _after_space(text, container.end)
        else:
            parts.append(text[at:line_end].rstrip(_BEFORE_END))
            at = _after_space(text, line_end)
    return parts, count


def _join(text: str, at: int, lines: Lines, count: int) -> Optional[Tuple[str, _Container, int]]:
    """The text with the lines that close what opens in it; None when they are not one JSON value."""
    more = 1
    while True:
        seen = lines.look(count + more)[count:]
        decoded = [_decoded(line) for line in seen]
        whole = [line for line in decoded[: decoded.index(None)] if line is not None] if None in decoded else decoded
        joined = "\n".join([text, *(line or "" for line in whole)])
        container = _read_container(joined, at)
        if container is not None:
            if not _is_one_value(joined[at : container.end]):
                return None
            return _cut(joined, container, count, len(text))
        if len(whole) < more or len(joined) > _MAX_BYTES or not _may_go_on(joined[at:]):
            return None
        more *= 2


def _cut(joined: str, container: _Container, count: int, first: int) -> Tuple[str, _Container, int]:
    """Only the lines that are needed: up to the end of that in which the value ends."""
    end = joined.find("\n", container.end)
    end = len(joined) if end < 0 else end
    return joined[:end], container, count + joined.count("\n", first, end)


def _may_go_on(text: str) -> bool:
    """Whether a text without its end is the beginning of JSON, as far as can be seen.

    What is too deep goes on no further: a file of nothing but opening brackets would be read once for each.
    """
    if is_deeper_than(text, MAX_NESTING):
        return False
    try:
        _JSON.decode(text)
        return True
    except json.JSONDecodeError as error:
        return error.pos >= len(text.rstrip(_SPACE))


def _read_container(text: str, start: int) -> Optional[_Container]:
    """An array or object by its brackets, and the texts between its outer commas; of an array without an object, its own."""
    elements: List[str] = []
    depth = 0
    element_start = start + 1
    for token in _TOKEN.finditer(text, start):
        found = token[0]
        if found == "," and depth == 1:
            elements.append(text[element_start : token.start()].strip(_SPACE))
            element_start = token.end()
        elif found in ("[", "{"):
            depth += 1
        elif found in ("]", "}"):
            depth -= 1
        if depth > 0:
            continue
        elements.append(text[element_start : token.start()].strip(_SPACE))
        whole = [element for element in elements if element]
        has_object = any(element.startswith("{") for element in whole)
        return _Container(token.end(), whole if has_object else [text[start : token.end()]])
    return None


def _is_one_value(text: str) -> bool:
    """Whether lines belong together. What is too deep for a parser is taken for one value: it is rejected for its depth."""
    if is_deeper_than(text, MAX_NESTING):
        return True
    try:
        read_value(text)
        return True
    except ValueError:
        return False


def _after_space(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at
