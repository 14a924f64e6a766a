"""The environment every page is rendered in: escaping on, our words, GOV.UK's components."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from . import words
from .branding import PRODUCT
from .fieldshapes import component, error_links


def environment(*, loader: BaseLoader, **options: Any) -> Environment:
    """Build the environment; the name that settings give Django's Jinja2 engine.

    GOV.UK's macros are imported as "govuk_frontend_jinja/components/button/macro.html", our own
    as "web/components/page.jinja2".
    """
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["autoescape"] = True
    made = Environment(  # noqa: S701 - escaping is switched on in the line above
        loader=ChoiceLoader([loader, components]),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.filters.update({name: getattr(words, name) for name in FILTERS})
    made.globals.update(
        static=static,
        url=address,
        product=PRODUCT,
        field_component=component,
        error_links=error_links,
        is_overdue=words.is_overdue,
    )
    return made


FILTERS = ("due", "lines", "marking", "on_date", "reference", "t", "value", "when")


def address(name: str, *parts: Any, **named: Any) -> str:
    """Write the address of a page by its name: url("casework:case", reference=case.reference)."""
    return reverse(name, args=parts or None, kwargs=named or None)
