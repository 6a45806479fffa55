// A picture dropped on, or pasted into, any page is searched by; so is one that is chosen with the button in the box.

import { el, icon } from "./dom.js";
import { keepPicture } from "./kept_picture.js";
import { addressOf } from "./search_address.js";
import { t } from "./strings.js";
import { toast } from "./toast.js";

const veil = el("div", { class: "dropping", hidden: true }, icon("drop"), t("search.drop"));
let depth = 0; // elements that the drag is over: it leaves one as it enters the next

/** Listen on the whole page; `form` gets the button. */
export function acceptPictures(form) {
  document.body.append(veil);
  addEventListener("dragenter", (event) => { if (hasFiles(event)) show(depth + 1); });
  addEventListener("dragleave", (event) => { if (hasFiles(event)) show(depth - 1); });
  addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(0);
    searchBy(event.dataTransfer.files[0]);
  });
  addEventListener("paste", (event) => {
    const file = event.clipboardData?.files[0];
    if (file) searchBy(file);
  });
  const chooser = el("input", { type: "file", accept: "image/*", hidden: true, onchange: () => searchBy(chooser.files[0]) });
  const button = el("button", { type: "button", class: "search-picture", title: t("search.choose_picture"), "aria-label": t("search.choose_picture"), onclick: () => chooser.click() }, icon("drop"));
  form.append(button, chooser);
}

function hasFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

function show(over) {
  depth = Math.max(over, 0);
  veil.hidden = !depth;
}

async function searchBy(file) {
  if (!file) return;
  if (file.type && !/^(image|application\/octet-stream)/.test(file.type)) {
    toast(t("search.no_picture"));
    return;
  }
  const address = addressOf({ picture: await keepPicture(file) });
  const asked = new CustomEvent("albumen:search", { detail: { address }, cancelable: true });
  if (document.dispatchEvent(asked)) location.assign(address); // nobody on this page searches
}
