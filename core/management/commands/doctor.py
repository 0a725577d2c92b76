"""`doctor`: is everything in the store as it should be?"""

import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from core.export.snapshot import snapshot
from core.management.examination import examine
from core.management.provenance_examined import examine_provenance
from core.management.released import examine_releases
from core.models import Annotation, Document


class Command(BaseCommand):
    """Re-verify the store."""

    help = "Re-verifies every hash, anchor and invariant in the store; exit code 1 and a list when one is off."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a finding; the last line is the count."""
        with snapshot():
            n_documents, n_marks = Document.objects.count(), Annotation.objects.count()
            n_findings = 0
            for finding in chain(examine(), examine_provenance(), examine_releases()):
                n_findings += 1
                self.stdout.write(str(finding))
        looked_at = f"{n_documents:,} documents and {n_marks:,} marks"
        if n_findings:
            self.stdout.write(f"{n_findings:,} findings in {looked_at}.")
            sys.exit(1)
        self.stdout.write(f"All is well: {looked_at}.")
