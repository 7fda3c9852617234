"""Invented determination letters that come with the project; the README in this folder tells more."""

from pathlib import Path

SAMPLES: Path = Path(__file__).resolve().parent / "letters"
"""The folder of sample letters: text files and PDFs, and nothing else."""
