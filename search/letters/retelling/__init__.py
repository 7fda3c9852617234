"""Letters in another dress than their form's, set as most letters are: records, rows, outlines, memos, dictation.

Only a letter that is not read otherwise comes here, and only what comes out even is set anew
(:mod:`search.letters.retelling.assembly`): all else stays as it is, and is held.
"""

from .relabelling import relabelled
from .retold import Retold, is_unread, retold, set_anew, with_days

__all__ = ["Retold", "is_unread", "relabelled", "retold", "set_anew", "with_days"]
