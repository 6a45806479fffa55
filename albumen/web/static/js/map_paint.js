// Draws the world: sea, graticule, land, borders and the names of countries, in the colours that map.css gives them.

import { project } from "./map_camera.js";
import { UNITS } from "./map_world.js";

const GRID_STEPS = [30, 15, 10, 5, 2, 1]; // degrees
const LEAST_GRID_PX = 90;
const BORDERS_FROM = 2; // zoom
const NAMES_FROM = 2.2;
const LEAST_NAME_PX2 = 12_000; // a country's part of the screen that has room for its name
const MOST_NAME_PX2 = 1_500_000; // nobody needs to be told, and the name would stand on its towns

export class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.readColours();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.readColours());
  }

  readColours() {
    const colour = (name) => getComputedStyle(this.canvas.querySelector(`.map-paint-${name}`)).color;
    this.colours = Object.fromEntries(["land", "coast", "border", "grid", "name", "pin"].map((name) => [name, colour(name)]));
  }

  /** Draw what a camera sees. `world` is null until it was loaded, `pin` is a point to mark or null. */
  draw(camera, world, pin) {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(camera.width * ratio), Math.round(camera.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, camera.width, camera.height);
    this.drawGrid(camera);
    if (world) this.drawLand(camera, world, ratio);
    if (world && camera.at.zoom >= NAMES_FROM) this.drawNames(camera, world);
    if (pin) this.drawPin(camera.place(pin));
  }

  drawGrid(camera) {
    const step = GRID_STEPS.findLast((degrees) => (degrees / 360) * camera.scale >= LEAST_GRID_PX) ?? GRID_STEPS[0];
    const { context } = this;
    context.beginPath();
    for (let lon = -180; lon < 180; lon += step) {
      const { left } = camera.place(project(0, lon));
      context.moveTo(left, 0);
      context.lineTo(left, camera.height);
    }
    for (let lat = -90 + step; lat < 90; lat += step) {
      const { top } = camera.place({ x: camera.at.x, y: project(lat, 0).y });
      context.moveTo(0, top);
      context.lineTo(camera.width, top);
    }
    context.lineWidth = 1;
    context.strokeStyle = this.colours.grid;
    context.stroke();
  }

  drawLand(camera, world, ratio) {
    const { context } = this;
    const size = camera.scale / UNITS;
    const half = camera.width / 2 / camera.scale;
    for (let turn = Math.floor(camera.at.x - half) - 1; turn <= Math.ceil(camera.at.x + half); turn += 1) {
      const left = camera.width / 2 + (turn - camera.at.x) * camera.scale;
      const top = camera.height / 2 - camera.at.y * camera.scale;
      context.setTransform(size * ratio, 0, 0, size * ratio, left * ratio, top * ratio);
      context.fillStyle = this.colours.land;
      context.fill(world.land, "evenodd");
      this.stroke(world.land, this.colours.coast, 0.9 / size);
      if (camera.at.zoom >= BORDERS_FROM) this.stroke(world.borders, this.colours.border, 1 / size);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  stroke(path, colour, width) {
    Object.assign(this.context, { strokeStyle: colour, lineWidth: width, lineJoin: "round" });
    this.context.stroke(path);
  }

  drawNames(camera, world) {
    const { context } = this;
    Object.assign(context, { fillStyle: this.colours.name, textAlign: "center", textBaseline: "middle", letterSpacing: "1.5px" });
    context.font = `550 11px ${getComputedStyle(this.canvas).fontFamily}`;
    for (const country of world.countries) {
      const size = country.area * (camera.scale / 360) ** 2;
      if (size < LEAST_NAME_PX2) break;
      const { left, top } = camera.place(country);
      const isSeen = left > -80 && left < camera.width + 80 && top > 0 && top < camera.height;
      if (isSeen && size < MOST_NAME_PX2) context.fillText(country.name.toUpperCase(), left, top);
    }
  }

  drawPin({ left, top }) {
    const { context } = this;
    for (const [radius, alpha] of [[16, 0.22], [6, 1]]) {
      context.globalAlpha = alpha;
      context.fillStyle = this.colours.pin;
      context.beginPath();
      context.arc(left, top, radius, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  }
}
