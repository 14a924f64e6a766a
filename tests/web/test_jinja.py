import pytest
from django.urls import NoReverseMatch, reverse

from needshare.web.jinja import address

ITEM = "01a200a8-092c-721b-b941-2b2587fcd56c"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("casework:cases", {}),
        ("casework:case", {"reference": "NMC-26-7K3F-9QXW"}),
        ("casework:case", {"reference": "a b?c"}),
        ("documents:dispute", {"item_id": ITEM}),
        ("disclosure:delivery", {"reference": "NMC-26-7K3F-9QXW", "number": 2}),
    ],
)
def test_an_address_is_the_one_django_writes(name, parts):
    assert address(name, **parts) == reverse(name, kwargs=parts)


@pytest.mark.parametrize("odd", ["", "a/b"])
def test_what_cannot_stand_in_an_address_is_refused_as_django_refuses_it(odd):
    with pytest.raises(NoReverseMatch):
        address("casework:case", reference=odd)
