"""The examples in the docstrings of `core.reuse` hold."""

import doctest

import pytest

from core.reuse import alignment, containment, differences, phrases, quotations, shingles, speakers, words


@pytest.mark.parametrize(
    "module", [alignment, containment, differences, phrases, quotations, shingles, speakers, words]
)
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0
