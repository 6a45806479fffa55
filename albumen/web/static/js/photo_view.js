// One photo on its page: its parts, put together. Each part stands in its own module.

import { Actions } from "./photo_actions.js";
import { Gestures } from "./photo_gestures.js";
import { Lift } from "./photo_lift.js";
import { watchLive } from "./photo_live.js";
import { forgetPages, linkNeighbours, preloadNeighbours } from "./photo_neighbours.js";
import { Overlay } from "./photo_overlay.js";
import { Picture } from "./photo_picture.js";
import { watchSimilar } from "./photo_similar.js";
import { Zoom } from "./photo_zoom.js";

const DETAILS_KEY = "albumen.details";
// What is shown stays shown with the next photo; the details with the next page, too.
const shown = { boxes: false, masks: false, details: sessionStorage.getItem(DETAILS_KEY) === "1" };

const UNKNOWN_PX = [1200, 800]; // room for the words that stand for a picture that nobody could decode

export class View {
  /** `go` leads elsewhere: "previous", "next" or "back". */
  constructor(root, go) {
    Object.assign(this, { root, go });
    this.photo = JSON.parse(root.querySelector("#photo-data").textContent);
    const [stage, layer, preview] = ["stage", "layer", "preview"].map((id) => root.querySelector(`#${id}`));
    this.overlay = new Overlay(layer, this.photo);
    this.picture = new Picture(layer, preview, this.photo);
    this.lift = new Lift(root, layer, this.photo);
    this.actions = new Actions(root, this.photo);
    this.zoom = new Zoom(stage, layer, this.sizeOf(preview), (scale, fit) => this.onZoom(scale, fit));
    this.gestures = new Gestures(this.zoom, {
      tapped: (pointer) => pointer !== "mouse" && root.classList.toggle("is-idle"),
      swiped: (way) => this.onSwipe(way),
      held: (pixel) => this.photo.picture && this.lift.start(pixel),
    });
    preview.addEventListener("load", () => this.onLoad(preview));
    if (preview.complete) this.onLoad(preview);
    root.addEventListener("click", (event) => this.onClick(event));
    linkNeighbours(root, this.photo.id);
    preloadNeighbours(root);
    this.closeLive = watchLive(root, layer, this.photo);
    this.closeSimilar = watchSimilar(root.querySelector("#similar-grid"), this.photo.id);
    for (const name of Object.keys(shown)) this.show(name, shown[name]);
  }

  close() {
    this.lift.end();
    for (const part of [this.zoom, this.gestures, this.picture]) part.close();
    this.closeLive();
    this.closeSimilar();
  }

  sizeOf(preview) {
    return this.photo.picture ?? { width: preview.naturalWidth || UNKNOWN_PX[0], height: preview.naturalHeight || UNKNOWN_PX[1] };
  }

  onLoad(preview) {
    this.zoom.size = this.sizeOf(preview);
    this.zoom.fit();
  }

  onZoom(scale, fit) {
    this.overlay.setUnit(1 / (fit * scale));
    this.picture.need(this.zoom.layer.offsetWidth * scale * devicePixelRatio);
    this.root.querySelector("#zoom-value").textContent = `${Math.round(fit * scale * 100)}%`;
  }

  onSwipe(way) {
    if (way === "left") this.go("next");
    else if (way === "right") this.go("previous");
    else if (way === "up") this.show("details", true);
    else if (shown.details) this.show("details", false);
    else this.go("back");
  }

  onClick(event) {
    const link = event.target.closest("#previous, #next, #back");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.go(link.id);
      return;
    }
    const tool = event.target.closest("[data-tool]");
    if (tool) this.run(tool.dataset.tool);
    const mask = event.target.closest("[data-mask]");
    if (mask) this.toggleMask(mask);
  }

  run(tool) {
    const tools = {
      details: () => this.show("details", !shown.details, { isFocused: true }),
      boxes: () => this.show("boxes", !shown.boxes),
      masks: () => this.show("masks", !shown.masks),
      lift: () => (this.lift.isLifted ? this.lift.end() : this.lift.start()),
      link: () => this.actions.copyLink(),
      copy_text: () => this.actions.copyRead(),
      fullscreen: toggleFullscreen,
      zoom_in: () => this.zoom.step(1),
      zoom_out: () => this.zoom.step(-1),
      zoom_reset: () => this.zoom.reset(),
    };
    if (tools[tool]) tools[tool]();
    else this.actions.wish(tool).then(forgetPages);
  }

  /** Show or put away boxes, masks or the details; the next photo is shown the same way. */
  show(name, isShown, { isFocused = false } = {}) {
    shown[name] = isShown;
    if (name === "details") {
      sessionStorage.setItem(DETAILS_KEY, isShown ? "1" : "0");
      this.root.classList.toggle("has-details", isShown);
      const [opener] = this.root.querySelectorAll('[data-tool="details"]');
      opener.setAttribute("aria-expanded", String(isShown));
      if (isFocused) (isShown ? this.root.querySelector("#details") : opener).focus({ preventScroll: true });
      return;
    }
    const button = this.root.querySelector(`[data-tool="${name}"]`);
    button?.setAttribute("aria-pressed", String(isShown));
    if (name === "boxes") this.overlay.showBoxes(isShown && button !== null);
    else this.overlay.showMasks(isShown && button !== null);
  }

  toggleMask(button) {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    for (const other of this.root.querySelectorAll("[data-mask]")) other.setAttribute("aria-pressed", String(other === button && isOn));
    this.overlay.showMask(isOn ? button.dataset.mask : null);
  }
}

function toggleFullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}
