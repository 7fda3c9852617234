"""Signs that something which names a person, a firm or a record survived redaction."""

from .signs import privacy_concerns, signs

__all__ = ["privacy_concerns", "signs"]
