// What the models saw, drawn over the photo: boxes of objects and lines of text as SVG, masks as pictures.

import { el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

export class Overlay {
  /** `photo` is the PhotoDetails of the API; everything is laid over `layer`, which has the photo's shape. */
  constructor(layer, photo) {
    Object.assign(this, { layer, photo });
    this.boxes = this.masks = this.single = null;
    this.unit = 1;
  }

  /** Keep lines and letters as large as they are on the screen: `unit` is the photo's pixels for one of CSS. */
  setUnit(unit) {
    this.unit = unit;
    this.boxes?.style.setProperty("--unit", `${unit}px`);
  }

  showBoxes(isShown) {
    this.boxes?.remove();
    this.boxes = isShown ? this.drawBoxes() : null;
    if (this.boxes) this.layer.append(this.boxes);
    this.setUnit(this.unit);
  }

  showMasks(isShown) {
    this.masks?.remove();
    this.masks = isShown ? el("img", { class: "overlay masks", src: `/media/${this.photo.id}/masks`, alt: "" }) : null;
    if (this.masks) this.layer.append(this.masks);
  }

  /** Show one mask by its kind and number ("person/1"), or none. */
  showMask(name) {
    this.single?.remove();
    this.single = null;
    if (name === null) return;
    this.single = el("div", { class: "overlay mask", style: { maskImage: `url("/media/${this.photo.id}/mask/${name}")` } });
    this.layer.append(this.single);
  }

  drawBoxes() {
    const { width, height } = this.photo.picture;
    const drawing = make("svg", { class: "overlay boxes", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    for (const found of this.photo.objects) drawing.append(drawBox(found.box, "object", found.label));
    for (const line of this.photo.text ?? []) drawing.append(drawBox(line.box, "line", null));
    return drawing;
  }
}

function drawBox(box, kind, label) {
  const group = make("g", { class: `box-${kind}` });
  const [width, height] = [Math.max(box.right - box.left, 0), Math.max(box.bottom - box.top, 0)];
  group.append(make("rect", { x: box.left, y: box.top, width, height }));
  if (label) {
    const text = make("text", { x: box.left, y: box.top });
    text.textContent = label;
    group.append(text);
  }
  return group;
}

function make(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
