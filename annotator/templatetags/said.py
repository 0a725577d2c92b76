"""What a form holds for a key that only the template knows."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def value_of(said: Mapping[str, str], key: str) -> str:
    """The value under a key; nothing where there is none."""
    return said.get(key, "")
