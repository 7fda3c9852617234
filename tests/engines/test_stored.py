"""What an item is in the cluster follows from its own texts, whatever was encoded before it."""

from __future__ import annotations

from search.index.opensearch.stored import encoded
from search.query.words import stem, words
from search.schema import FIELDS
from tests.engines.test_asking import DAY, written

SUMMARY = "The worker’s L4-L5 pain, 10mg Norco p.r.n.\nand pain again; café."


def test_items_that_share_a_text_are_encoded_each_with_its_own_words() -> None:
    items = [written(number, heading, SUMMARY, decided=DAY) for number, heading in enumerate(("knee pains", "pain"), 1)]
    for document in (*items, items[0]):
        found = encoded(document, ())
        for field, text in zip(FIELDS, document.texts, strict=True):
            assert found["forms"][field.name] == " ".join(words(text))
            assert found["stems"][field.name] == " ".join(map(stem, words(text)))
        every = {word for text in document.texts for word in words(text)}
        assert found["words"] == sorted(every)
        stems = {token.partition("|")[0] for token in found["impacts"].split() if ":" not in token}
        assert stems == {stem(word) for word in every}
    first, second, again = (encoded(document, ()) for document in (*items, items[0]))
    assert first == again != second
