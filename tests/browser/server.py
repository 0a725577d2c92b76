"""The site for browser tests: a real uvicorn over the test database. `python -m tests.browser.server PORT`.

Static files come straight from their folders, without a build step; all else is as in production.
"""

import os
import sys

import uvicorn


def main(port: int) -> None:
    """Serves until it is ended."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "annotator.config.settings"
    from annotator.config import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.WHITENOISE_USE_FINDERS = True
    uvicorn.run(
        "annotator.config.asgi:application", host="127.0.0.1", port=port, log_level="error", lifespan="off",
        timeout_graceful_shutdown=5,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
