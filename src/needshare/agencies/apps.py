"""Names the agencies app."""

from uuid import UUID

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Forces and partner agencies."""

    name = "needshare.agencies"
    label = "agencies"

    def code_of(self, organisation: UUID) -> str:
        """Tell the code of an organisation, by which its own policy is filed; nothing where it is not seen."""
        rows = self.get_model("Organisation")._default_manager.filter(id=organisation)  # noqa: SLF001 - Django documents it
        return str(rows.values_list("code", flat=True).first() or "")
