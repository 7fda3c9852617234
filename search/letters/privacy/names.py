"""Names of persons in a letter's text: by title, degree, label, role, verb of a history, or a given name.

A word is looked at where it begins with a capital and is none of the words that letters print; what stands around it
then says whether it is a name. Names in small letters are found behind titles and labels where they are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ..data import words
from .called_after import CALLED_AFTER, TEST, has_article
from .hints import Hints, pointed
from .name_labels import REACH, labels, signatures
from .name_words import (
    CAPITAL_WORD,
    DEGREE,
    KNOWN,
    LABEL,
    NAME,
    NAMED,
    TITLE,
    Kind,
    NameWord,
    are_initials,
    are_words_of_names,
    ends_as_words_do,
    fold,
    is_particles,
    is_unknown,
    kind_of,
    listed,
    looked_up,
)
from .small_names import small_names

_NEXT_WORD = re.compile(r",?\s(?:(?:also|again|then|now|still|further|always|has|had) )?([a-z]+)(?: ([a-z]+))?")
_NEXT_IN_CAPITALS = re.compile(r",?\s([A-Z]+)(?: ([A-Z]+))?")
# "Kowal is a 51-year-old plumber", "Kowal, 51, fell"; of the second a name that is known is sure.
_AGED = re.compile(r",? (?:is |was )?(?:an? |aged? )?\d{2}[- ]?(?:years?|y/?o|yrs?)\b")
_AGE_APART = re.compile(r", \d{2}, (?=[a-z]|(?:RN|MD)\b)")
# "Lee, K. - brace" at a line's beginning.
_INITIAL_APART = re.compile(r", ?[A-Z]\.(?: ?[A-Z]\.)? ?(?:[(–—:;-]|\n|$)")
_INITIAL_DOES = re.compile(r",? [A-Z]\.?,? ([A-Za-z]+)\b")
_OWNED = re.compile(r"\s(?:MRI|CT|EMG|NCV|X-?ray|BMI|UDS|QME|AME|TENS|ESI|PT|QTc)\b")
_TITLED = re.compile(r"\b(Drs?|Mrs?|Ms|Miss|Doctor)\.? (?:[A-Z]\. )?$", re.IGNORECASE)
_SMALL_LABELLED = re.compile(r"([a-zß-ÿ'’-]{2,20})(?:, ?| )(?:[a-z]\.? )?([a-zß-ÿ'’-]{2,20})\b")
PHRASES = pointed(("dr", "drs", "mr", "mrs", "ms", "miss", "doctor"))
_LONG_NAME = 5
# What an author or a maker is followed by.
_ET_AL = re.compile(r",? (?:et al|and colleagues|[A-Z]{1,3}[,.]|\d|brand|system|device|unit|brace|pump|stimulator)")
_BETWEEN = frozenset({"by", "with", "to", "from", "of", "per"})
_AUTHORS_TOO = frozenset({"found", "concluded", "reported", "noted", "recommended", "recommends"})
_BEING = _AUTHORS_TOO | {"was", "is", "has", "had", "will", "remains", "used", "received", "began", "started"}
# "Dr. No, the worker": who was blacked out leaves no comma behind the next sentence's first word.
_HAS = re.compile(r" (?:has|had) ")
_STANDS_LAST = re.compile(r"[:;)]|\n|$| \((?=[a-z])")
_ADDRESSED = re.compile(r", (?:the|he|she|who|his|her|a|an|and the)\b")


class Names:
    """One text, looked through for names.

    ``folded``: in small letters; ``printed``: its words so; ``may_hold``: which phrases it may hold; ``words``: those
    that begin with a capital; ``telling``: the places of those that are known as more than words of letters;
    ``at``: a word's place by its beginning.
    """

    def __init__(self, text: str, hints: Hints) -> None:
        self.text = text
        self.folded = text.casefold()
        self.printed = frozenset(self.folded.split())
        self.may_hold = hints.may_stand_in(self.printed)
        self.words = [
            NameWord(found.start(), found.end(), found[0], *looked_up(found[0]))
            for found in CAPITAL_WORD.finditer(text)
        ]
        self.telling = [place for place, word in enumerate(self.words) if word.kind != Kind.ORDINARY]
        self.labels = tuple(labels(text, self.may_hold))
        self.at = {word.start: place for place, word in enumerate(self.words)}
        self._judged: dict[str, bool] = {}

    @cached_property
    def in_capitals(self) -> bool:
        """Whether nearly all of the text is in capitals, so that they tell no name."""
        return sum(map(str.isupper, self.text)) > sum(map(str.islower, self.text))

    def found(self) -> Iterator[tuple[str, int, int]]:
        """What, start and end of every sign of a name, some of them twice."""
        titled = not PHRASES.isdisjoint(self.may_hold)
        for place in range(len(self.words)) if titled else self.telling:
            word = self.words[place]
            if word.kind == Kind.ORDINARY:
                listed_so = word.low in listed("titled_words") or ("-" in word.text and self._two_in_one(word))
                if listed_so and self._titled_word(place):
                    yield TITLE, word.start, word.end
                continue
            if word.kind & (Kind.DEGREE | Kind.WEAK_DEGREE) and (start := self._before_degree(place)) is not None:
                yield DEGREE, start, word.end
            if word.kind & Kind.EPONYM and not word.kind & NAMED:
                continue
            if word.low.split(".")[0] in listed("titles") and self._glued(word):
                yield TITLE, word.start, word.end
            if not self.ordinary(word, pointed=True):
                yield from self._around(place)
        yield from small_names(self.text, self.printed, self.may_hold)
        yield from self._labelled()
        yield from self._signed()

    def ordinary(self, word: NameWord, *, pointed: bool = False) -> bool:
        """Whether a capital word is more likely no name: known as another, short, an abbreviation, or in small
        letters elsewhere. ``pointed``: something beside it points at a name.
        """
        if word.kind & NAMED:
            return False
        judged = self._judged.get(word.text)
        if judged is None:
            judged = self._judged[word.text] = bool(word.kind) or self._looks_ordinary(word)
        return judged or (not pointed and word.kind == 0 and ends_as_words_do(word.low, weakly=True))

    def _looks_ordinary(self, word: NameWord) -> bool:
        low = word.low
        if len(low) < 3 or len(set(low)) == 1 or not low.replace("-", "").replace("'", "").isalpha():
            return True
        if ends_as_words_do(low) and low.partition("-")[0] not in listed("prefixes"):
            return True
        if word.text.isupper() and len(low) <= 5 and not self._in_capitals(word):
            return True
        at = self.text.find(low)
        while at > 0 and (self.text[at - 1].isalnum() or self.text[at - 1] in "'’@."):
            at = self.text.find(low, at + 1)
        return at >= 0

    def _in_capitals(self, word: NameWord) -> bool:
        """Whether the words beside it are in capitals too, so that its own are no sign of an abbreviation."""
        if self.text[max(0, word.start - 5) : word.start].strip(" .\n").rpartition(" ")[2] in {"DR", "MR", "MRS", "MS"}:
            return len(word.text) > 3
        near = re.findall(r"[^\W\d_]{4,}", self.text[max(0, word.start - 25) : word.end + 25].replace(word.text, " "))
        return len(near) > 1 and all(other.isupper() for other in near)

    def _around(self, place: int) -> Iterator[tuple[str, int, int]]:
        """Signs around a word that may be a name."""
        word = self.words[place]
        before = self.text[max(0, word.start - REACH) : word.start]
        parts = before.replace("(", " ").casefold().split()
        last = parts[-1].rstrip(",;") if parts and before[-1:] in {" ", "\n", "("} else ""
        initials = 0
        while last != "a" and len(last.rstrip(".")) == 1 and last.rstrip(".").isalpha() and len(parts) > initials + 1:
            initials += 1
            last = parts[-1 - initials]
        earlier = parts[-2 - initials] if len(parts) > 1 + initials else ""
        if self._titled(word, last, before):
            yield TITLE, word.start, word.end
        known = word.kind & KNOWN and not word.kind & Kind.EPONYM
        sure = known or (word.kind == 0 and (len(word.text) > 5 or not word.text.isupper()))
        if sure and (last in listed("roles") or (last in {"is", "was"} and earlier in {"name", "named"})):
            yield NAME, word.start, word.end
        agent = last in _BETWEEN and earlier in listed("agents")
        if agent and last == "by" and word.kind == 0 and len(word.low) > 4 and not self.ordinary(word):
            yield NAME, word.start, word.end
        if (agent or initials) and (known or self._second(place)):
            does = initials and (last in _BETWEEN or self._verb(word)[0] in listed("human_verbs"))
            if agent or does:
                yield NAME, word.start, word.end
        if word.kind & Kind.GIVEN and not word.kind & Kind.EPONYM and last in listed("meeting"):
            yield NAME, word.start, word.end
        if word.kind & Kind.GIVEN and last not in {"san", "santa"} and (end := self._after_given(place)):
            yield NAME, word.start, end
        if self._is_full_and_unknown(place):
            yield NAME, word.start, self.words[place + 1].end
        if self._reversed(place):
            yield NAME, word.start, self.words[place + 1].end
        if self._before_initial(word):
            yield NAME, word.start, word.end
        if self._does(word) or self._has(word) or self._is_aged(word):
            yield NAME, word.start, word.end

    def _titled(self, word: NameWord, last: str, before: str) -> bool:
        title = last.rstrip(".")
        if title in listed("particles"):
            parts = before.casefold().split()
            bare = (part.rstrip(".") for part in reversed(parts))
            title = next((part for part in bare if part not in listed("particles")), "")
        if title not in listed("titles") or before[-3:].count("\n"):
            return False
        if word.kind & Kind.EPONYM:
            owner = word.text.endswith(("'s", "’s"))
            return bool(word.kind & (NAMED if not owner else Kind.SURNAME)) and not TEST.match(
                self.text, word.start + len(word.low)
            )
        return True

    def _two_in_one(self, word: NameWord) -> bool:
        """Whether two words of which names are made stand in one ("Long-Pine")."""
        first, _, second = word.text.partition("-")
        return second[:1].isupper() and all(
            part in listed("titled_words") or part in words("word_surnames") for part in (fold(first), fold(second))
        )

    def _titled_word(self, place: int) -> bool:
        """Whether an ordinary word behind a title does or has what only a person does. Where a name was blacked out,
        the next sentence's first word stands there.
        """
        word = self.words[place]
        before = _TITLED.search(self.text, max(0, word.start - 12), word.start)
        if before is None:
            return False
        doctor = before[1].casefold().startswith("d")
        verb, what = self._verb(word)
        if word.text.endswith(("'s", "’s")):
            return bool(verb) and not TEST.match(self.text, word.end)
        if word.low not in listed("sentence_openers") and _ADDRESSED.match(self.text, word.end):
            return True
        if (_HAS.match(self.text, word.end) and not doctor) or _STANDS_LAST.match(self.text, word.end):
            return True
        return verb in listed("human_verbs") and not (verb in _BEING and doctor and what not in listed("after_being"))

    def _second(self, place: int) -> bool:
        """Whether another word that may be a name stands right behind or before, so that both are one."""
        word = self.words[place]
        if word.kind and not word.kind & NAMED:
            return False
        near = [*self.words[place + 1 : place + 2], *self.words[max(0, place - 1) : place]]
        for other in near:
            first, then = (word, other) if other.start > word.start else (other, word)
            gap = self.text[first.end : then.start]
            if gap in {" ", ". "} and (len(other.low) == 1 or not self.ordinary(other)):
                return True
        return False

    def _verb(self, word: NameWord) -> tuple[str, str]:
        following = _NEXT_WORD.match(self.text, word.end)
        if following is None and word.text.isupper():
            following = _NEXT_IN_CAPITALS.match(self.text, word.end)
        return (following[1].casefold(), (following[2] or "").casefold()) if following else ("", "")

    def _does(self, word: NameWord) -> bool:
        """Whether the word does what only a person does."""
        if len(word.low) < 3 or word.text.endswith(("'s", "’s")) or word.kind & Kind.EPONYM:
            return False
        verb, what = self._verb(word)
        if verb not in listed("human_verbs") or has_article(self.text, word.start):
            return False
        if word.kind & KNOWN:
            if verb in _BEING:
                does = word.kind == Kind.GIVEN and what.endswith("ing") and len(what) > 4
                return (does or what in listed("after_being")) and not (
                    verb in _AUTHORS_TOO and what in {"that", "a", "the"}
                )
            return True
        if self.ordinary(word) or word.kind or (word.text.isupper() and len(word.text) < 7):
            return False
        return verb in listed("patient_verbs") or (
            verb in {"reports", "states", "presents"} and what in listed("reporting_what")
        )

    def _has(self, word: NameWord) -> bool:
        """Whether something of a person's belongs to the word, and is no test named after it."""
        if not word.kind & KNOWN or not word.text.endswith(("'s", "’s")):
            return False
        owned, examined = self._verb(word)[0], _OWNED.match(self.text, word.end)
        if word.kind & Kind.EPONYM:
            return bool(word.kind & Kind.SURNAME) and (bool(examined) or owned in listed("belongings"))
        return bool(examined or (owned and owned not in {"and", "or"})) and not TEST.match(self.text, word.end)

    def _is_aged(self, word: NameWord) -> bool:
        """Whether somebody's age stands right behind the word."""
        if word.kind & Kind.EPONYM or word.text.endswith(("'s", "’s")):
            return False
        if word.kind & KNOWN and _AGE_APART.match(self.text, word.end):
            return True
        sure = word.kind & KNOWN or (word.kind == 0 and len(word.low) > 3 and not self.ordinary(word))
        return bool(sure) and _AGED.match(self.text, word.end) is not None

    def _before_degree(self, place: int) -> int | None:
        """Where the name before a degree begins."""
        if place == 0:
            return None
        word, weak = self.words[place - 1], bool(self.words[place].kind & Kind.WEAK_DEGREE)
        gap = self.text[word.end : self.words[place].start]
        if gap not in {" ", ", ", ",", "., ", ". "} or len(word.low) < 2 or self._no_name(word):
            return None
        alone = word.kind == 0 and not weak and len(word.low) > 4
        if (word.kind & Kind.WORD_SURNAME or weak or "," not in gap) and not alone:
            earlier = self.words[place - 2] if place > 1 else None
            joined = earlier is not None and self.text[earlier.end : word.start] in {" ", ". "}
            if earlier is None or not joined or not (len(earlier.low) == 1 or not self._no_name(earlier)):
                sure = word.kind & Kind.SURNAME and ("," in gap or not weak)
                return word.start if sure else None
            return earlier.start
        return word.start

    def _no_name(self, word: NameWord) -> bool:
        """Whether the word is no name even beside a degree, where one that a test is named after is one."""
        return not word.kind & Kind.EPONYM and self.ordinary(word, pointed=True)

    def _after_given(self, place: int) -> int:
        """Where the full name ends that begins with a given name, or 0."""
        word = self.words[place]
        end = word.end
        for following in self.words[place + 1 : place + 3]:
            gap = self.text[end : following.start]
            if gap not in {" ", ". "} and not (
                len(gap) < 12 and listed("particles").issuperset(gap.casefold().split())
            ):
                return 0
            if len(following.low) == 1:
                end = following.end
                continue
            if following.text.isupper() and not word.text.isupper() and len(following.text) <= 4:
                return 0
            if word.kind & Kind.EPONYM and not following.kind & Kind.SURNAME:
                return 0
            if CALLED_AFTER.match(self.text, following.end):
                return 0
            in_capitals = word.text.isupper() and following.text.isupper() and not following.kind
            if word.kind == Kind.GIVEN and following.low in listed("place_surnames"):
                return following.end
            return following.end if in_capitals or not self.ordinary(following, pointed=True) else 0
        return 0

    def _is_full_and_unknown(self, place: int) -> bool:
        """Whether a full name of elsewhere stands here: two words that nobody knows, or one and a surname."""
        word, following = self.words[place], self.words[place + 1 : place + 2]
        gap = self.text[word.end : following[0].start] if following and not word.kind else ""
        if gap != " " or following[0].kind not in {0, Kind.SURNAME}:
            return False
        return all(
            len(each.low) >= _LONG_NAME and each.text[1:].islower() and not self.ordinary(each) and is_unknown(each.low)
            for each in (word, *(each for each in following if each.kind == 0))
        ) and not _ET_AL.match(self.text, following[0].end)

    def _reversed(self, place: int) -> bool:
        """Whether a surname, a comma and a given name begin here."""
        following = self.words[place + 1 : place + 2]
        if not following or not following[0].kind & Kind.GIVEN or following[0].kind & Kind.EPONYM:
            return False
        word = self.words[place]
        gap = self.text[word.end : following[0].start]
        if word.kind & Kind.EPONYM:
            return False
        if gap == " ":
            return word.kind == Kind.SURNAME and following[0].kind == Kind.GIVEN
        may_be = word.kind & (Kind.SURNAME | Kind.WORD_SURNAME) or (word.kind == 0 and not self.ordinary(word))
        return gap in {", ", ",", "/"} and bool(may_be)

    def _before_initial(self, word: NameWord) -> bool:
        """Whether a surname, an initial and what only a person does stand here, as in "Lee, K., was seen"."""
        heads = word.start == 0 or self.text[word.start - 1] == "\n"
        if heads and len(word.low) > 2 and _INITIAL_APART.match(self.text, word.end):
            return not word.kind & Kind.EPONYM and (bool(word.kind & NAMED) or not self.ordinary(word))
        following = _INITIAL_DOES.match(self.text, word.end)
        if following is None or following[1].casefold() not in listed("human_verbs") or word.kind & Kind.EPONYM:
            return False
        return bool(word.kind & NAMED) or (word.kind == 0 and not self.ordinary(word))

    def _glued(self, word: NameWord) -> bool:
        """Whether a title and a name stand together without a space, as in "Dr.Who"."""
        name = word.text.partition(".")[2]
        kind = kind_of(fold(name))
        return (
            len(name) > 2
            and name.isalpha()
            and (kind == 0 or bool(kind & NAMED))
            and not ends_as_words_do(name.casefold())
        )

    def _labelled(self) -> Iterator[tuple[str, int, int]]:
        for at, label in self.labels:
            strong = bool(label & listed("strong_labels")) and not label & listed("no_labels")
            if (strong or label & listed("weak_labels")) and (end := self._labelled_name(at, strong)):
                yield LABEL, at, end

    def _labelled_name(self, start: int, strong: bool) -> int:
        while start < len(self.text) and self.text[start] in " \n\t_*.–-":
            start += 1
        if start in self.at:
            return self._name_at(self.at[start], strong)
        small = _SMALL_LABELLED.match(self.text, start)
        if small is None:
            return 0
        alone = strong and self.text[small.end() : small.end() + 1] in {"", "\n"}
        unknown = alone and not any(kind_of(word) & ~KNOWN or ends_as_words_do(word) for word in small.groups())
        return small.end() if unknown or (kind_of(small[1]) & KNOWN and kind_of(small[2]) & NAMED) else 0

    def _name_at(self, place: int, strong: bool) -> int:
        """Where a name ends that begins with this word, or 0. ``strong``: one word that nobody knows is enough."""
        run = [self.words[place]]
        for word in self.words[place + 1 : place + 4]:
            gap = self.text[run[-1].end : word.start]
            if gap not in {" ", ", ", ". "} and not is_particles(gap):
                break
            run.append(word)
        names = [word for word in run if len(word.low) > 1 and not are_initials(word)]
        if names and names[0].low in listed("titles"):
            names = names[1:]
            if strong and names and names[0].low in listed("titled_words"):
                return names[0].end
        if len(names) == 2 and are_words_of_names(*names):
            return names[1].end
        if not names or (self.ordinary(names[0], pointed=True) and not (strong and names[-1].kind == Kind.SURNAME)):
            return 0
        first = names[0]
        if len(run[0].low) == 1 or (len(names) > 1 and not self.ordinary(names[1], pointed=True)):
            return run[-1].end
        initialled = len(run) > 1 and len(run[1].low) == 1
        ends = self.text[first.end : first.end + 1] in {"", "\n"}
        if not strong and (initialled or ends) and first.text[1:].islower() and is_unknown(first.low):
            return run[-1].end
        known = first.kind & KNOWN and not first.kind & Kind.EPONYM
        unknown = first.kind == 0 and (not first.text.isupper() or len(first.text) > 5)
        return first.end if known or (strong and (unknown or first.kind & Kind.WORD_SURNAME)) else 0

    def _signed(self) -> Iterator[tuple[str, int, int]]:
        for start, at in signatures(self.text, self.folded, self.may_hold):
            if at in self.at and (end := self._name_at(self.at[at], True)):
                yield NAME, start, end
