"""The Teams app as a file: its manifest and its icons, for an admin to upload."""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from adapters import icons
from adapters.manifests import COLOUR_ICON, OUTLINE_ICON, Json, printed

MANIFEST = "manifest.json"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same manifest gives the same file


def package(manifest: Json) -> bytes:
    """Return the zip file: everything lies at its root."""
    parts = {
        MANIFEST: printed(manifest).encode(),
        COLOUR_ICON: icons.colour(),
        OUTLINE_ICON: icons.outline(),
    }
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(ZipInfo(name, EPOCH), content, ZIP_DEFLATED)
    return packed.getvalue()
