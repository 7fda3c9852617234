"""What a person may type, by example. The help page shows these, and a test reads each one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A query as typed, what it does in a sentence, and how it is explained back."""

    query: str
    does: str
    explained: str


EXAMPLES: tuple[Example, ...] = (
    Example(
        "lumbar fusion",
        "Both words, in any place and in any form: fusion finds fusions too.",
        "the words lumbar, fusion",
    ),
    Example(
        '"functional improvement"',
        "The exact phrase, letter for letter. Small words count inside quotation marks.",
        "the exact phrase functional improvement",
    ),
    Example(
        '"not medically necessary" acupuncture',
        "A phrase and a word together.",
        "the exact phrase not medically necessary and the word acupuncture",
    ),
    Example(
        "massage OR acupuncture lumbar",
        "Either of the two words around OR (in capitals), and the word lumbar.",
        "the word massage or acupuncture and the word lumbar",
    ),
    Example(
        "injection -epidural",
        "The first word without the second. NOT in capitals does the same.",
        "the word injection, but without the word epidural",
    ),
    Example(
        '(brace OR splint) "carpal tunnel" NOT surgery',
        "Brackets keep a choice together.",
        "the word brace or splint and the exact phrase carpal tunnel, but without the word surgery",
    ),
    Example(
        "radicul*",
        "Any word that begins so: radicular, radiculopathy. At least three letters before the star.",
        "words that begin with radicul",
    ),
    Example(
        '"conservative failed"~10',
        "The words in either order, no more than ten words apart.",
        "conservative and failed within 10 words of each other",
    ),
    Example(
        "heading:brace",
        "In the name of the treatment only. Also rationale:, summary:, drug: and case:.",
        "the word brace in the heading",
    ),
    Example(
        'heading:(knee OR ankle) rationale:"functional deficit"',
        "A part of the letter for a whole bracket or phrase.",
        "the word knee or ankle in the heading and the exact phrase functional deficit in the rationale",
    ),
    Example(
        "drug:norco",
        "A brand finds its ingredient, and the other way round.",
        "the word norco (also: hydrocodone) in the drug’s name",
    ),
    Example(
        "tens unit",
        "The field’s abbreviations find their long forms.",
        "the words tens (also: transcutaneous electrical nerve stimulation), unit",
    ),
    Example(
        "pt",
        "Where an abbreviation also means something else, as PT does patient, it finds its long forms, "
        "and they do not find it.",
        "the word pt (also: physical therapy, physiotherapy)",
    ),
    Example("CM15-0035427", "A case number alone goes to its letter.", "the case number CM15-0035427"),
)
