"""Operations of a migration of which none needs to see what another one did to the state."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Added fields, constraints, indexes and triggers, in their order, for which the state is rendered once.

    Django renders anew all tables that hang on one which an operation changes, and here all hang together: one by one,
    a migration of two hundred operations takes ten seconds, together half of one.
    """

    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As Django writes it into a file."""
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The state behind all of them."""
        if "apps" in vars(state):  # what is rendered, which each of them would render again
            del state.apps
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Each of them, from the state before all to the state behind all."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Each of them undone, the last first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What a person reads of it while migrating."""
        return "; ".join(operation.describe() for operation in self.operations)
