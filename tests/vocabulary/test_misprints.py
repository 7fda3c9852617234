"""Words as typists and scanners leave them are read as the words they must be, and ordinary ones as they stand."""

import pytest

from search.vocabulary import name_drug, name_regions, name_treatment
from search.vocabulary.data import table
from search.vocabulary.misprints import mend, mended
from search.vocabulary.text import words_of

SLIPS = [
    ("hydrocdoone", "hydrocodone"),  # neighbours changed places
    ("gabapentinn", "gabapentin"),  # a letter doubled
    ("cyclobenzeprene", "cyclobenzaprine"),  # two letters wrong
    ("omeprzole", "omeprazole"),  # a letter left out
    ("orneprazole", "omeprazole"),  # rn for m
    ("norca", "norco"),  # one letter of a short name
    ("nocro", "norco"),
    ("soam", "soma"),
    ("gabapentine", "gabapentin"),
    ("lumbaar", "lumbar"),
    ("crutchse", "crutch"),  # the plural's letters
    ("xcupuncture", "acupuncture"),  # the first letter of a long name
    ("transportion", "transportation"),
    ("gabaperitin", "gabapentin"),  # ri for n
    ("eliqul", "eliquis"),  # no plural's ending
    ("acpnctr", "acupuncture"),  # without its vowels
]


@pytest.mark.parametrize(("printed", "meant"), SLIPS)
def test_a_slip_is_the_word_it_must_be(printed: str, meant: str) -> None:
    assert mend(printed) == (meant,)


@pytest.mark.parametrize(
    "word", ["message", "infection", "month", "bearing", "concurrent", "neuropathy", "zzzzqqq", "abcd"]
)
def test_other_words_stay(word: str) -> None:
    assert mend(word) == (word,)


def test_no_ordinary_word_is_one_of_the_vocabularies_too() -> None:
    words = table("ordinary_words")["words"].split()
    assert len(words) == len(set(words))
    assert all(mend(word) == (word,) for word in words)


@pytest.mark.parametrize(
    ("printed", "words", "places"),
    [
        ("MRI of the lumbarspine", ("mri", "of", "the", "lumbar", "spine"), (0, 1, 2, 3, 3)),
        ("Hydro codone 5 mg", ("hydrocodone", "5", "mg"), (0, 2, 3)),
    ],
)
def test_words_run_together_and_torn_apart(printed: str, words: tuple[str, ...], places: tuple[int, ...]) -> None:
    assert mended(words_of(printed)) == (words, places)


@pytest.mark.parametrize(
    ("heading", "kind", "drug", "regions"),
    [
        ("Hydro codone/APAP 10/325 #60", "pharmaceuticals/opioids", "hydrocodone/acetaminophen", []),
        ("Trarnadol HCI 50mg #60", "pharmaceuticals/opioids", "tramadol", []),
        ("0meprazole 20 mg", "pharmaceuticals/proton-pump-inhibitors", "omeprazole", []),
        ("N0rco 10/325 mg", "pharmaceuticals/opioids", "hydrocodone/acetaminophen", []),
        ("P.T. x 6, L knee", "rehabilitation/physical-occupational-therapy", None, ["knee"]),
        ("O.T. eval & tx, right hand", "rehabilitation/physical-occupational-therapy", None, ["wrist-hand"]),
        ("T.E.N.S. unit", "dmepos/electrical-stimulation", None, []),
        ("Physicaltherapy 2x6 shou1der", "rehabilitation/physical-occupational-therapy", None, ["shoulder"]),
    ],
)
def test_headings_as_typists_and_scanners_leave_them(
    heading: str, kind: str, drug: str | None, regions: list[str]
) -> None:
    named = name_treatment(heading)
    assert (named.value, name_drug(heading).value, list(name_regions(heading).values)) == (kind, drug, regions), named


@pytest.mark.parametrize(
    ("disputed", "original", "kind", "drug"),
    [
        ("two sessions", "Physical therapy, eight sessions", "rehabilitation/physical-occupational-therapy", None),
        ("#30", "Norco 10/325mg #120", "pharmaceuticals/opioids", "hydrocodone/acetaminophen"),
        ("5 visits", "Acupuncture x 10", "rehabilitation/acupuncture", None),
        ("30 tablets", "Tramadol 50mg #90", "pharmaceuticals/opioids", "tramadol"),
        ("MRI of the knee", "MRI of the knee and physical therapy", "diagnostic-testing/imaging", None),
        ("one visit", "Five follow-up visits", "evaluation-management/office-visits", None),
        ("purchase", "TENS unit, 30 day trial then purchase", "dmepos/electrical-stimulation", None),
        ("three more", "something nobody knows", "other/other", None),
    ],
)
def test_a_bare_amount_is_of_what_was_asked_for(disputed: str, original: str, kind: str, drug: str | None) -> None:
    assert (name_treatment(disputed, original).value, name_drug(disputed, original).value) == (kind, drug)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Medial brach block, left", "injections/facet-injections"),
        ("Triger point injection", "injections/trigger-point-injections"),
        ("Message therapy 1x6", "rehabilitation/massage-therapy"),
        ("Follwo up with the surgeon", "evaluation-management/office-visits"),
        ("Gyrn membership", "rehabilitation/other-therapies"),
        ("Total hlp arthroplasty", "surgery/other-surgery"),
        ("CPAP titrton", "diagnostic-testing/other-diagnostic-tests"),
        ("Trig pt inj x 4", "injections/trigger-point-injections"),
        ("A message about therapy at home", "rehabilitation/physical-occupational-therapy"),
        ("Infection of the knee", "other/other"),
    ],
)
def test_what_stands_beside_a_slip_tells_the_word(heading: str, kind: str) -> None:
    assert name_treatment(heading).value == kind


@pytest.mark.parametrize(
    ("heading", "kind", "drug", "regions"),
    [
        ("CPT 72148", "diagnostic-testing/imaging", None, ["low-back"]),
        ("20610 left knee", "injections/joint-injections", None, ["knee"]),
        ("97810/97811 six visits", "rehabilitation/acupuncture", None, []),
        ("J3301 40 mg", "pharmaceuticals/corticosteroids", "triamcinolone", []),
        ("D7210, tooth 19", "evaluation-management/dental-services", None, ["head-face"]),
        ("L1833 knee orthosis", "dmepos/prosthetics-orthotics", None, ["knee"]),
        ("Vitamin D2000 IU", "pharmaceuticals/nutritional-products", None, []),
    ],
)
def test_a_code_alone_says_what_it_bills(heading: str, kind: str, drug: str | None, regions: list[str]) -> None:
    named = name_treatment(heading)
    assert (named.value, name_drug(heading).value, list(name_regions(heading).values)) == (kind, drug, regions), named


@pytest.mark.parametrize(
    ("heading", "drug"),
    [
        ("SCS trial with perc leads", None),
        ("Perc 10/325 #90", "oxycodone/acetaminophen"),
        ("Percs #60", "oxycodone/acetaminophen"),
    ],
)
def test_a_short_form_of_two_meanings_is_a_drug_before_an_amount(heading: str, drug: str | None) -> None:
    assert name_drug(heading).value == drug
