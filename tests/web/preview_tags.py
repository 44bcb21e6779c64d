"""Sample texts of the preview in both languages."""

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def say(chinese: str, english: str) -> str:
    """The text in the language being previewed."""
    return english if get_language() == "en" else chinese
