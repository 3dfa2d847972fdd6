"""`rostra product`: working copies from files."""

from pathlib import Path

import click

from rostra.foundation.console import Console, Result, verb
from rostra.products.actions.load import load
from rostra.products.json_files import read_json


def register(root: click.Group) -> None:
    """Add the verbs of products."""

    @root.group()
    def product() -> None:
        """Write products."""

    @verb(product, "load")
    @click.argument("file", type=click.Path(path_type=Path))
    def _load(console: Console, *, file: Path) -> Result:
        """Make or change a product's working copy from a JSON FILE."""
        loaded = load(read_json(file), by=console.actor)
        versions = loaded.versions.select_related("language")
        states = {version.language.code: version.state for version in versions}
        data = {
            "slugline": loaded.slugline,
            "kind": loaded.kind.slug,
            "office": loaded.office.slug,
            "required": [language.code for language in loaded.required.all()],
            "versions": states,
        }
        told = ", ".join(f"{code} {state.replace('_', ' ')}" for code, state in states.items())
        return Result(data, [f"{loaded.slugline}: {told or 'no versions'}"])
