// Short messages at the foot of the page, with an action where there is one: toast("Hidden", { label: "Undo", run: … }).

import { el } from "./dom.js";

const SHOWN_MS = 6000;

export function toast(message, action = null) {
  const shown = el("div", { class: "toast" }, el("span", {}, message));
  const close = () => shown.remove();
  if (action) {
    shown.append(el("button", { type: "button", onclick: () => { close(); action.run(); } }, action.label));
  }
  document.getElementById("toasts").append(shown);
  setTimeout(close, SHOWN_MS);
}

/** Run something, and say what went wrong if it does: `await told(() => post(...))`. Returns undefined then. */
export async function told(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message);
    return undefined;
  }
}
