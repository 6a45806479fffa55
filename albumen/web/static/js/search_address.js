// A search and its address: the words in the box, whether near-duplicates are one, and the picture that the browser keeps.

/** Read the search of an address: { q, fold, plain, picture }. */
export function readSearch(address = location.href) {
  const given = new URL(address, location.href).searchParams;
  return {
    q: given.get("q") ?? "",
    fold: !["0", "false"].includes(given.get("fold")),
    plain: ["1", "true"].includes(given.get("plain")),
    picture: given.get("picture") ?? "",
  };
}

/** Write the address of a search. */
export function addressOf(search) {
  const query = parametersOf(search);
  if (search.picture) query.set("picture", search.picture);
  return `/search${query.size ? `?${query}` : ""}`;
}

/** Write what the server is asked. */
export function parametersOf({ q = "", fold = true, plain = false, offset = 0 }) {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  if (!fold) query.set("fold", "0");
  if (plain) query.set("plain", "1");
  if (offset) query.set("offset", offset);
  return query;
}
