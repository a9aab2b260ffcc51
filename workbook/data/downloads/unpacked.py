"""Archives of the cache, unpacked beside themselves when they are first needed."""

from __future__ import annotations

from pathlib import Path

from workbook.data.downloads.cache import checksum_of
from workbook.data.unpacking import unpack


def unpacked(archive: Path) -> Path:
    """Return the folder that an archive of the cache was unpacked into.

    It is unpacked once, and again when the archive has become another one.
    """
    folder = archive.with_name(f"{archive.name}.unpacked")
    note = archive.with_name(f"{archive.name}.unpacked.from")
    checksum = checksum_of(archive, "sha256")
    if folder.is_dir() and note.is_file() and note.read_text(encoding="utf-8") == checksum:
        return folder
    note.unlink(missing_ok=True)
    unpack(archive, folder)
    note.write_text(checksum, encoding="utf-8")
    return folder
