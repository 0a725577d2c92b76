"""Import a file, make a release of the project, and fetch it with every hash compared.

python import_and_release.py http://127.0.0.1:8000 PROJECT corpus.jsonl FOLDER     (an owner's token in ANNOTATOR_TOKEN)
"""

import os
import sys
from pathlib import Path

from annotator_client import Annotator, JobFailed


def main(url: str, project: str, file: str, folder: str) -> None:
    """A dry run first: what is refused is said, and nothing is stored."""
    with Annotator(url, os.environ["ANNOTATOR_TOKEN"]) as site:
        try:
            for dry_run in (True, False):
                done = site.wait(project, site.import_files(project, [file], dry_run=dry_run))
                if done["n_errors"]:
                    raise JobFailed(done)
                print("Would be added:" if dry_run else "Added:", done["report"]["added"])
        except JobFailed as failed:
            sys.exit(str(failed))
        release = site.make_release(project, f"After importing {Path(file).name}", texts="quotes")
        site.wait(project, release["job"])
        for path in site.download_release(project, release["number"], folder):
            print(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
