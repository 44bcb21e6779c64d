"""The five lights: a code, a word in two languages and a shape.

The words are the defaults of the vocabulary; a configured profile passes its own to the tags.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Light:
    """A light 灯: the shape speaks without colour and the word without the shape."""

    code: str
    word: Promise
    shape: SafeString


LIGHTS = {
    light.code: light
    for light in (
        Light("on_pace", pgettext_lazy("light", "On pace"), SafeString('<circle cx="6" cy="6" r="5"/>')),
        Light(
            "slightly_behind",
            pgettext_lazy("light", "Slightly behind"),
            SafeString('<path d="M6 0.8L11.6 11H0.4z"/>'),
        ),
        Light(
            "behind",
            pgettext_lazy("light", "Behind"),
            SafeString('<rect x="1" y="1" width="10" height="10"/>'),
        ),
        Light(
            "not_reported",
            pgettext_lazy("light", "Not reported"),
            SafeString('<circle class="is-line" cx="6" cy="6" r="4.5" fill="none" stroke-width="1.5"/>'),
        ),
        Light(
            "not_applicable",
            pgettext_lazy("light", "Not applicable"),
            SafeString('<path class="is-line" d="M1.5 6h9" stroke-width="2"/>'),
        ),
    )
}
