"""From a source's settings to what the plan needs of them: pure."""

from central.imports.plan import Rules
from central.imports.settings import ImportSettings


def rules_of(table: ImportSettings, base_url: str) -> Rules:
    """What the plan needs of a table; a Location goes by its bare id too."""
    rooms = dict(table.rooms)
    if table.kind == "fhir":
        rooms |= {f"Location/{name.removeprefix('Location/')}": at for name, at in rooms.items()}
    return Rules(
        rooms=rooms,
        location=table.location,
        only_kinds=table.only_kinds,
        central=base_url if table.links == "respect" else None,
        invite=table.invite,
        must_confirm=table.must_confirm,
    )


def locations(table: ImportSettings) -> set[str]:
    """The rooms of ours that a source speaks of."""
    named = set(table.rooms.values())
    return named | {table.location} if table.location else named
