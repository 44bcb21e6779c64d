"""The five lights: a code, a word in two languages and a shape.

The words are the defaults of the vocabulary; a configured profile passes its own to the tags.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Light:
    """A light 灯: the shape speaks without colour and the word without the shape."""

    code: str
    word: Promise


LIGHTS = {
    light.code: light
    for light in (
        Light("on_pace", pgettext_lazy("light", "On pace")),
        Light("slightly_behind", pgettext_lazy("light", "Slightly behind")),
        Light("behind", pgettext_lazy("light", "Behind")),
        Light("not_reported", pgettext_lazy("light", "Not reported")),
        Light("not_applicable", pgettext_lazy("light", "Not applicable")),
    )
}
