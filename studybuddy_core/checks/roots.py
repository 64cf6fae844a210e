"""Roots, exactly, by sympy: √16 is 4, ∛(8/27) is 2/3, and √8 is kept as 2√2 until a sum is done.

Sympy takes half a second to load, so it is loaded for the first root, prime or factor that a text speaks of, and is
given numbers alone, never text.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

DIGITS = 50
NEAR = Fraction(1, 10 ** (DIGITS - 10))
Irrational: TypeAlias = Any  # an expression of sympy's, which has no types


def root(value: Fraction, degree: int) -> Fraction | Irrational:
    """Return the positive root of ``value`` (not negative): a fraction where it is one."""
    import sympy

    found = sympy.root(sympy.Rational(value.numerator, value.denominator), degree)
    return Fraction(int(found.p), int(found.q)) if found.is_Rational else found


def settled(value: Fraction | Irrational) -> Fraction:
    """Return what a sum comes to: exact, or to fifty digits where a root is left in it."""
    if isinstance(value, Fraction):
        return value
    import sympy

    done = sympy.expand(value)
    if done.is_Rational:
        return Fraction(int(done.p), int(done.q))
    return Fraction(str(sympy.N(done, DIGITS)))
