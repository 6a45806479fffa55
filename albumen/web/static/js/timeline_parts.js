// The photos of the timeline's parts, asked for when they come near the screen, and forgotten when they are far from it.

import { get } from "./api.js";
import { told } from "./toast.js";

const PAUSE_MS = 90; // somebody who flies over years asks for none of them
const KEPT_PARTS = 60;
const REST_MS = 5000; // after a failure, which is told once and not in every frame

export class PartLoader {
  /** `loaded(block)` is told when a block has its answer, and `changed()` when the library is another one by now. */
  constructor({ loaded, changed }) {
    Object.assign(this, { loaded, changed });
    this.pending = new Map();
    this.restsUntil = 0;
    this.timer = 0;
    this.begin("");
  }

  /** Ask for parts of another state of the library from now on. */
  begin(stamp) {
    this.stamp = stamp;
    this.kept = [];
  }

  /** Ask for the parts near the screen, at once or after a pause, and no longer for those that have left it. */
  need(blocks, { isFast }) {
    for (const [block, controller] of this.pending) {
      if (blocks.includes(block)) continue;
      controller.abort();
      this.pending.delete(block);
    }
    clearTimeout(this.timer);
    if (performance.now() < this.restsUntil) return;
    const ask = () => blocks.filter((block) => !this.pending.has(block)).forEach((block) => this.loadWhileNear(block));
    if (isFast) this.timer = setTimeout(ask, PAUSE_MS);
    else ask();
  }

  async loadWhileNear(block) {
    const controller = new AbortController();
    this.pending.set(block, controller);
    await this.load(block, controller.signal);
    if (this.pending.get(block) === controller) this.pending.delete(block);
  }

  /** Load a part and wait for it. */
  async load(block, signal) {
    const address = `/api/timeline/sections/${block.section.key}/${block.number}?stamp=${this.stamp}`;
    await told(async () => {
      try {
        this.keep(block, await get(address, { signal }));
      } catch (error) {
        if (error.status === 404) return this.changed();
        if (error.name !== "AbortError") this.restsUntil = performance.now() + REST_MS;
        throw error;
      }
    });
  }

  /** Take a part that is there already. */
  keep(block, answer) {
    block.answer = answer;
    if (!this.kept.includes(block)) this.kept.push(block);
    if (this.kept.length > KEPT_PARTS) this.forgetFarthest(block);
    this.loaded(block);
  }

  forgetFarthest(block) {
    const distances = this.kept.map((other) => Math.abs(other.index - block.index));
    const [farthest] = this.kept.splice(distances.indexOf(Math.max(...distances)), 1);
    Object.assign(farthest, { answer: null, boxes: null }); // its height stays
  }
}
