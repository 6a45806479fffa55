// The map of places: a canvas with the world, pictures of photos on it, and the list beside it.

import { onKey } from "./keys.js";
import { Camera, project } from "./map_camera.js";
import { Clusters } from "./map_clusters.js";
import { addGestures } from "./map_gestures.js";
import { Painter } from "./map_paint.js";
import { loadWorld } from "./map_world.js";
import { t } from "./strings.js";

const TOWN_ZOOM = 7;

function start(element) {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  element.hidden = false;
  const painter = new Painter(element.querySelector("canvas"));
  let [world, frame, isPlaced] = [null, 0, false];
  let pin = data.at ? project(...data.at) : null;

  const paint = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      painter.draw(camera, world, pin);
    });
  };
  const camera = new Camera(data.deepest, () => {
    paint();
    if (isPlaced) clusters.update();
  });
  const clusters = new Clusters(document.getElementById("map-clusters"), camera);
  const all = () => camera.viewOf(data.bounds);

  new ResizeObserver(() => {
    camera.resize(element.clientWidth, element.clientHeight);
    if (isPlaced) return;
    isPlaced = true;
    camera.look(pin ? { ...pin, zoom: TOWN_ZOOM } : all());
  }).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

  addGestures(element, camera);
  for (const [key, label] of [["+", "map.zoom_in"], ["-", "map.zoom_out"]]) onKey(key, t(label), null); // on the map itself
  const steps = { in: 1, out: -1 };
  element.querySelector(".map-controls").addEventListener("click", (event) => {
    const wanted = event.target.closest("button")?.dataset.do;
    if (wanted === "all") camera.fly(all());
    else if (wanted) camera.zoomAround(steps[wanted], camera.width / 2, camera.height / 2, { isFlight: true });
  });
  addFollowing(document.querySelector(".map-list"), (at) => {
    pin = at;
    camera.fly({ ...at, zoom: Math.max(camera.at.zoom, 6) });
  });
  loadWorld(data.world).then((loaded) => {
    world = loaded;
    paint();
    element.dataset.ready = "";
  });
}

/** Let the map follow the town of the list that somebody stays at. */
function addFollowing(list, show) {
  let waiting = 0;
  for (const kind of ["pointerover", "focusin"]) {
    list.addEventListener(kind, (event) => {
      const at = event.target.closest("[data-at]")?.dataset.at;
      clearTimeout(waiting);
      if (at && event.pointerType !== "touch") waiting = setTimeout(() => show(project(...at.split(",").map(Number))), 350);
    });
  }
  list.addEventListener("pointerleave", () => clearTimeout(waiting));
}

const element = document.getElementById("map");
if (element) start(element);
