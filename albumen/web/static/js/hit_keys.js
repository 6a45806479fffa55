// From photo to photo with the arrow keys: one of them takes part in the order of Tab, with its own buttons, and the arrows move it.

import { onKey } from "./keys.js";
import { t } from "./strings.js";

/** Make rows of hits operable by keys. Returns what is to be called when they have changed. */
export function moveAmongHits(container) {
  let current = null;

  function settle() {
    const tiles = [...container.querySelectorAll(".tile")];
    const chosen = tiles.find((tile) => tile.dataset.photo === current) ?? tiles[0];
    for (const tile of tiles) {
      for (const one of tile.parentElement.querySelectorAll("a, button")) one.tabIndex = tile === chosen ? 0 : -1;
    }
  }

  container.addEventListener("focusin", ({ target }) => {
    const tile = target.closest(".hit")?.querySelector(".tile");
    if (!tile || tile.dataset.photo === current) return;
    current = tile.dataset.photo;
    settle();
  });
  container.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const tile = event.target.closest(".hit")?.querySelector(".tile");
    const to = tile && MOVES[event.key]?.(tile, [...container.querySelectorAll(".tile")]);
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: "nearest" });
  });
  onKey("x", t("search.key_reasons"), () => container.classList.toggle("shows-reasons"));
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) onKey(key, t("search.key_move"), null);
  onKey("Home", t("search.key_first"), null);
  onKey("End", t("search.key_last"), null);
  onKey("Enter", t("keys.open"), null);
  return settle;
}

const MOVES = {
  ArrowRight: (tile, tiles) => tiles[tiles.indexOf(tile) + 1],
  ArrowLeft: (tile, tiles) => tiles[tiles.indexOf(tile) - 1],
  ArrowDown: (tile) => nearest(tile, tile.closest(".photo-row").nextElementSibling),
  ArrowUp: (tile) => nearest(tile, tile.closest(".photo-row").previousElementSibling),
  Home: (tile, tiles) => tiles[0],
  End: (tile, tiles) => tiles.at(-1),
};

/** Find the tile of another row that lies nearest below or above one. */
function nearest(tile, row) {
  const middle = middleOf(tile);
  const tiles = row?.matches(".photo-row") ? [...row.querySelectorAll(".tile")] : [];
  return tiles.sort((one, other) => Math.abs(middleOf(one) - middle) - Math.abs(middleOf(other) - middle))[0];
}

function middleOf(tile) {
  const { left, width } = tile.getBoundingClientRect();
  return left + width / 2;
}
