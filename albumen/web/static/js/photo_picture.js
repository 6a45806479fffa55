// The picture itself: the preview at once, and one as sharp as the screen where the preview is not.

import { el } from "./dom.js";

const PAUSE_MS = 250; // who flips through photos asks for no originals
const MOST_PX = 4096; // of what the server makes for a browser that cannot show the original
const SHAPES = [0.1, 10]; // widths over heights of what it makes

export class Picture {
  constructor(layer, preview, photo) {
    Object.assign(this, { layer, preview, photo });
    this.timer = 0;
    this.isAsked = false;
  }

  /** See to it that the photo is sharp when it is shown so many pixels wide. */
  need(width) {
    const { naturalWidth } = this.preview;
    const { picture } = this.photo;
    if (this.isAsked || !picture || !naturalWidth || naturalWidth >= picture.width || width <= naturalWidth) return;
    this.isAsked = true;
    this.timer = setTimeout(() => this.sharpen(), PAUSE_MS);
  }

  close() {
    clearTimeout(this.timer);
  }

  sharpen() {
    const address = this.sharpAddress();
    if (!address) return;
    const sharp = el("img", { class: "sharp", alt: "", decoding: "async", draggable: "false" });
    sharp.src = address;
    sharp.decode().then(() => this.preview.after(sharp), () => {}); // its disk is away: the preview stays
  }

  /** The original, or what the server makes of one that browsers do not show. */
  sharpAddress() {
    const { id, version, picture } = this.photo;
    if (picture.is_shown) return `/media/${id}/original?v=${version}`;
    const aspect = picture.width / picture.height;
    if (aspect < SHAPES[0] || aspect > SHAPES[1]) return null;
    return `/media/${id}/cover?aspect=${aspect}&side=${Math.min(MOST_PX, Math.max(picture.width, picture.height))}`;
  }
}
