"""What every page's template can use without asking: who looks, the time, the chosen appearance."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from .appearance import chosen


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates `actor`, `now`, `appearance` and `language`; name it in TEMPLATES."""
    return {
        "actor": getattr(request, "actor", None),
        "now": getattr(request, "at", None) or timezone.now(),
        "appearance": chosen(request),
        "language": get_language() or "en-gb",
    }
