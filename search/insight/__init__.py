"""What a result set says as a whole, and what resembles what."""

from search.insight.completing import completions
from search.insight.deciding import Deciding, DecidingSentence, GroundRow, deciding
from search.insight.insight import Breakdown, Insight, RateRow, TellingPhrase, insight
from search.insight.keeping import nearly_same, refresh, refresh_if_stale, table_at_hand
from search.insight.requirements import Requirement, Requirements, requirements

__all__ = [
    "Breakdown",
    "Deciding",
    "DecidingSentence",
    "GroundRow",
    "Insight",
    "RateRow",
    "Requirement",
    "Requirements",
    "TellingPhrase",
    "completions",
    "deciding",
    "insight",
    "nearly_same",
    "refresh",
    "refresh_if_stale",
    "requirements",
    "table_at_hand",
]
