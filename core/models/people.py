"""Who uses the installation. Who they are inside a project stands in `projects`."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """One row is an account. Accounts are deactivated, never deleted: people's work hangs on them."""

    class Meta:
        db_table = "core_user"
