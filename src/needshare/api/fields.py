"""Name the fields that an act finds wrong as they are named in what was sent."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TypeVar

from needshare.kernel import FieldError, Invalid

View = TypeVar("View", bound=Callable[..., object])


def below(part: str, names: Iterable[str]) -> dict[str, str]:
    """Place fields below a part of what was sent.

    >>> below("answers", ["purpose"])
    {'purpose': 'answers.purpose'}
    """
    return {name: f"{part}.{name}" for name in names}


def placed(field: str, places: Mapping[str, str]) -> str:
    """Name a field, or what lies below it, by its place.

    >>> placed("items.0.category", {"items": "answers.items"}), placed("force", {"items": "answers.items"})
    ('answers.items.0.category', 'force')
    """
    head, dot, rest = field.partition(".")
    return f"{places.get(head, head)}{dot}{rest}"


def fields_at(places: Mapping[str, str]) -> Callable[[View], View]:
    """Have what an endpoint's act refuses named by its place in the body."""

    def decorate(view: View) -> View:
        @wraps(view)
        def named(*args: object, **kwargs: object) -> object:
            try:
                return view(*args, **kwargs)
            except Invalid as refusal:
                errors = (FieldError(placed(each.field, places), each.remedy) for each in refusal.errors)
                raise Invalid(*errors) from refusal

        return named  # type: ignore[return-value]  # the same call

    return decorate
