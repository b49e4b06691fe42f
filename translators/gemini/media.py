"""What kind of file is this? By its media type, by the end of its address, by its first bytes."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["image", "audio", "video", "document"]

_BY_END = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif", "heic": "image/heic",
    "heif": "image/heif", "bmp": "image/bmp", "avif": "image/avif", "svg": "image/svg+xml",
    "mp3": "audio/mp3", "wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg", "opus": "audio/opus", "aac": "audio/aac",
    "aiff": "audio/aiff", "m4a": "audio/m4a",
    "mp4": "video/mp4", "mpeg": "video/mpeg", "mpg": "video/mpeg", "mov": "video/quicktime", "avi": "video/x-msvideo", "webm": "video/webm",
    "wmv": "video/x-ms-wmv", "flv": "video/x-flv", "3gp": "video/3gpp",
    "pdf": "application/pdf", "txt": "text/plain", "md": "text/markdown", "html": "text/html", "htm": "text/html", "css": "text/css",
    "csv": "text/csv", "xml": "text/xml", "rtf": "text/rtf", "json": "application/json", "py": "text/x-python", "js": "text/javascript",
}  # fmt: skip
_BY_START = (
    ("iVBORw0KGgo", "image/png"), ("/9j/", "image/jpeg"), ("R0lGOD", "image/gif"), ("UklGR", "image/webp"), ("JVBERi", "application/pdf"),
    ("SUQz", "audio/mp3"), ("T2dnUw", "audio/ogg"), ("ZkxhQ", "audio/flac"),
)  # fmt: skip
_USUAL: dict[Kind, str] = {"image": "image/jpeg", "audio": "audio/mp3", "video": "video/mp4", "document": "application/pdf"}
_OTHERWISE = {"audio/mpeg": "audio/mp3", "audio/x-wav": "audio/wav", "image/jpg": "image/jpeg"}  # as Google's servers call them


def kind_of(media_type: str) -> Kind:
    """Which part of ours it is."""
    first = media_type.partition("/")[0].lower()
    return first if first in ("image", "audio", "video") else "document"  # type: ignore[return-value]  # it is one of these three


def of_address(url: str, kind: Kind) -> str:
    """The media type of something by its address; what such things usually are, where the address does not tell."""
    if not url.isprintable():
        return _USUAL[kind]
    try:
        name = urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        name = ""
    return _BY_END.get(name.rpartition(".")[2].lower(), _USUAL[kind])


def of_data(media_type: str, base64: str, kind: Kind) -> str:
    """The media type of something at hand, without parameters Google's servers do not take."""
    if media_type:
        return _OTHERWISE.get(media_type.lower(), media_type)
    return next((media for start, media in _BY_START if base64.startswith(start)), _USUAL[kind])
