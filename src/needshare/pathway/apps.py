"""Names the pathway app, has its map compared with the access pack at every start, and says which pack that is."""

from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import register

from needshare.agencies import apps as agencies
from needshare.policy import InForce, stand_on

from .access import map_agrees_with_pack


class PathwayConfig(AppConfig):
    """The SharingCase and its moves."""

    name = "needshare.pathway"
    label = "pathway"

    def ready(self) -> None:
        """Stand on the packs that the settings name, and register the check of roles."""
        stand_on(packs_in_force())
        register(map_agrees_with_pack)


def packs_in_force() -> InForce:
    """Name the pack of this installation and the folders of the forces' own layers."""
    made = InForce(
        settings.POLICY_PACK,
        layers=settings.POLICY_LAYERS,
        kept=Path(settings.DATA_DIR) / "policy-in-force",
    )
    register_of_agencies = apps.get_app_config("agencies")
    if isinstance(register_of_agencies, agencies.AgenciesConfig):
        made.code_of = register_of_agencies.code_of
    return made
