// The subject lifted off the photo: the server cuts it out, the photo dims, and the subject can be saved, copied, stuck.

import { ApiError } from "./api.js";
import { el, icon } from "./dom.js";
import { t } from "./strings.js";
import { told, toast } from "./toast.js";

export class Lift {
  constructor(viewer, layer, photo) {
    Object.assign(this, { viewer, layer, photo });
    this.controller = this.lifted = this.bar = null;
  }

  get isLifted() {
    return this.lifted !== null || this.controller !== null;
  }

  /** Lift what is at a pixel of the photo, or every subject where none is given. */
  async start(at = null) {
    this.end();
    const controller = new AbortController();
    this.controller = controller;
    this.viewer.classList.add("is-lifting");
    const address = (wishes) => `/media/${this.photo.id}/cutout?${new URLSearchParams({ ...(at && { at: `${at.x},${at.y}` }), ...wishes })}`;
    const picture = await told(() => fetchPicture(address({}), controller.signal));
    if (this.controller !== controller) return; // another photo, or put back, meanwhile
    this.controller = null;
    this.viewer.classList.remove("is-lifting");
    if (picture) this.show(picture, address);
  }

  show(picture, address) {
    this.address = URL.createObjectURL(picture);
    this.lifted = el("img", { class: "overlay lifted", src: this.address, alt: t("photo_page.lifted"), draggable: "false" });
    this.layer.append(this.lifted);
    this.viewer.classList.add("is-lifted");
    const stem = `photo-${this.photo.id}`;
    this.bar = el("div", { class: "lift-bar", role: "group", "aria-label": t("photo_page.lifted") },
      el("a", { class: "button primary", href: address({ full: 1, crop: 1 }), download: `${stem}.png` }, icon("download"), t("photo_page.save_png")),
      el("button", { class: "button", type: "button", onclick: () => copy(address({ crop: 1 })) }, icon("duplicates"), t("photo_page.copy")),
      el("a", { class: "button", href: address({ sticker: 1 }), download: `${stem}-sticker.png` }, icon("sticker"), t("photo_page.sticker")),
      el("button", { class: "button", type: "button", onclick: () => this.end() }, t("photo_page.lift_done")));
    this.viewer.append(this.bar);
    this.bar.querySelector("a").focus({ preventScroll: true });
  }

  /** Put it back. */
  end() {
    this.controller?.abort();
    if (this.bar?.contains(document.activeElement)) this.viewer.querySelector('[data-tool="lift"]').focus({ preventScroll: true });
    this.lifted?.remove();
    this.bar?.remove();
    if (this.address) URL.revokeObjectURL(this.address);
    this.controller = this.lifted = this.bar = this.address = null;
    this.viewer.classList.remove("is-lifting", "is-lifted");
  }
}

async function fetchPicture(address, signal) {
  const answer = await fetch(address, { credentials: "same-origin", signal });
  if (answer.ok) return answer.blob();
  const said = await answer.json().catch(() => null);
  throw new ApiError(said?.error ?? t("app.failed"), answer.status);
}

function copy(address) {
  return told(async () => {
    if (!navigator.clipboard?.write) throw new ApiError(t("photo_page.no_clipboard"), 0);
    await navigator.clipboard.write([new ClipboardItem({ "image/png": fetchPicture(address) })]);
    toast(t("photo_page.copied"));
  });
}
