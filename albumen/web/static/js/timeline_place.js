// Where somebody is in the timeline, kept in the address and the browser's history: a month for links, the very place for "back".

const SAVE_PAUSE_MS = 200;

let timer = 0;

/** Remember the block at the top of the screen, soon. `find` gives { block, offset } or null; null is the page's beginning. */
export function rememberPlace(find) {
  clearTimeout(timer);
  timer = setTimeout(() => savePlace(find()), SAVE_PAUSE_MS);
}

/** Remember it now. */
export function savePlace(place) {
  clearTimeout(timer);
  const address = new URL(location.href);
  if (place) address.searchParams.set("at", place.block.section.key);
  else address.searchParams.delete("at");
  const { section, number, height } = place?.block ?? {};
  const state = place && { key: section.key, number, share: place.offset / height };
  history.replaceState(state, "", address);
}

/** Find the block to begin with among `blocks`, as { block, share }; null for the page's beginning. */
export function findPlace(blocks, firstKey) {
  const { key, number, share } = history.state ?? {};
  const left = blocks.find((block) => block.section.key === key && block.number === number);
  if (left) return { block: left, share };
  const isAsked = new URL(location.href).searchParams.has("at");
  const asked = isAsked && blocks.find((block) => block.section.key === firstKey);
  return asked ? { block: asked, share: 0 } : null;
}
