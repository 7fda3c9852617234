"""A file's bytes to its text, whatever its name says it is. PDFs are read in a process apart, with bounds."""

from .apart import attachments, page_picture, strip_metadata
from .kinds import MAX_BYTES, extract

__all__ = ["MAX_BYTES", "attachments", "extract", "page_picture", "strip_metadata"]
