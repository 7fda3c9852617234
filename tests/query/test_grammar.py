from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.examples import EXAMPLES, Example
from search.query.explain import ExplanationPart, explain, plain
from search.query.grammar import Understood, understand
from search.query.thesaurus import Thesaurus
from search.query.tree import And, Everything, Near, Node, Not, Or, Phrase, Prefix, Word

NAMES = Thesaurus(
    {
        "pt": ["physical therapy"],
        "physical therapy": ["pt"],
        "norco": ["hydrocodone"],
        "hydrocodone": ["norco", "vicodin"],
        "tens": ["transcutaneous electrical nerve stimulation"],
        "transcutaneous electrical nerve stimulation": ["tens"],
        "activities of daily living": ["adl"],
    }
)
BARE = Thesaurus({})


def read(text: str) -> Understood:
    return understand(text, NAMES)


def tree(text: str) -> Node:
    return understand(text, BARE).tree


def both(*parts: str | Node) -> And:
    return And(tuple(Word(part) if isinstance(part, str) else part for part in parts))


def either(*parts: str | Node) -> Or:
    return Or(tuple(Word(part) if isinstance(part, str) else part for part in parts))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("massage", Word("massage")),
        ("Massage THERAPY", both("massage", "therapy")),
        ("pain pain back", both("pain", "back")),
        ('"Functional Improvement"', Phrase(("functional", "improvement"))),
        ("“functional improvement”", Phrase(("functional", "improvement"))),
        ('"of the"', Phrase(("of", "the"))),
        ('"braces"', Phrase(("braces",))),
        ("knee OR ankle", either("knee", "ankle")),
        ("knee or ankle", both("knee", "ankle")),
        ("knee AND ankle", both("knee", "ankle")),
        ("knee OR ankle brace", both(either("knee", "ankle"), "brace")),
        ("knee AND brace OR splint", either(both("knee", "brace"), "splint")),
        ("brace knee OR ankle OR foot", both("brace", either("knee", "ankle", "foot"))),
        ("(knee OR (ankle OR foot))", either("knee", "ankle", "foot")),
        ("knee -brace", both("knee", Not(Word("brace")))),
        ("knee NOT brace", both("knee", Not(Word("brace")))),
        ("knee AND NOT brace", both("knee", Not(Word("brace")))),
        ("NOT NOT knee", Word("knee")),
        ("-(NOT knee)", Word("knee")),
        ("-brace", Not(Word("brace"))),
        ('knee -"cold therapy"', both("knee", Not(Phrase(("cold", "therapy"))))),
        ("knee -(brace splint)", both("knee", Not(both("brace", "splint")))),
        ("knee - 8 visits", both("knee", "8", "visits")),
        ("knee –brace", both("knee", "brace")),
        ("opio*", Prefix("opio")),
        ("opio*, knee", both(Prefix("opio"), "knee")),
        ("post-oper*", both("post", Prefix("oper"))),
        ("cm15-003*", Prefix("cm15-003")),
        ('"pain relief"~10', Near(("pain", "relief"), 10)),
        ('"pain relief"~0', Near(("pain", "relief"), 1)),
        ('"pain"~5', Phrase(("pain",))),
        ("heading:mri", Word("mri", "heading")),
        ("Heading: mri", Word("mri", "heading")),
        ("drug:norc*", Prefix("norc", "drug")),
        ('rationale:"pain relief"~4', Near(("pain", "relief"), 4, "rationale")),
        ("summary:(knee OR ankle)", either(Word("knee", "summary"), Word("ankle", "summary"))),
        ("-heading:mri", Not(Word("mri", "heading"))),
        ("heading:-mri", Not(Word("mri", "heading"))),
        ("heading:(knee rationale:pain)", both(Word("knee", "heading"), Word("pain", "rationale"))),
        ("follow-up visit", both(Phrase(("follow", "up"), exact=False), "visit")),
        ("L4–L5", Phrase(("l4", "l5"), exact=False)),
        ("10mg", Phrase(("10", "mg"), exact=False)),
        ("norco 10/325", both("norco", Phrase(("10", "325"), exact=False))),
        ("EMG/NCV", both("emg", "ncv")),
        ("§ 9792.24.2", Word("9792.24.2")),
        ("chapter No. 12", both("chapter", "12")),
        ("the state of the knee", both("state", "knee")),
        ("the of", both("the", "of")),
        ("the OR knee", Word("knee")),
        ("-the knee", Word("knee")),
        ("not medically necessary", both("not", "medically", "necessary")),
        ("cm15 0035427 knee", both("cm15-0035427", "knee")),
        ("case:CM15–0035427 knee", both(Word("cm15-0035427", "case"), "knee")),
        ("-CM15-0035427 knee", both(Not(Word("cm15-0035427")), "knee")),
        ("", Everything()),
        ("   ", Everything()),
        ('""', Everything()),
        ("?!*()", Everything()),
    ],
)
def test_reading(typed: str, expected: Node) -> None:
    assert tree(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected", "sentence"),
    [
        ('"functional improvement', both("functional", "improvement"), "quotation mark has no partner"),
        ("(knee brace", both("knee", "brace"), "bracket without its partner"),
        ("knee) brace", both("knee", "brace"), "bracket without its partner"),
        ("ab*", Word("ab"), "at least 3 letters"),
        ("hydro*one", both("hydro", "one"), "only at the end"),
        ("knee~2", Word("knee"), "only behind words in quotation marks"),
        ('"knee brace"~400', Near(("knee", "brace"), 100), "“~100” was used"),
        ("diagnosis:knee", both("diagnosis", "knee"), "“diagnosis:” is not a part"),
        ("knee OR", Word("knee"), "“OR” has nothing to join"),
        ("OR knee", Word("knee"), "“OR” has nothing to join"),
        ("knee AND OR brace", either("knee", "brace"), "has nothing to join"),
        ("knee NOT", Word("knee"), "“NOT” has nothing to join"),
        ("knee (heading:)", both("knee", "heading"), ""),
        ("???", Everything(), "everything is shown"),
        ("(" * 30 + "knee" + ")" * 30, Word("knee"), "Brackets are read 20 deep"),
    ],
)
def test_what_cannot_be_read_is_said_and_searched_as_words(typed: str, expected: Node, sentence: str) -> None:
    understood = understand(typed, BARE)
    assert understood.tree == expected
    assert sentence in " ".join(understood.notes)


