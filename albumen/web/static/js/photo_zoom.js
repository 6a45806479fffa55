// Where the photo lies on its stage: fitted, zoomed at a point, moved. It knows nothing of what the photo is.

const STEP = 1.5; // of a key or button
const PAN_PX = 80;
const SHARPEST = 4; // CSS pixels for one of the photo, at most
const LARGEST_FIT = 2; // of those, while it fits: a thumbnail is not blown up to a wall
const LEAST_MOST = 4; // how far any photo can be zoomed
const CLOSE = 2.5; // at least, when it is tapped twice

export class Zoom {
  /** `size` is the photo's width and height in pixels; `changed(scale, fit)` is told what is on the screen. */
  constructor(stage, layer, size, changed) {
    Object.assign(this, { stage, layer, size, changed });
    this.scale = 1;
    this.x = this.y = 0; // of the layer's middle from the stage's
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(stage); // which fits the photo before the first frame, too
  }

  close() {
    this.observer.disconnect();
  }

  get isZoomed() {
    return this.scale > 1.001;
  }

  /** CSS pixels for one of the photo while it fits the stage. */
  get fitScale() {
    const { clientWidth, clientHeight } = this.stage;
    return Math.min(clientWidth / this.size.width, clientHeight / this.size.height, LARGEST_FIT);
  }

  /** Lay the photo into the stage anew. */
  fit() {
    this.layer.style.width = `${this.size.width * this.fitScale}px`;
    this.layer.style.height = `${this.size.height * this.fitScale}px`;
    this.apply();
  }

  reset() {
    this.scale = 1;
    this.x = this.y = 0;
    this.apply();
  }

  /** Zoom in (1) or out (-1) by a step, about the middle. */
  step(direction) {
    this.zoomTo(this.scale * STEP ** direction, 0, 0);
  }

  /** Move by steps across and down. */
  pan(across, down) {
    this.moveBy(-across * PAN_PX, -down * PAN_PX);
  }

  moveBy(x, y) {
    this.x += x;
    this.y += y;
    this.apply();
  }

  /** Look closely at a point (from the stage's middle), pixel for pixel where that is close; or at all of it again. */
  toggle(x, y) {
    if (this.isZoomed) this.reset();
    else this.zoomTo(Math.max(1 / this.fitScale, CLOSE), x, y);
  }

  /** Zoom so that the point at x, y (from the stage's middle) stays where it is. */
  zoomTo(scale, x, y) {
    const next = Math.min(Math.max(scale, 1), Math.max(SHARPEST / this.fitScale, LEAST_MOST));
    this.x = x - ((x - this.x) * next) / this.scale;
    this.y = y - ((y - this.y) * next) / this.scale;
    this.scale = next;
    this.apply();
  }

  /** Give the photo's pixel at a place of the window; null beside the photo. */
  pixelAt({ clientX, clientY }) {
    const box = this.layer.getBoundingClientRect();
    const across = (clientX - box.left) / box.width;
    const down = (clientY - box.top) / box.height;
    if (Math.min(across, down) < 0 || Math.max(across, down) >= 1) return null;
    return { x: Math.floor(across * this.size.width), y: Math.floor(down * this.size.height) };
  }

  /** Give a place of the window from the stage's middle. */
  fromMiddle({ clientX, clientY }) {
    const box = this.stage.getBoundingClientRect();
    return [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2];
  }

  apply() {
    const slack = (side, shown) => Math.max(0, (side * this.scale - shown) / 2);
    const across = slack(this.layer.offsetWidth, this.stage.clientWidth);
    const down = slack(this.layer.offsetHeight, this.stage.clientHeight);
    this.x = Math.min(Math.max(this.x, -across), across);
    this.y = Math.min(Math.max(this.y, -down), down);
    this.place(this.x, this.y);
    this.stage.classList.toggle("is-zoomed", this.isZoomed);
    this.changed(this.scale, this.fitScale);
  }

  /** Draw it somewhere for the moment; `apply` brings it back. */
  place(x, y) {
    this.layer.style.transform = `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${this.scale})`;
  }
}
