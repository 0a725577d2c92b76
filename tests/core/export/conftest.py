"""An empty project to import into."""

import pytest

from core.models import Project
from tests.core.importing.files import empty_project


@pytest.fixture
def project(db: None) -> Project:
    """No documents, no marks; the default codebook."""
    return empty_project()
