"""The search page: one box, what was understood, and the photos with their reasons."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from albumen.errors import AlbumenError
from albumen.web import search_words
from albumen.web.api.search import Floor, Fold, Offset, Plain, QueryText
from albumen.web.live import Live
from albumen.web.pages import render
from albumen.web.problems import find_status
from albumen.web.search_examples import find_examples
from albumen.web.searching import run_search

router = APIRouter()


@router.get("/search")
def show_search(
    request: Request,
    live: Live,
    q: QueryText = "",
    offset: Offset = 0,
    plain: Plain = False,
    fold: Fold = True,
    floor: Floor = True,
    picture: Annotated[str, Query(max_length=40, description="names a picture that the browser keeps")] = "",
) -> Response:
    """Show what a query finds, or what could be asked; script asks for the rest, and by pictures."""
    context: dict[str, Any] = {"q": q, "words": search_words, "fold": fold, "floor": floor, "plain": plain}
    context["picture"] = picture
    if not q.strip():
        with live.library.store.read() as tx:
            context["examples"] = find_examples(tx, live.engine.columns, date.today())
        return render(request, "search.html", active="search", **context)
    try:
        context["answer"] = run_search(
            live, q, offset=offset, is_plain=plain, is_unfolded=not fold, is_unfloored=not floor
        )
    except AlbumenError as error:
        context["problem"] = search_words.as_sentence(str(error))
        return render(request, "search.html", active="search", status_code=find_status(error), **context)
    return render(request, "search.html", active="search", **context)
