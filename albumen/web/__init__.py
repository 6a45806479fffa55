"""The web page and its API: FastAPI over the same engine, rules and errors as the command line.

- `server.py` makes the application; `access.py` decides who may ask, `headers.py` what a browser may do with the answer.
- `live.py` holds the one open library of the process. Endpoints are plain functions, which run in threads.
- `api/` answers JSON, one router a topic, with pydantic models beside it; `api/media.py` answers pictures, by photo id only.
- `views/` answers pages: a router each, which renders a template of `templates/` and says nothing that is not in
  `strings.json`, the one place of English. Pages are whole without script where they can be, and script adds to them.
- `static/js` are small modules without a build step; `dom.js` makes elements (never from a string of HTML, which the
  policy of `headers.py` forbids), `grid.js` lays photos in rows, `api.js` talks to the server.

Reads and writes the library only through `albumen.app` and what stands below it.
"""

__all__: list[str] = []
