// Where a map looks: the middle, in shares of the world's width, and the zoom. Web Mercator (EPSG:3857), as photo_map.py has it.

export const WORLD_PX = 256; // of the world at zoom 0
const LEAST_ZOOM = 0;
const MOST_FITTED = 7; // a single town is shown with what lies around it
const PADDING_PX = 72;
const FLIGHT_MS = 420;

/** Project degrees to shares of the world's width. */
export function project(lat, lon) {
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/** Return the latitude at a share of the world's width. */
export function latitudeAt(y) {
  return (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;
}

export class Camera {
  constructor(deepest, onchange) {
    this.deepest = deepest;
    this.onchange = onchange;
    this.width = this.height = 1;
    this.at = { x: 0.5, y: 0.4, zoom: 1 };
    this.flight = 0;
  }

  /** Pixels of the whole world. */
  get scale() {
    return WORLD_PX * 2 ** this.at.zoom;
  }

  resize(width, height) {
    [this.width, this.height] = [width, height];
    this.look(this.at);
  }

  /** Look somewhere at once. The world goes on to the east and west, and ends in the north and south. */
  look({ x, y, zoom }) {
    const least = Math.max(LEAST_ZOOM, Math.log2(Math.max(this.height, this.width / 2) / WORLD_PX));
    const bounded = Math.min(this.deepest, Math.max(least, zoom));
    const half = this.height / 2 / (WORLD_PX * 2 ** bounded);
    this.at = { x: x - Math.floor(x), y: Math.min(Math.max(y, half), 1 - half), zoom: bounded };
    this.onchange();
  }

  /** Look somewhere after a short flight, or at once for those who do not like movement. */
  fly(to) {
    cancelAnimationFrame(this.flight);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.look(to);
    const from = { ...this.at };
    const across = to.x - from.x - Math.round(to.x - from.x); // the short way round
    const began = performance.now();
    const step = (now) => {
      const share = Math.min(1, (now - began) / FLIGHT_MS);
      const eased = 1 - (1 - share) ** 3;
      const zoom = from.zoom + (to.zoom - from.zoom) * eased;
      // Zooming keeps a point in its place only if the middle moves with the scale, not with the zoom.
      const moved = Math.abs(to.zoom - from.zoom) < 0.01 ? eased : (2 ** -from.zoom - 2 ** -zoom) / (2 ** -from.zoom - 2 ** -to.zoom);
      this.look({ x: from.x + across * moved, y: from.y + (to.y - from.y) * moved, zoom });
      if (share < 1) this.flight = requestAnimationFrame(step);
    };
    this.flight = requestAnimationFrame(step);
    return undefined;
  }

  /** Move by pixels. */
  pan(dx, dy) {
    cancelAnimationFrame(this.flight);
    this.look({ ...this.at, x: this.at.x - dx / this.scale, y: this.at.y - dy / this.scale });
  }

  /** Zoom by steps around a point in pixels from the top left. */
  zoomAround(steps, left, top, { isFlight = false } = {}) {
    const zoom = Math.min(this.deepest, this.at.zoom + steps);
    const grown = 1 / this.scale - 1 / (WORLD_PX * 2 ** zoom);
    const to = { x: this.at.x + (left - this.width / 2) * grown, y: this.at.y + (top - this.height / 2) * grown, zoom };
    if (isFlight) return this.fly(to);
    cancelAnimationFrame(this.flight);
    return this.look(to);
  }

  /** Return the view that shows bounds in degrees whole. */
  viewOf({ west, south, east, north }, mostZoom = MOST_FITTED) {
    const [start, end] = [project(north, west), project(south, east)];
    const wide = Math.max((this.width - 2 * PADDING_PX) / Math.max(end.x - start.x, 1e-9), 1);
    const high = Math.max((this.height - 2 * PADDING_PX) / Math.max(end.y - start.y, 1e-9), 1);
    const zoom = Math.min(mostZoom, Math.log2(Math.min(wide, high) / WORLD_PX));
    return { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2, zoom };
  }

  /** Return where a point is in pixels from the top left: the copy of it that is nearest to the middle. */
  place({ x, y }) {
    const across = x - this.at.x - Math.round(x - this.at.x);
    return { left: this.width / 2 + across * this.scale, top: this.height / 2 + (y - this.at.y) * this.scale };
  }

  /** What is seen, in degrees, as the API takes it. */
  get bounds() {
    const [half, high] = [this.width / 2 / this.scale, this.height / 2 / this.scale];
    const lat = [this.at.y + high, this.at.y - high].map((y) => latitudeAt(Math.min(1, Math.max(0, y))));
    const lon = half >= 0.5 ? [-180, 180] : [this.at.x - half, this.at.x + half].map((x) => (x - Math.floor(x)) * 360 - 180);
    return [lon[0], lat[0], lon[1], lat[1]].map((degrees) => degrees.toFixed(4));
  }
}
