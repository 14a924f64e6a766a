"""Names the provisioning app."""

from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    """Joiners, movers and leavers by an organisation's own directory."""

    name = "needshare.provisioning"
    label = "provisioning"
