"""A letter's bytes to what the letter says. Knows nothing of databases, indexes or pages."""

from .extraction import attachments, extract, page_picture, strip_metadata
from .papers import Judgement, judge
from .parsing import PARSER_VERSION, parse
from .patient import Patient, read_patient
from .privacy import all_signs as privacy_signs
from .privacy import privacy_concerns
from .splitting import parse_all, part_names, read_all
from .values import (
    HEADER_FIELDS,
    Decision,
    Extracted,
    Form,
    NotRead,
    ParsedItem,
    ParsedLetter,
    Priority,
    UnreadableFile,
)

__all__ = [
    "HEADER_FIELDS",
    "PARSER_VERSION",
    "Decision",
    "Extracted",
    "Form",
    "Judgement",
    "NotRead",
    "ParsedItem",
    "ParsedLetter",
    "Patient",
    "Priority",
    "UnreadableFile",
    "attachments",
    "extract",
    "judge",
    "page_picture",
    "parse",
    "parse_all",
    "part_names",
    "privacy_concerns",
    "privacy_signs",
    "read_all",
    "read_patient",
    "strip_metadata",
]
