"""The site for browser tests: a real uvicorn over the test database. `python -m tests.browser.server PORT`.

Everything is as in production, static files too: `tests.processes.static_files` must have collected them.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn

QUIET = "/quiet"  # no address of the site
_LOOK_S, _STILL_S, _AT_MOST_S = 0.004, 0.02, 5.0


class Watched:
    """The site, and an address that answers when nothing has been worked on for a moment and no stream is open.

    Browsers send on when a page is closed, and what is still being answered would write into the database of the next
    test; a stream would remember its document, whose number may be that of another one there.
    """

    def __init__(self, site: Any) -> None:
        self.site = site
        self.n_at_work = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One connection, as ASGI has it."""
        if scope["path"] == QUIET:
            await self._quiet()
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            return
        self.n_at_work += 1
        try:
            await self.site(scope, receive, send)
        finally:
            self.n_at_work -= 1

    async def _quiet(self) -> None:
        loop = asyncio.get_running_loop()
        since = began = loop.time()
        while (now := loop.time()) - since < _STILL_S and now - began < _AT_MOST_S:
            await asyncio.sleep(_LOOK_S)
            if self.n_at_work:
                since = loop.time()


def main(port: int) -> None:
    """Serves until it is ended."""
    from django.conf import settings

    from annotator.config.asgi import application

    if uploads := os.environ.get("UPLOADS_OF_TESTS"):
        settings.UPLOADS = Path(uploads)
    uvicorn.run(
        Watched(application), host="127.0.0.1", port=port, log_level="error", lifespan="off",
        timeout_graceful_shutdown=5,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
