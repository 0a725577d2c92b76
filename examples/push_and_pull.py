"""Push a folder of plain texts into a project, and pull its marks into a CSV table.

python push_and_pull.py http://127.0.0.1:8000 PROJECT OUTLET FOLDER marks.csv      (the token in ANNOTATOR_TOKEN)
"""

import os
import sys
from pathlib import Path

from annotator_client import Annotator


def main(url: str, project: str, outlet: str, folder: str, table: str) -> None:
    """Both, one after the other; run again, it adds only what is new."""
    with Annotator(url, os.environ["ANNOTATOR_TOKEN"]) as site:
        texts = sorted(Path(folder).glob("*.txt"))
        pushed = site.push_documents(
            project, ({"key": path.stem, "outlet": outlet, "text": path.read_text("utf-8")} for path in texts)
        )
        print(f"{len(pushed.added)} added, {len(pushed.unchanged)} there already.")
        frame = site.marks_frame(project)
        frame.to_csv(table, index=False)
        print(f"{len(frame)} marks by {frame['reviewer'].nunique()} readers in {table}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
