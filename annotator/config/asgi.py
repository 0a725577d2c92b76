"""Everything on one address for an ASGI server (`make run`)."""

import os

from django.core.asgi import get_asgi_application

from annotator.config.body_limit import BodyLimit
from annotator.config.serving import prepare

_FRAME_BYTES = 1024 * 1024  # what a form adds around its files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
_site = get_asgi_application()

from core.services.uploads import MOST_BYTES  # noqa: E402  # models need the settings

application = BodyLimit(_site, MOST_BYTES + _FRAME_BYTES)
prepare()
