import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import core.text

MODULES = [module.name for module in pkgutil.iter_modules(core.text.__path__, "core.text.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_docstrings_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_text_layer_stays_small(name):
    lines = Path(str(importlib.import_module(name).__file__)).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 150
    assert not any("django" in line for line in lines)
