import pytest

from needshare.agencies.rules import as_drawn, destination_of, distance, domain_of, looks_like
from needshare.agencies.terms import Destination

VERIFIED = ["wexcombe.gov.example"]


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("wexcombe.gov.example", Destination.VERIFIED),
        ("WEXCOMBE.GOV.EXAMPLE.", Destination.VERIFIED),
        ("wexcombe-gov.example", Destination.LOOKALIKE),  # a dot turned into a hyphen
        ("wexcombe.gov.example.files.example", Destination.LOOKALIKE),  # the name as a part of another
        ("wexcmobe.gov.example", Destination.LOOKALIKE),  # two letters swapped
        ("wexcornbe.gov.example", Destination.LOOKALIKE),  # r and n drawn like m
        ("wexc0mbe.gov.example", Destination.LOOKALIKE),  # a digit
        ("w\u0435xcombe.gov.example", Destination.LOOKALIKE),  # a Cyrillic letter
        ("xn--wxcombe-wdf.gov.example", Destination.LOOKALIKE),  # the same, as it is sent
        ("wexcómbe.gov.example", Destination.LOOKALIKE),  # an accent
        ("wexcombe.example", Destination.LOOKALIKE),  # another ending
        ("my-wexcombe.example", Destination.LOOKALIKE),  # something put before it
        ("housing.wexcombe.gov.example", Destination.UNVERIFIED),  # its own, but not registered
        ("aldermere.gov.example", Destination.UNVERIFIED),
        ("", Destination.UNVERIFIED),
        ("gmail.com", Destination.PERSONAL),
        ("Btinternet.com", Destination.PERSONAL),
    ],
)
def test_an_address_is_judged_by_its_domain(domain, expected):
    assert destination_of(domain, VERIFIED) is expected


def test_without_a_verified_domain_nothing_is_verified_and_nothing_looks_like_it():
    assert destination_of("wexcombe.gov.example", []) is Destination.UNVERIFIED
    assert destination_of("yahoo.com", []) is Destination.PERSONAL


def test_one_of_several_verified_domains_is_enough():
    assert destination_of("b.example", ["a.example", "b.example"]) is Destination.VERIFIED


@pytest.mark.parametrize("verified", ["nhs.net", "abc.example"])
def test_a_short_name_shared_by_many_makes_no_lookalike_of_everything(verified):
    assert destination_of("aldermere.example", [verified]) is Destination.UNVERIFIED


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("", "", 0), ("a", "", 1), ("abc", "acb", 1), ("abc", "abd", 1), ("abcd", "bcde", 2), ("ca", "abc", 3)],
)
def test_distance_counts_single_steps(one, other, steps):
    assert distance(one, other) == distance(other, one) == steps


def test_what_cannot_be_punycode_is_taken_as_it_is():
    assert as_drawn("xn--\u0435.example")
    assert not looks_like("xn--a\u00fcb.example", "wexcombe.example")


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("L.Osei@Wexcombe.Example", "wexcombe.example"),
        ("nobody", ""),
        ("a@b@c.example", "c.example"),
        ("", ""),
    ],
)
def test_the_domain_of_an_address_is_after_the_last_at(address, domain):
    assert domain_of(address) == domain
