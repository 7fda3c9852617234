"""Signs that something which names a person, a firm or a record survived redaction."""

from .name_words import DEGREE, NAME, begins_english, is_known_name, is_name, is_unknown
from .signs import all_signs, privacy_concerns, signs

__all__ = [
    "DEGREE",
    "NAME",
    "all_signs",
    "begins_english",
    "is_known_name",
    "is_name",
    "is_unknown",
    "privacy_concerns",
    "signs",
]
