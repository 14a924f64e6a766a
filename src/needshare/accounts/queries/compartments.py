"""Closed circles inside a force, and who is in them."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from needshare.accounts import rules
from needshare.accounts.access import compartments_known_to
from needshare.accounts.models import Account, Compartment
from needshare.kernel import Actor

from .people import one_of, people_of


def compartments(viewer: Actor) -> QuerySet[Compartment]:
    """List the compartments the viewer may know of, by code name."""
    found = Compartment.objects.filter(compartments_known_to(viewer), ended_at__isnull=True)
    return found.select_related("sponsor", "sponsor__data_key", "data_key").order_by("code_name")


def compartment(compartment_id: UUID, *, viewer: Actor) -> Compartment:
    """Return one compartment the viewer may know of; else `Unknown` is raised."""
    return one_of(compartments(viewer).filter(id=compartment_id))


def compartments_of(person: Account, *, at: datetime) -> frozenset[UUID]:
    """Name the compartments a person is in at an instant."""
    return rules.compartments_in_force(person.compartments, at=at)


def people_in(circle: Compartment, *, viewer: Actor, at: datetime) -> list[Account]:
    """List who is in a compartment at an instant, by username."""
    written = people_of(circle.owner_id, viewer).annotate(stays=Cast("compartments", TextField()))
    found = list(written.filter(stays__contains=str(circle.pk)))
    return [person for person in found if circle.pk in compartments_of(person, at=at)]
