"""Turn a web font (WOFF 1.0) into the TrueType file that the PDF engine reads.

WOFF 1.0 holds each table of a TrueType font compressed with zlib (W3C, WOFF File Format 1.0,
sections 3 to 5), so the standard library is enough: no font library is needed.
"""

import struct
import zlib

WOFF_HEADER = struct.Struct(">4sIIHHIHHIIIII")
WOFF_TABLE = struct.Struct(">4sIIII")
SFNT_HEADER = struct.Struct(">IHHHH")
SFNT_TABLE = struct.Struct(">4sIII")


def truetype(woff: bytes) -> bytes:
    """Return the TrueType font inside a WOFF 1.0 file.

    Raises:
        ValueError: if the file is not WOFF 1.0 or a table is not as long as it says.
    """
    signature, flavour, _length, count, *_rest = WOFF_HEADER.unpack_from(woff)
    if signature != b"wOFF":
        raise ValueError("not a WOFF 1.0 file")
    tables = [_table(woff, WOFF_HEADER.size + number * WOFF_TABLE.size) for number in range(count)]
    power = 1 << (count.bit_length() - 1)
    directory = SFNT_HEADER.pack(flavour, count, power * 16, power.bit_length() - 1, count * 16 - power * 16)
    offset = SFNT_HEADER.size + count * SFNT_TABLE.size
    body = b""
    for tag, checksum, data in tables:
        directory += SFNT_TABLE.pack(tag, checksum, offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return directory + body


def _table(woff: bytes, entry: int) -> tuple[bytes, int, bytes]:
    tag, offset, packed_length, length, checksum = WOFF_TABLE.unpack_from(woff, entry)
    data = woff[offset : offset + packed_length]
    if packed_length < length:
        data = zlib.decompress(data)
    if len(data) != length:
        raise ValueError(f"table {tag!r} is damaged")
    return tag, checksum, data
