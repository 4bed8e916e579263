"""Read the host's own text files: UTF-8, of a sane size, named in every complaint."""

from pathlib import Path

from sitegen.errors import SitegenError

LIMIT_BYTES = 2_000_000


class UnreadableDocument(SitegenError):
    """A text file cannot be read."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


def read_text(path: Path, name: str) -> str:
    r"""Return a file's text with `\n` line ends.

    Raises:
        UnreadableDocument: It is too large, or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(name, f"can't be read: {error.strerror}") from error
    if len(data) > LIMIT_BYTES:
        raise UnreadableDocument(
            name, f"larger than {LIMIT_BYTES // 1_000_000} MB; split it"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableDocument(
            f"{name}:{line}", "not UTF-8 text; save the file as UTF-8"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
