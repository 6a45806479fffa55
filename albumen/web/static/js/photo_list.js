// Which photos come before and after one that was opened from a list: search results, a memory, photos that are alike.
//
// A page that shows a list calls rememberPhotos(ids) when it shows it (and again when more come), and its tiles lead to
// `/photo/12?in=list`. The timeline does not: the server knows its order, and `/photo/12` alone is between those neighbours.
// The list lives as long as the tab, so a link that is sent to somebody else falls back to the timeline.

const KEY = "albumen.photos";
const MOST = 20_000; // ids; a tab may keep 5 MB

/** Keep the ids of a list, in the order in which it is shown. */
export function rememberPhotos(ids) {
  sessionStorage.setItem(KEY, JSON.stringify(ids.slice(0, MOST)));
}

/** Find the ids before and after a photo in the list that was kept; null where it is in none. */
export function findBeside(id) {
  const ids = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  const at = ids.indexOf(id);
  return at < 0 ? null : { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
}
