"""The address that signs one person in once, within the hour."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from sesame.utils import get_token

from core.models import User


def link_for(user: User, *, opens: str = "/") -> str:
    """A new link; `opens` is where it leads. It dies with the next sign-in of that account."""
    address = settings.PUBLIC_URL + reverse("sign_in_link", args=[get_token(user)])
    return f"{address}?{urlencode({'next': opens})}" if opens != "/" else address
