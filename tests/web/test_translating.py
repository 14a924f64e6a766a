"""Words are looked up once in each language, and said as Jinja's own extension says them."""

import pytest
from django.utils import translation
from jinja2 import DictLoader, Undefined, pass_context

from needshare.web import translating
from needshare.web.jinja import environment


@pytest.fixture(autouse=True)
def looked_up(monkeypatch):
    """Collect what is looked up; every word comes back in capitals."""
    found: list[str] = []

    def gettext(message: str) -> str:
        found.append(message)
        return message.upper().replace("%(NAME)S", "%(name)s")

    monkeypatch.setattr(translation, "gettext", gettext)
    translating.forget()
    yield found
    translating.forget()


def said(source: str, **values: object) -> str:
    return environment(loader=DictLoader({"page": source})).get_template("page").render(**values)


def test_a_word_is_looked_up_once(looked_up):
    assert said('{{ _("case") }} {{ gettext("case") }} {% trans %}case{% endtrans %}') == "CASE CASE CASE"
    assert looked_up == ["case"]


def test_each_language_has_its_own_words(looked_up, monkeypatch):
    monkeypatch.setattr(translating, "only_language", lambda: None)
    for language in ("en-gb", "fr", "fr"):
        with translation.override(language):
            assert said('{{ _("case") }}') == "CASE"
    assert looked_up == ["case", "case"]


def test_what_is_imported_speaks_the_language_of_who_asks(monkeypatch):
    monkeypatch.setattr(translating, "only_language", lambda: None)
    monkeypatch.setattr(translation, "gettext", lambda words: f"{words} {translation.get_language()}")
    parts = '{% set WORDS = {"open": _("Open")} %}{% macro shown() %}{{ WORDS["open"] }}{% endmacro %}'
    pages = environment(
        loader=DictLoader({"parts": parts, "page": '{% from "parts" import shown %}{{ shown() }}'})
    )
    for language in ("fr", "de", "fr"):
        with translation.override(language):
            assert pages.get_template("page").render() == f"Open {language}"


def test_words_are_looked_up_anew_after_the_catalogues_have_changed(monkeypatch):
    page = environment(loader=DictLoader({"page": '{{ _("case") }}'})).get_template("page")
    assert page.render() == "CASE"
    monkeypatch.setattr(translation, "gettext", lambda words: "affair")
    translating.forget()
    assert page.render() == "affair"


def test_what_is_put_in_is_escaped():
    assert said("{% trans name=name %}by {{ name }}{% endtrans %}", name="<b>") == "BY &lt;b&gt;"
    assert said('{{ _("by %(name)s", name=name) }}', name="<b>") == "BY &lt;b&gt;"


def test_a_percent_sign_is_kept():
    assert said("{% trans %}100% sure{% endtrans %}") == "100% SURE"
    assert said("{% trans name=name %}100% {{ name }}{% endtrans %}", name="Ann") == "100% Ann"


@pytest.mark.parametrize(("count", "words"), [(1, "1 case"), (2, "2 cases")])
def test_a_number_chooses_its_words(count, words):
    assert (
        said("{% trans count=n %}{{ count }} case{% pluralize %}{{ count }} cases{% endtrans %}", n=count)
        == words
    )


def test_macros_functions_and_whatever_else_are_called_as_jinja_calls_them():
    class Callable:
        def __call__(self, what: str) -> str:
            return f"object {what}"

    @pass_context
    def with_context(context, what: str) -> str:
        return f"{context['name']} {what}"

    def stops() -> str:
        raise StopIteration

    page = """
    {%- macro shown(what, more="") %}{{ what }}{{ more }}{{ caller() if caller }}{% endmacro -%}
    {{ shown("<i>", more="!") }} {% call shown("a") %}<b>{% endcall %} {{ plain("<i>") }} {{ thing("c") }}
    {%- for each in [1] %} {{ context("d") }} {{ name.upper() }}{% endfor %}"""
    found = said(page, plain=str, thing=Callable(), context=with_context, name="Ann", stops=stops)
    assert found == "&lt;i&gt;! a<b> &lt;i&gt; object c Ann d ANN"


def test_undefined_words_stay_empty():
    assert said("{{ nothing|t }}", nothing=Undefined()) == ""
