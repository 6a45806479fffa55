// Moving a map: dragging, wheel, two fingers, double click and keys.

const WHEEL_STEPS = 1 / 300; // zoom for a pixel of scrolling: a notch of 100 is a third
const LINE_PX = 24; // of a wheel that counts in lines
const KEY_PX = 120;

/** Let an element move a camera. A drag that began on a button does not press it. */
export function addGestures(element, camera) {
  const pointers = new Map();
  let moved = 0;

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest(".map-controls, .map-card")) return;
    if (!pointers.size) moved = 0;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });

  element.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (moved > 4) element.setPointerCapture(event.pointerId);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(before, now, other);
    else camera.pan(now.x - before.x, now.y - before.y);
    pointers.set(event.pointerId, now);
  });

  function pinch(before, now, other) {
    const { left, top } = element.getBoundingClientRect();
    const stretch = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    camera.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    camera.zoomAround(Math.log2(stretch), (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
  }

  for (const kind of ["pointerup", "pointercancel"]) {
    element.addEventListener(kind, (event) => pointers.delete(event.pointerId));
  }
  element.addEventListener("click", (event) => {
    if (moved <= 4) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { left, top } = element.getBoundingClientRect();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1);
    camera.zoomAround(-pixels * (event.ctrlKey ? 3 : 1) * WHEEL_STEPS, event.clientX - left, event.clientY - top);
  }, { passive: false });

  element.addEventListener("dblclick", (event) => {
    if (event.target.closest("button, a")) return;
    const { left, top } = element.getBoundingClientRect();
    camera.zoomAround(1, event.clientX - left, event.clientY - top, { isFlight: true });
  });

  element.addEventListener("keydown", (event) => {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    const pans = { ArrowLeft: [KEY_PX, 0], ArrowRight: [-KEY_PX, 0], ArrowUp: [0, KEY_PX], ArrowDown: [0, -KEY_PX] };
    const zooms = { "+": 1, "=": 1, "-": -1 };
    if (event.key in pans) camera.pan(...pans[event.key]);
    else if (event.key in zooms) camera.zoomAround(zooms[event.key], camera.width / 2, camera.height / 2, { isFlight: true });
    else return;
    event.preventDefault();
  });
}