def test_an_operator_alone_is_a_word() -> None:
    assert understand("OR", BARE) == Understood(Word("or"), (), explain(Word("or")))


def test_a_query_without_fault_has_no_notes() -> None:
    assert understand('heading:mri -(knee OR "left ankle"~3) opio*', BARE).notes == ()


@pytest.mark.parametrize(
    ("typed", "case_number"),
    [
        ("CM15-0035427", "CM15-0035427"),
        ("cm15-0035427", "CM15-0035427"),
        ("cm15 0035427", "CM15-0035427"),
        ("cm150035427", "CM15-0035427"),
        ("CM15–0035427.", "CM15-0035427"),
        ("CM15-35427", "CM15-0035427"),
        ("15-0035427", "CM15-0035427"),
        ("“CM15-0035427”", "CM15-0035427"),
        ("Case Number: CM15-0035427", "CM15-0035427"),
        ("IMR Case No. CM15-0035427", "CM15-0035427"),
        ("case #CM15-0035427", "CM15-0035427"),
        ("IMR 13-000004", "IMR 13-000004"),
        ("imr 13–000004", "IMR 13-000004"),
        ("13-000004", "IMR 13-000004"),
        ("CM15-0035427 knee", None),
        ("CM15-0035427 CM15-0035428", None),
        ("-CM15-0035427", None),
        ("150035427", None),
        ("12-345678", None),
        ("knee", None),
        ("", None),
    ],
)
def test_a_case_number_alone(typed: str, case_number: str | None) -> None:
    assert understand(typed, BARE).case_number == case_number


def test_the_case_number_finds_its_letter_also_as_words() -> None:
    assert tree("Case Number: CM15-0035427") == Word("cm15-0035427")
    assert tree("IMR 13-000004") == Word("13-000004")


def test_other_names_stand_beside_plain_words_only() -> None:
    norco = Or((Word("norco"), Word("hydrocodone")), alike=True)
    assert read("norco").tree == norco
    assert read("-norco").tree == Not(norco)
    assert read('"norco"').tree == Phrase(("norco",))
    assert read("norc*").tree == Prefix("norc")
    assert read("drug:norco").tree == Or((Word("norco", "drug"), Word("hydrocodone", "drug")), alike=True)
    assert read("norco OR knee").tree == Or((norco, Word("knee")))


def test_the_longest_run_of_words_is_one_name() -> None:
    long = And(tuple(map(Word, ("transcutaneous", "electrical", "nerve", "stimulation"))))
    assert read("Transcutaneous electrical nerve stimulation").tree == Or((long, Word("tens")), alike=True)
    assert read("physical therapies knee").tree == And(
        (Or((And((Word("physical"), Word("therapies"))), Word("pt")), alike=True), Word("knee"))
    )
    assert read("activities of daily living").tree == Or(
        (And((Word("activities"), Word("daily"), Word("living"))), Word("adl")), alike=True
    )
    assert read("heading:physical therapy").tree == And((Word("physical", "heading"), Word("therapy")))


