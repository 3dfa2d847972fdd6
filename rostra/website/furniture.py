"""Style sheets, scripts and marks: the same for every reader, compressed ahead, named by what is in them."""

from pathlib import Path

from django.conf import settings
from whitenoise import WhiteNoise

from rostra.website.wire import HEADERS, Application

#: A name that holds the hash of its file, as Django's manifest storage writes it.
_HASHED = r"\.[0-9a-f]{12}\."


def with_furniture(behind: Application) -> Application:
    """Answer static files, where any were gathered; hand everything else on."""
    root = Path(settings.STATIC_ROOT)
    if not root.is_dir():
        return behind
    served: Application = WhiteNoise(
        behind, root=str(root), prefix=settings.STATIC_URL, immutable_file_test=_HASHED, add_headers_function=_add
    )
    return served


def _add(headers: dict[str, str], path: str, url: str) -> None:
    for name, value in HEADERS:
        headers[name] = value
