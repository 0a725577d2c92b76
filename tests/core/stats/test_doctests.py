import doctest
import importlib
import pkgutil

import pytest

import core.stats

MODULES = [module.name for module in pkgutil.iter_modules(core.stats.__path__, "core.stats.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_docstrings_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
