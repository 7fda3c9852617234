"""Signs that something which names a person, a firm or a record survived redaction."""

from .signs import all_signs, privacy_concerns, signs

__all__ = ["all_signs", "privacy_concerns", "signs"]
