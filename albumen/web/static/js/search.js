// The search page: asks without loading the page anew, and keeps the way back.

import { get, upload } from "./api.js";
import { findPicture, forgetPicture } from "./kept_picture.js";
import { addressOf, changed, parametersOf, readSearch } from "./search_address.js";
import { SearchView } from "./search_view.js";
import { sentence } from "./search_words.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

const KEPT = 20; // answers, for the way back

const box = document.getElementById("q");
const view = new SearchView(document.getElementById("search"), { ask: (change) => go(changed(search, change)), more });
const pages = new Map(); // what was loaded, by address
let search = readSearch();
let page = null; // { answer, hits, next }
let asking = new AbortController();

start(JSON.parse(document.getElementById("search-data").textContent));

async function start({ answer, problem, start: offset }) {
  history.scrollRestoration = "manual";
  listen();
  if (search.picture || offset) await go(search, { isNew: false });
  else if (answer) await show({ answer, hits: answer.hits, next: answer.next_offset });
  else if (problem) view.showProblem(problem);
  if (page) await returnToPlace();
}

function listen() {
  addEventListener("popstate", () => go(readSearch(), { isNew: false }));
  addEventListener("pagehide", rememberPlace);
  document.addEventListener("albumen:search", (event) => {
    event.preventDefault();
    go(readSearch(event.detail.address));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/search?']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(readSearch(link.href));
  });
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(changed(search, { q: box.value, plain: false }));
  });
}

/** Search, and go to its address; where nothing is asked, to what could be. */
async function go(wanted, { isNew = true } = {}) {
  if (search.picture && !wanted.picture) forgetPicture();
  if (!wanted.q.trim() && !wanted.picture) {
    if (isNew) location.assign("/search");
    else location.reload();
    return;
  }
  if (isNew) rememberPlace();
  search = wanted;
  box.value = wanted.q;
  const address = addressOf(wanted);
  if (isNew && address !== location.pathname + location.search) history.pushState(null, "", address);
  document.title = `${wanted.q ? t("search.title_of", { query: wanted.q }) : t("search.title")} · ${t("app.name")}`;
  const found = (!isNew && pages.get(address)) || (await askFirst());
  if (!found || search !== wanted) return;
  await show(found);
  if (isNew) scrollTo(0, 0);
  else await returnToPlace();
}

async function askFirst() {
  view.wait(true);
  const answer = await ask(0, (message) => view.showProblem(message));
  if (answer !== undefined) view.wait(false);
  return answer && { answer, hits: answer.hits, next: answer.next_offset };
}

/** Ask the server; null where it refuses, which `refused` is told, and undefined where somebody has asked for something else since. */
async function ask(offset, refused) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const query = parametersOf({ ...search, offset });
  try {
    if (!search.picture) return await get(`/api/search?${query}`, { signal });
    const file = await findPicture(search.picture);
    if (file) return await upload(`/api/search/picture?${query}`, file, { signal });
    refused(t("search.picture_gone"));
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    refused(error.message.endsWith(".") ? error.message : sentence(error.message));
  }
  return null;
}

async function show(found) {
  page = found;
  pages.set(addressOf(search), page);
  if (pages.size > KEPT) pages.delete(pages.keys().next().value);
  view.show(search, page, search.picture ? await findPicture(search.picture) : null);
}

/** Load the next page of the list. */
async function more() {
  if (page === null || page.next === null || page.isLoading) return;
  const asked = page;
  asked.isLoading = true;
  const answer = await ask(asked.next, toast);
  asked.isLoading = false;
  if (!answer || page !== asked) return;
  asked.hits = [...asked.hits, ...answer.hits];
  asked.next = answer.next_offset;
  view.append(answer);
}

/** Remember how far the list was loaded and where the page stood. */
function rememberPlace() {
  if (page) history.replaceState({ y: scrollY, shown: page.hits.length }, "");
}

async function returnToPlace() {
  const { y, shown } = history.state ?? {};
  if (!y) return;
  while (page.hits.length < shown && page.next !== null) {
    const before = page.hits.length;
    await more();
    if (page.hits.length === before) break;
  }
  scrollTo(0, y);
}
