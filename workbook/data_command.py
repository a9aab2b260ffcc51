"""``workbook data``: bring a data set into the cache, or say which there are."""

from __future__ import annotations

import click


@click.command()
@click.argument("name", required=False)
@click.option("--yes", is_flag=True, help="Use files whose checksum nobody could confirm.")
def data(name: str | None, yes: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Download the data set NAME; without a name, list them."""
    from workbook.data.downloads import data_sets, find_data_set, obtain
    from workbook.data.downloads.cache import state_of

    if name is None:
        for known in data_sets().values():
            here = all(state_of(known, file) == "good" for file in known.files)
            click.echo(f"{known.name:<17} {'here' if here else _size(known.files)}")
        return
    data_set = find_data_set(name)
    click.echo(f"{data_set.name}: {data_set.licence}", err=True)
    for path in obtain(name, download=True, consent=(lambda _: True) if yes else None).values():
        click.echo(path)


def _size(files: tuple) -> str:
    sizes = [file.size for file in files]
    return "size unknown" if None in sizes else f"{sum(sizes) / 1e6:,.1f} MB"
