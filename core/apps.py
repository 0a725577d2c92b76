"""The domain as a Django app: models, migrations and management commands."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The only app that owns tables."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
