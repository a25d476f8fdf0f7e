"""From bytes to text: nothing huge, nothing undecodable, no character that an article can't hold."""

from pathlib import Path

from blog.domain.wording import UNFIT
from blog.front_matter.broken import BrokenFile

LARGEST = 2_000_000  # bytes
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path) -> str:
    """Without a byte order mark, every line end a newline. Raises BrokenFile."""
    text = _decoded(path, _bytes(path)).replace("\r\n", "\n").replace("\r", "\n")
    if found := UNFIT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BrokenFile(path, line, f"can't contain the character U+{ord(found[0]):04X}")
    if not text.strip():
        raise BrokenFile(path, 1, "is empty")
    return text


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe would never end
            raise BrokenFile(path, None, "is no file, or a link that leads nowhere")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BrokenFile(path, None, error.strerror or str(error)) from error
    if len(data) > LARGEST:
        raise BrokenFile(path, None, f"is too large ({LARGEST // 1_000_000} MB at most)")
    return data


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith(UTF_16):
        raise BrokenFile(path, 1, "is UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the byte order mark.
        line = error.object[: error.start].count(b"\n") + 1
        raise BrokenFile(path, line, f"is not UTF-8 (byte 0x{error.object[error.start]:02X})") from error
