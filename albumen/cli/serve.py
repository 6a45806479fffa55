"""`albumen serve`: the library as a web page."""

from __future__ import annotations

from pathlib import Path

import click

from albumen.cli.context import CliContext, stop_on_signals

_PEM = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(short_help="Look at the library in a browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=2342, show_default=True, help="0 takes a free one.")
@click.option("--token", metavar="TOKEN", help="What must be known to get in; the library has one of its own.")
@click.option("--name", "names", multiple=True, help="A further name of this machine, as browsers call it; repeatable.")
@click.option("--certificate", type=_PEM, help="TLS certificate, a PEM file.")
@click.option("--key", type=_PEM, help="TLS key, a PEM file.")
@click.option("--behind-tls", is_flag=True, help="Browsers come by https, through a proxy that ends it.")
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
@click.pass_obj
def serve(
    context: CliContext,
    host: str,
    port: int,
    token: str | None,
    names: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
    behind_tls: bool,
    opens: bool,
) -> None:
    """Serve the library as a web page, to this machine alone unless --host says otherwise.

    Open the link that is printed: it holds the token without which nobody gets in.
    """
    from albumen.web.serving import listen, plan_serving
    from albumen.web.serving import serve as serve_library

    with context.open_library() as library:
        folder = library.settings.library
        plan = plan_serving(
            folder,
            host,
            port,
            token=token,
            names=names,
            certificate=certificate,
            key=key,
            behind_tls=behind_tls,
        )
        with listen(plan) as listening, stop_on_signals() as stop:
            link = plan.link(listening.getsockname()[1])
            click.echo(link)
            if opens:
                click.launch(link)
            serve_library(library, plan, listening, stop)
