// The photo page: from photo to photo without a reload, keys, and a frame that fades away while nobody moves.

import { onKey } from "./keys.js";
import { takePage } from "./photo_neighbours.js";
import { View } from "./photo_view.js";
import { t } from "./strings.js";

const IDLE_MS = 2800;

let view = new View(document.getElementById("photo"), go);

/** Go to the previous or next photo, or back to where the first was opened. */
async function go(where) {
  if (where === "back") return leave();
  const link = view.root.querySelector(`#${where}[href]`);
  if (!link) return undefined;
  const from = view;
  const page = await takePage(link.href);
  const root = page?.querySelector("#photo");
  if (!root) return location.replace(link.href); // the server says what is wrong
  if (view === from) show(page, root, link.href); // or somebody has gone on meanwhile
  return undefined;
}

function show(page, root, address) {
  const focused = selectorOf(document.activeElement);
  root.classList.toggle("is-idle", view.root.classList.contains("is-idle"));
  view.close();
  view.root.replaceWith(document.adoptNode(root));
  history.replaceState(history.state, "", address); // so that "back" leads to where the first was opened
  document.title = page.title;
  view = new View(root, go);
  document.getElementById("said").textContent = view.photo.alt;
  (focused && root.querySelector(focused))?.focus({ preventScroll: true });
}

function selectorOf(element) {
  if (!view.root.contains(element)) return null;
  return element.id ? `#${element.id}` : element.dataset.tool ? `[data-tool="${element.dataset.tool}"]` : null;
}

function leave() {
  const isFromHere = document.referrer.startsWith(`${location.origin}/`) && history.length > 1;
  if (isFromHere) history.back();
  else location.assign("/");
}

/** What was opened last goes first. */
function escape() {
  const dialog = document.querySelector("dialog[open]");
  if (dialog) dialog.close();
  else if (view.lift.isLifted) view.lift.end();
  else if (view.zoom.isZoomed) view.zoom.reset();
  else leave();
}

/** Move a zoomed photo, or do something else with a fitting one. */
function pan(across, down, orElse = () => {}) {
  return () => (view.zoom.isZoomed ? view.zoom.pan(across, down) : orElse());
}

onKey("ArrowLeft", t("keys.previous"), pan(-1, 0, () => go("previous")));
onKey("ArrowRight", t("keys.next"), pan(1, 0, () => go("next")));
onKey("ArrowUp", t("photo_page.key_up"), pan(0, -1));
onKey("ArrowDown", t("photo_page.key_down"), pan(0, 1));
onKey("Escape", t("keys.close"), escape);
onKey("/", t("keys.search"), () => location.assign("/search"));
const TOOLS = {
  i: "details", b: "boxes", m: "masks", l: "lift", "+": "zoom_in", "-": "zoom_out", 0: "zoom_reset", f: "fullscreen", k: "like", h: "hide",
};
for (const [key, tool] of Object.entries(TOOLS)) {
  onKey(key, t(`photo_page.key_${tool}`), () => view.run(tool));
}
onKey("=", t("photo_page.key_zoom_in"), () => view.run("zoom_in")); // "+" without shift
onKey("p", t("photo_page.key_play"), () => view.root.querySelector("#live")?.click());

let idle = 0;
function wake(event) {
  if (event.pointerType === "touch") return; // a tap says whether the frame is there
  view.root.classList.remove("is-idle");
  clearTimeout(idle);
  idle = setTimeout(() => view.root.classList.add("is-idle"), IDLE_MS);
}
for (const name of ["pointermove", "keydown", "focusin"]) document.addEventListener(name, wake);
