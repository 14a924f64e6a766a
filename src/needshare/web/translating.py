"""Translated words, kept once looked up: a page says the same few hundred again and again.

Django looks through a chain of catalogues at every word, which for a list of cases took a third of its time.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from jinja2 import Environment
from markupsafe import Markup, escape

P = ParamSpec("P")
R = TypeVar("R")

MOST: Final = 4096
_forgetting: list[Callable[[], None]] = []


@lru_cache(maxsize=1)
def only_language() -> str | None:
    """Return the language of an installation that speaks one alone: there is then nothing to ask."""
    return settings.LANGUAGE_CODE if len(settings.LANGUAGES) == 1 else None


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Keep what a function says in each language, for the arguments used last; they stand by position."""

    @lru_cache(maxsize=MOST)
    def in_language(_language: str | None, *args: Any) -> R:
        return function(*args)  # type: ignore[call-arg]  # P without names: all by position

    _forgetting.append(in_language.cache_clear)

    @wraps(function)
    def said(*args: P.args, **_none: P.kwargs) -> R:
        return in_language(only_language() or get_language(), *args)

    return said


_times_forgotten = [0]


def forget() -> None:
    """Look every word up anew, as after the catalogues have changed."""
    _times_forgotten[0] += 1
    for clear in _forgetting:
        clear()


def spoken() -> tuple[int, str | None]:
    """Tell apart what was said in another language, or before the catalogues changed."""
    return _times_forgotten[0], only_language() or get_language()


@kept
def gettext(message: str) -> str:
    """Translate."""
    return translation.gettext(message)


@kept
def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate what depends on a number."""
    return translation.ngettext(singular, plural, number)


@kept
def _marked(message: str) -> tuple[Markup, bool]:
    """Translate what a template says, and tell whether something is to be put in or a percent sign doubled."""
    words = translation.gettext(message)
    return Markup(words), "%" in words  # noqa: S704 - words of ours; values are escaped when put in


def said(text: str) -> Markup:
    """Take text whose every value is escaped already as what is written; `Markup(text)` would ask it for more."""
    return str.__new__(Markup, text)


def _put_in(words: str, values: Mapping[str, Any]) -> Markup:
    shown = {
        name: each if type(each) is int or type(each) is Markup else escape(each)
        for name, each in values.items()
    }
    return said(str.__mod__(words, shown))


def _say(message: str, /, **values: Any) -> Markup:
    words, has_places = _marked(str(message))
    return _put_in(words, values) if has_places else words


def _say_number(singular: str, plural: str, number: int, /, **values: Any) -> Markup:
    return _put_in(ngettext(singular, plural, number), {"num": number, **values})


class Said(dict[str, Markup]):
    """What templates say word for word, by the message; where several languages are spoken, nothing is kept."""

    def __missing__(self, message: str) -> Markup:
        words = _say(message)
        if only_language():
            self[message] = words
        return words


SAID: Final = Said()
_forgetting.append(SAID.clear)


def install(environment: Environment) -> None:
    """Let templates translate with these: `_()`, `gettext`, `ngettext` and `{% trans %}`, new style."""
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    environment.globals.update(_=_say, gettext=_say, ngettext=_say_number)
