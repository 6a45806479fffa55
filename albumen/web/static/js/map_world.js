// The outline of the world as paths to draw, out of world.json, which world_outline.py made. A unit is 1/1024 of its width.

import { project } from "./map_camera.js";

export const UNITS = 1024;

/** Load the outline: { land, coast, borders } are paths, countries are { name, x, y, area }, the largest first. */
export async function loadWorld(address) {
  const world = await (await fetch(address)).json();
  const arcs = world.arcs.map((arc) => decode(arc, world.step));
  const land = new Path2D();
  const borders = new Path2D();
  for (const ring of world.land) addRing(land, ring, arcs);
  for (const arc of world.borders) addLine(borders, arcs[arc], 0, false);
  const countries = world.countries.map(([name, lon, lat, area]) => ({ name, area, ...project(lat, lon) }));
  return { land, borders, countries };
}

function decode(arc, step) {
  const points = [];
  let [lon, lat] = [0, 0];
  for (let at = 0; at < arc.length; at += 2) {
    lon += arc[at];
    lat += arc[at + 1];
    const { x, y } = project(lat * step, lon * step);
    points.push([x * UNITS, y * UNITS]);
  }
  return points;
}

function addRing(path, ring, arcs) {
  let end = null;
  let start = null;
  for (const number of ring) {
    const points = number < 0 ? arcs[~number].toReversed() : arcs[number];
    const turn = end === null ? 0 : Math.round((end - points[0][0]) / UNITS) * UNITS; // once more around the world
    start ??= points[0][0];
    addLine(path, points, turn, end !== null);
    end = points.at(-1)[0] + turn;
  }
  if (Math.abs(end - start) > UNITS / 2) { // around a pole
    path.lineTo(end, UNITS);
    path.lineTo(start, UNITS);
  }
  path.closePath();
}

function addLine(path, points, turn, continues) {
  points.forEach(([x, y], at) => {
    if (at || continues) path.lineTo(x + turn, y);
    else path.moveTo(x + turn, y);
  });
}
