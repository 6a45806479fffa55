// Wheel, mouse and fingers on a photo: they zoom and move it, and a tap, a swipe or a long press is told.

const HOLD_MS = 450;
const DOUBLE_MS = 300;
const SLOP_PX = 8; // a finger that moves less stands still
const SWIPE_PX = 60;
const LINE_PX = 16; // of wheels that count lines
const WHEEL_SPEED = 0.0022; // in natural logarithms of the scale for a pixel of the wheel

export class Gestures {
  /** `told` has tapped(pointerType), swiped("left" | "right" | "up" | "down"), and held({ x, y }) in pixels of the photo. */
  constructor(zoom, told) {
    Object.assign(this, { zoom, told });
    this.pointers = new Map();
    this.press = null;
    this.tappedAt = 0;
    const listen = (name, run, options) => zoom.stage.addEventListener(name, run.bind(this), options);
    listen("wheel", this.onWheel, { passive: false });
    listen("pointerdown", this.onDown);
    listen("pointermove", this.onMove);
    listen("pointerup", this.onUp);
    listen("pointercancel", this.end);
    listen("contextmenu", (event) => event.pointerType === "touch" && event.preventDefault());
  }

  close() {
    clearTimeout(this.holding);
  }

  onWheel(event) {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PX : event.deltaY;
    this.zoom.zoomTo(this.zoom.scale * Math.exp(-pixels * WHEEL_SPEED), ...this.zoom.fromMiddle(event));
  }

  onDown(event) {
    if (event.button !== 0) return;
    this.zoom.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    clearTimeout(this.holding);
    this.press = this.pointers.size > 1 ? null : { event, isMoved: false, isHeld: false };
    if (this.press) this.holding = setTimeout(() => this.hold(this.press), HOLD_MS);
  }

  hold(press) {
    const pixel = this.zoom.pixelAt(press.event);
    if (!pixel) return;
    press.isHeld = true;
    this.told.held(pixel);
  }

  onMove(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    this.pointers.set(event.pointerId, event);
    if (this.pointers.size === 2) this.pinch(before, event);
    else if (this.press && !this.press.isHeld) this.drag(before, event);
  }

  drag(before, event) {
    const [dx, dy] = wayOf(this.press.event, event);
    if (!this.press.isMoved && Math.hypot(dx, dy) < SLOP_PX) return;
    this.press.isMoved = true;
    clearTimeout(this.holding);
    if (this.zoom.isZoomed) this.zoom.moveBy(...wayOf(before, event));
    else if (event.pointerType !== "mouse") this.zoom.place(Math.abs(dx) > Math.abs(dy) ? dx : 0, 0);
  }

  pinch(before, event) {
    const other = [...this.pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    const apart = (one) => Math.max(Math.hypot(...wayOf(other, one)), 1);
    const [dx, dy] = wayOf(before, event);
    this.zoom.moveBy(dx / 2, dy / 2);
    const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
    this.zoom.zoomTo((this.zoom.scale * apart(event)) / apart(before), ...this.zoom.fromMiddle(middle));
  }

  onUp(event) {
    const { press } = this;
    this.end(event);
    if (!press || press.isHeld) return;
    if (!press.isMoved) this.tap(event);
    else if (!this.zoom.isZoomed && event.pointerType !== "mouse") this.swipe(...wayOf(press.event, event));
  }

  end(event) {
    this.pointers.delete(event.pointerId);
    clearTimeout(this.holding);
    this.press = null;
    this.zoom.apply();
  }

  swipe(dx, dy) {
    if (Math.max(Math.abs(dx), Math.abs(dy)) < SWIPE_PX) return;
    if (Math.abs(dx) > Math.abs(dy)) this.told.swiped(dx < 0 ? "left" : "right");
    else this.told.swiped(dy < 0 ? "up" : "down");
  }

  tap(event) {
    const isSecond = event.timeStamp - this.tappedAt < DOUBLE_MS;
    this.tappedAt = isSecond ? 0 : event.timeStamp;
    if (isSecond) this.zoom.toggle(...this.zoom.fromMiddle(event));
    else this.told.tapped(event.pointerType);
  }
}

function wayOf(from, to) {
  return [to.clientX - from.clientX, to.clientY - from.clientY];
}
