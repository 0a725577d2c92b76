"""Everything on one address for an ASGI server (`make run`)."""

import os

from django.core.asgi import get_asgi_application

from annotator.config.serving import prepare

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
application = get_asgi_application()
prepare()
