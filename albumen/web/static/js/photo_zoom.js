// A photo under wheel, fingers and mouse: zoomed at a point, moved, held, swiped. It knows nothing of what the photo is.

const HOLD_MS = 450;
const SLOP_PX = 8; // a finger that moves less stands still
const DOUBLE_MS = 300;
const SWIPE_PX = 60;
const STEP = 1.5; // of a key or button
const PAN_PX = 80;
const SHARPEST = 4; // CSS pixels for one of the photo, at most
const LARGEST_FIT = 2; // of those, while it fits: a thumbnail is not blown up to a wall
const WHEEL_SPEED = 0.0022; // in natural logarithms of the scale for a pixel of the wheel

export class Zoom {
  /**
   * `size` is the photo's width and height in pixels. `told` has functions: changed(scale, fit), tapped(), swiped("left" |
   * "right" | "up" | "down"), and held(x, y) in pixels of the photo.
   */
  constructor(stage, layer, size, told) {
    Object.assign(this, { stage, layer, size, told });
    this.pointers = new Map();
    this.scale = 1;
    this.x = this.y = 0; // of the layer's middle from the stage's
    this.tappedAt = 0;
    const listen = (name, run, options) => stage.addEventListener(name, run.bind(this), options);
    listen("wheel", this.onWheel, { passive: false });
    listen("pointerdown", this.onDown);
    listen("pointermove", this.onMove);
    listen("pointerup", this.onUp);
    listen("pointercancel", this.onCancel);
    listen("contextmenu", (event) => event.pointerType === "touch" && event.preventDefault());
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(stage);
    this.fit();
  }

  close() {
    this.observer.disconnect();
    clearTimeout(this.holding);
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
    this.x -= across * PAN_PX;
    this.y -= down * PAN_PX;
    this.apply();
  }

  /** Zoom so that the point at x, y (from the stage's middle) stays where it is. */
  zoomTo(scale, x, y) {
    const most = Math.max(SHARPEST / this.fitScale, 4);
    const next = Math.min(Math.max(scale, 1), most);
    this.x = x - ((x - this.x) * next) / this.scale;
    this.y = y - ((y - this.y) * next) / this.scale;
    this.scale = next;
    this.apply();
  }

  /** Give the photo's pixel at a place of the window; null beside the photo. */
  pixelAt(clientX, clientY) {
    const box = this.layer.getBoundingClientRect();
    const across = (clientX - box.left) / box.width;
    const down = (clientY - box.top) / box.height;
    if (Math.min(across, down) < 0 || Math.max(across, down) >= 1) return null;
    return { x: Math.floor(across * this.size.width), y: Math.floor(down * this.size.height) };
  }

  apply() {
    const slack = (side, shown) => Math.max(0, (side * this.scale - shown) / 2);
    const across = slack(this.layer.offsetWidth, this.stage.clientWidth);
    const down = slack(this.layer.offsetHeight, this.stage.clientHeight);
    this.x = Math.min(Math.max(this.x, -across), across);
    this.y = Math.min(Math.max(this.y, -down), down);
    this.place(this.x, this.y);
    this.stage.classList.toggle("is-zoomed", this.isZoomed);
    this.told.changed(this.scale, this.fitScale);
  }

  place(x, y) {
    this.layer.style.transform = `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${this.scale})`;
  }

  fromMiddle(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
  }

  onWheel(event) {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    this.zoomTo(this.scale * Math.exp(-pixels * WHEEL_SPEED), ...this.fromMiddle(event));
  }

  onDown(event) {
    if (event.button !== 0 || event.target.closest("button, a")) return;
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    clearTimeout(this.holding);
    if (this.pointers.size > 1) {
      this.press = null;
      return;
    }
    const press = { event, moved: false, isHeld: false };
    this.press = press;
    this.holding = setTimeout(() => {
      const pixel = this.pixelAt(event.clientX, event.clientY);
      if (!pixel) return;
      press.isHeld = true;
      this.told.held(pixel.x, pixel.y);
    }, HOLD_MS);
  }

  onMove(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    this.pointers.set(event.pointerId, event);
    if (this.pointers.size === 2) this.pinch(before, event);
    else if (this.press && !this.press.isHeld) this.drag(before, event);
  }

  drag(before, event) {
    const [dx, dy] = [event.clientX - this.press.event.clientX, event.clientY - this.press.event.clientY];
    if (!this.press.moved && Math.hypot(dx, dy) < SLOP_PX) return;
    this.press.moved = true;
    clearTimeout(this.holding);
    if (this.isZoomed) {
      this.x += event.clientX - before.clientX;
      this.y += event.clientY - before.clientY;
      this.apply();
    } else if (event.pointerType !== "mouse") {
      this.place(Math.abs(dx) > Math.abs(dy) ? dx : 0, 0);
    }
  }

  pinch(before, event) {
    const other = [...this.pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const [x, y] = this.fromMiddle({ clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 });
    this.x += (event.clientX - before.clientX) / 2;
    this.y += (event.clientY - before.clientY) / 2;
    this.zoomTo((this.scale * apart(event)) / Math.max(apart(before), 1), x, y);
  }

  onUp(event) {
    const { press } = this;
    this.onCancel(event);
    if (!press || press.isHeld) return;
    if (press.moved) {
      if (!this.isZoomed && event.pointerType !== "mouse") this.swipe(event, press.event);
    } else {
      this.tap(event);
    }
  }

  onCancel(event) {
    this.pointers.delete(event.pointerId);
    clearTimeout(this.holding);
    this.press = null;
    this.place(this.x, this.y);
  }

  swipe(event, start) {
    const [dx, dy] = [event.clientX - start.clientX, event.clientY - start.clientY];
    if (Math.max(Math.abs(dx), Math.abs(dy)) < SWIPE_PX) return;
    if (Math.abs(dx) > Math.abs(dy)) this.told.swiped(dx < 0 ? "left" : "right");
    else this.told.swiped(dy < 0 ? "up" : "down");
  }

  tap(event) {
    const isSecond = event.timeStamp - this.tappedAt < DOUBLE_MS;
    this.tappedAt = isSecond ? 0 : event.timeStamp;
    if (!isSecond) this.told.tapped(event.pointerType);
    else if (this.isZoomed) this.reset();
    else this.zoomTo(Math.max(1 / this.fitScale, 2.5), ...this.fromMiddle(event));
  }
}
