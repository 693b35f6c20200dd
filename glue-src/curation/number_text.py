"""Numbers as they are written: exact, and in time that grows with their length, whatever their exponent.

The function has the same rules: lambda-src/deduplicate/contract/number-text.ts.
"""

import re
from decimal import Decimal
from typing import NamedTuple, Optional

_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?)([0-9]+))?")

_FAR = 10**12
"""An exponent beyond all digits that a text can have."""


class WrittenNumber(NamedTuple):
    """`digits`, without zeros around them, times ten to the `power`. No digits are 0."""

    negative: bool
    digits: str
    power: int

    def fits(self, precision: int, scale: int) -> bool:
        """Whether a column of that many digits, `scale` of them behind the point, holds it without rounding."""
        return not self.digits or (self.power >= -scale and len(self.digits) + self.power <= precision - scale)

    def is_integer(self) -> bool:
        return not self.digits or self.power >= 0

    def exact(self) -> Decimal:
        """The number. Its size must be known to be small."""
        return Decimal((int(self.negative), [int(digit) for digit in self.digits], self.power))


def read_number(text: str) -> Optional[WrittenNumber]:
    """The number that a text is; None when it is not one of JSON."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, whole, fraction, exponent_sign, exponent = found.groups(default="")
    written = whole + fraction
    digits = written.strip("0")
    if not digits:
        return WrittenNumber(False, "", 0)
    exponent = exponent.lstrip("0")
    power = _FAR if len(exponent) > 12 else int(exponent or 0)
    zeros_behind = len(written) - len(written.rstrip("0"))
    return WrittenNumber(
        sign == "-", digits, (-power if exponent_sign == "-" else power) - len(fraction) + zeros_behind
    )
