"""The examples in the docstrings of the pure packages hold."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import core.claims
import core.origins
import core.reuse
import core.text

MODULES = [
    found.name
    for package in (core.claims, core.origins, core.reuse, core.text)
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + ".")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
