"""How the site calls itself and looks, as its owner set it, without a line of code."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

Colour = tuple[float, float, float]
_BLACK, _WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
# The site's paper, by day and by night (static/css/base.css).
_LIGHT, _DARK = "#fbfaf7", "#15181b"
_READABLE = 4.8
"""A little above what WCAG 2.2 asks of text beside its ground (1.4.3: 4.5), since soft grounds come in between."""
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Branding:
    """What pages show of the owner's. ``accent``: #rrggbb, empty where it is the site's own."""

    name: str
    mark: str
    accent: str
    footer: str
    contact: str

    @property
    def own_sign(self) -> bool:
        """Whether the icon is another than the site's own."""
        return bool(self.accent) or self.mark != "§"


def branding() -> Branding:
    """As it is set now."""
    return Branding(
        settings.SITE_NAME, settings.SITE_MARK, settings.SITE_ACCENT, settings.SITE_FOOTER, settings.SITE_CONTACT
    )


def stylesheet(accent: str) -> str:
    """The accent for light and for dark, moved towards ink or light until it can be read; nothing without one."""
    if not accent:
        return ""
    light, dark = readable(accent, _LIGHT), readable(accent, _DARK)
    day = f"--accent: {light}; --accent-soft: {_hex(_mixed(_rgb(_LIGHT), _rgb(light), 0.1))}; --on-accent: #fff;"
    night = f"--accent: {dark}; --accent-soft: {_hex(_mixed(_rgb(_DARK), _rgb(dark), 0.16))}; --on-accent: #0c1416;"
    return (
        f':root, html[data-theme="light"] {{ {day} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {night} }} }}\n'
    )


def readable(accent: str, paper: str) -> str:
    """The colour nearest to ``accent``, darker or lighter, whose contrast with ``paper`` is enough for text."""
    ground = _rgb(paper)
    end = _BLACK if _luminance(ground) > 0.5 else _WHITE
    for step in range(_STEPS + 1):
        found = _hex(_mixed(_rgb(accent), end, step / _STEPS))
        if contrast(found, paper) >= _READABLE:
            return found
    return _hex(end)


def contrast(one: str, other: str) -> float:
    """Of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    """WCAG 2.2, "relative luminance"."""
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (one * (1 - share) + two * share for one, two in zip(colour, other, strict=True))
    return red, green, blue


def _rgb(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(each * 255):02x}" for each in colour)