def test_the_line_of_the_results_page() -> None:
    assert read('"functional improvement" physical therapy').explanation == (
        ExplanationPart("the exact phrase "),
        ExplanationPart("functional improvement", strong=True),
        ExplanationPart(" and the words "),
        ExplanationPart("physical", strong=True),
        ExplanationPart(", "),
        ExplanationPart("therapy", strong=True),
        ExplanationPart(" (also: PT)", quiet=True),
    )


def test_an_abbreviation_of_several_meanings_is_told_only_where_it_is_searched() -> None:
    told = [plain(understand(typed).explanation) for typed in ("PT", "physical therapy", "rhizotomy")]
    assert told == [
        "the word pt (also: physical therapy, physiotherapy)",
        "the words physical, therapy (also: physiotherapy)",
        "the word rhizotomy (also: radiofrequency ablation, radiofrequency neurotomy)",
    ]


@pytest.mark.parametrize(
    ("typed", "explained"),
    [
        ("-massage", "anything without the word massage"),
        ("knee OR -massage", "either the word knee or not the word massage"),
        ("knee (mri OR (ct scan))", "the word knee and (the word mri or (the words ct, scan))"),
        ("heading:mri knee", "the word mri in the heading and the word knee"),
        ('"knee" follow-up', "exactly the word knee and the word follow up"),
        ("summary:mri OR summary:ct", "the word mri or ct in the case summary"),
        ("knee -mri -ct", "the word knee, but without the word mri or the word ct"),
        ("", ""),
    ],
)
def test_explanations(typed: str, explained: str) -> None:
    assert plain(read(typed).explanation) == explained


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.query)
def test_the_examples_of_the_help_page(example: Example) -> None:
    understood = understand(example.query)
    assert plain(understood.explanation) == example.explained
    assert understood.notes == ()
    assert example.does.endswith(".")


def test_bounds() -> None:
    many = understand(" ".join(f"word{each}" for each in range(200)), BARE)
    assert isinstance(many.tree, And) and len(many.tree.parts) == 64
    assert any("first 64 words" in note for note in many.notes)
    long = understand('"' + "pain " * 390 + '"', BARE)
    assert isinstance(long.tree, Phrase) and len(long.tree.words) == 64
    joined = understand("-".join(["pain"] * 390), BARE)
    assert isinstance(joined.tree, Phrase) and len(joined.tree.words) == 64
    assert any("2,000" in note for note in understand("knee " * 1_000, BARE).notes)


PIECES = st.sampled_from(
    [
        *[
            "knee",
            "the",
            '"',
            '"pain relief"',
            '"a b"~9',
            "(",
            ")",
            " ",
            " OR ",
            " AND ",
            "NOT ",
            "-",
            "*",
            "opio*",
        ],
        *[
            "heading:",
            "case:",
            "x:",
            "CM15-0035427",
            "norco",
            "~",
            "’",
            "“",
            "\u0000",
            "\ud800",
            "10mg",
            "/",
            "tens",
        ],
    ]
)


def leaves(node: Node) -> int:
    match node:
        case And(parts) | Or(parts):
            return sum(map(leaves, parts))
        case Not(part):
            return leaves(part)
        case _:
            return 1


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_is_understood(text: str) -> None:
    understood = read(text)
    assert hash(understood.tree) is not None
    assert leaves(understood.tree) <= 64 * (1 + Thesaurus.MOST)
    assert all(note.endswith(".") for note in understood.notes)
    assert bool(understood.explanation) == (understood.tree != Everything())


@given(st.lists(st.sampled_from(["knee", "pain", "brace", "opio*", '"left knee"', "-mri", "(ct OR emg)"]), max_size=8))
def test_spaces_do_not_matter(parts: list[str]) -> None:
    assert read(" ".join(parts)) == read("  " + "\t ".join(parts) + "\n")


@pytest.mark.parametrize(
    "unit",
    ["(", ")", '"', "-", "NOT ", "heading:", "a OR ", "(a OR ", "*", "a*", "'", "case no. ", "~", "\\"],
)
def test_hostile_repetition_is_quick(unit: str) -> None:
    began = time.process_time()
    read(unit * (1_000_000 // len(unit)))
    assert time.process_time() - began < 2
