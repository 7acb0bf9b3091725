"""JSON without the parts that two readers understand differently."""

import json
import re
from math import isfinite
from typing import NoReturn

from regio_chassis.web.refusals import Malformed

DEPTH = 20
DIGITS = 19

_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])', re.DOTALL)


def check(raw: bytes) -> None:
    """
    Insist on JSON in UTF-8 without byte order mark, repeated keys, NaN, infinity, lone surrogates, integers of more
    than 19 digits, or more than 20 levels.

    Raises:
        Malformed: it is not; the detail never quotes it.
    """
    # Only so many brackets: no depth to worry about, and nothing to scan for.
    if raw.count(b"{") + raw.count(b"[") > DEPTH:
        _check_depth(raw)
    try:
        parsed = _decode(raw.decode())
        if b"\\u" in raw:
            # Only an escape can smuggle in half a character; UTF-8 itself cannot hold one.
            json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeError:
        raise Malformed("the body is not UTF-8") from None
    except (ValueError, RecursionError):
        raise Malformed("the body is not JSON") from None


def _check_depth(raw: bytes) -> None:
    depth = 0
    for found in _BRACKETS.finditer(raw):
        if found[1]:
            depth += 1
            if depth > DEPTH:
                raise Malformed(f"the body has more than {DEPTH} levels")
        elif found[2]:
            depth -= 1


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("the body names a field twice")
    return found


def _integer(digits: str) -> int:
    if len(digits) > DIGITS + (digits[0] == "-"):
        raise Malformed(f"the body has an integer of more than {DIGITS} digits")
    return int(digits)


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise Malformed("the body has a number that is too large")
    return number


def _constant(_: str) -> NoReturn:
    raise Malformed("the body has a number that is none")


_decode = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_constant
).decode
