// A search and its address: the words in the box, whether near-duplicates are one and what may not fit stays away, and the
// picture that the browser keeps.

/** Read the search of an address: { q, fold, floor, plain, picture }. */
export function readSearch(address = location.href) {
  const given = new URL(address, location.href).searchParams;
  return {
    q: given.get("q") ?? "",
    fold: !["0", "false"].includes(given.get("fold")),
    floor: !["0", "false"].includes(given.get("floor")),
    plain: ["1", "true"].includes(given.get("plain")),
    picture: given.get("picture") ?? "",
  };
}

/** Change a search; of something else, the photos that may not fit are not shown at once. */
export function changed(search, change) {
  return { ...search, ...("q" in change || "picture" in change ? { floor: true } : {}), ...change };
}

/** Write the address of a search. */
export function addressOf(search) {
  const query = parametersOf(search);
  if (search.picture) query.set("picture", search.picture);
  return `/search${query.size ? `?${query}` : ""}`;
}

/** Write what the server is asked. */
export function parametersOf({ q = "", fold = true, floor = true, plain = false, offset = 0 }) {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  if (!fold) query.set("fold", "0");
  if (!floor) query.set("floor", "0");
  if (plain) query.set("plain", "1");
  if (offset) query.set("offset", offset);
  return query;
}
