"""What a recipient can check without the force: open the package with one's own key, and compare every hash."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass

from needshare.crypto.packages import open_with
from needshare.kernel import Invalid


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a package."""

    files: int
    categories: tuple[str, ...]
    wrong: tuple[str, ...]
    opens_with_another_key: bool

    @property
    def is_right(self) -> bool:
        """Tell whether every hash matches and no other key opens it."""
        return not self.wrong and not self.opens_with_another_key


def check(sealed: bytes, *, identity: str, another: str) -> Checked:
    """Open a sealed package with its recipient's key, try another key, and hash every file it lists."""
    with zipfile.ZipFile(io.BytesIO(open_with(identity, sealed))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        listed = {each["path"]: each["sha256"] for each in (manifest["cover_sheet"], *manifest["items"])}
        found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    found.pop("manifest.json")
    wrong = {name for name in listed | found if listed.get(name) != found.get(name)}
    return Checked(
        files=len(found),
        categories=tuple(each["category"] for each in manifest["items"]),
        wrong=tuple(sorted(wrong)),
        opens_with_another_key=_opens(sealed, another),
    )


def _opens(sealed: bytes, identity: str) -> bool:
    try:
        open_with(identity, sealed)
    except Invalid:
        return False
    return True
