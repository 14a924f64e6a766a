"""Opening a pack by what it is called at the command line: `now`, one that comes with the product, or a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .documents import HEAD as PACK_HEAD, PackError, read_folder
from .engine import current_pack, stands_on
from .in_force import SHIPPED
from .layering import HEAD as LAYER_HEAD, load_layer
from .loading import load_folder
from .pack import Pack
from .tables import Report, run_tables

NOW: Final = "now"


@dataclass(frozen=True)
class Opened:
    """A pack, with the folder of its decision tables, and that of the layer over it if there is one."""

    pack: Pack
    tables: Path
    layer: Path | None = None

    def run_tables(self) -> Report:
        """Run the decision tables of the pack, and those of the layer."""
        return run_tables(self.pack, self.tables, self.layer)


def open_pack(name: str) -> Opened:
    """Load what is called so; a layer is laid over the pack it names.

    Raises:
        PackError: listing every mistake in it, or that there is nothing of this name.
    """
    if name == NOW:
        return Opened(current_pack(), stands_on().folder)
    folder = Path(name)
    if (folder / LAYER_HEAD).exists():
        under = _under(folder)
        return Opened(load_layer(load_folder(under), folder), under, folder)
    if (SHIPPED / name / PACK_HEAD).exists() and not folder.is_dir():
        folder = SHIPPED / name
    return Opened(load_folder(folder), folder)


def _under(folder: Path) -> Path:
    """Find the pack a layer lies over: the one in force here, or one that comes with the product."""
    documents, _texts = read_folder(folder, LAYER_HEAD)
    name = str(documents[LAYER_HEAD].get("pack", ""))
    if current_pack().name == name:
        return stands_on().folder
    if name.isidentifier() and (SHIPPED / name / PACK_HEAD).exists():
        return SHIPPED / name
    raise PackError([f"{folder.name}/{LAYER_HEAD}: pack: there is no pack '{name}' here"])
