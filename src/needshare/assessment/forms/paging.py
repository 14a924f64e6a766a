"""From which basis on the bases are shown."""

from collections.abc import Mapping
from typing import Any

from django import forms


class Further(forms.Form):
    """From which basis on the bases are shown."""

    bases = forms.IntegerField(required=False, min_value=0, max_value=9_999)


def first_basis(query: Mapping[str, Any]) -> int:
    """Read from the address where the bases shown start; what cannot be read is the beginning."""
    asked = Further(query)
    asked.full_clean()
    return asked.cleaned_data.get("bases") or 0
