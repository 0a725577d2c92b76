"""The interface as a Django app: templates, static files, commands that start or address the site."""

from django.apps import AppConfig


class AnnotatorConfig(AppConfig):
    """Owns no table."""

    name = "annotator"
