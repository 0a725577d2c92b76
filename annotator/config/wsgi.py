"""The pages and the interface for a WSGI server (granian in production)."""

import os

from django.core.wsgi import get_wsgi_application

from annotator.config.serving import prepare

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
application = get_wsgi_application()
prepare()
