// The photos beside this one: their pages are fetched before they are asked for, and put in its place without a reload.

import { findBeside } from "./photo_list.js";

const documents = new Map(); // by address
const KEPT = 6;

/** Point the links to the neighbours at those of the list that the photo was opened from, where it was opened from one. */
export function linkNeighbours(root, id) {
  if (new URLSearchParams(location.search).get("in") !== "list") return;
  const beside = findBeside(id);
  if (!beside) return;
  for (const [name, other] of Object.entries(beside)) {
    const link = root.querySelector(`#${name}`);
    link.hidden = other === null;
    if (other === null) link.removeAttribute("href");
    else link.setAttribute("href", `/photo/${other}?in=list`);
  }
}

/** Fetch the neighbours' pages and pictures, so that they are there at once. */
export function preloadNeighbours(root) {
  for (const link of root.querySelectorAll("#previous[href], #next[href]")) {
    loadPage(link.href).then((page) => {
      const picture = page?.querySelector("#preview");
      if (picture) new Image().src = picture.getAttribute("src");
    });
  }
}

/** Take a neighbour's page, which is fetched if it was not yet; null where there is none. */
export function takePage(address) {
  const page = loadPage(address);
  documents.delete(address); // its parts go into the page
  return page;
}

/** Load a page as a document of its own. Its scripts do not run, and no string becomes HTML here: the browser parses it. */
function loadPage(address) {
  if (!documents.has(address)) {
    documents.set(address, request(address));
    if (documents.size > KEPT) documents.delete(documents.keys().next().value);
  }
  return documents.get(address);
}

/** Forget the pages that were fetched: what they say has changed. */
export function forgetPages() {
  documents.clear();
}

function request(address) {
  return new Promise((resolve) => {
    const asking = new XMLHttpRequest();
    asking.open("GET", address);
    asking.responseType = "document";
    asking.onload = () => resolve(asking.status === 200 ? asking.response : null);
    asking.onerror = () => resolve(null);
    asking.send();
  });
}
