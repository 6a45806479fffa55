// The clock of a show: where it is, playing or not. It waits for a picture that has not come rather than show a hole.

const LONGEST_STEP_S = 0.25; // of a page that was busy: the show goes on from where it was seen last

export class Playback {
  /** `onmove` is called when the time changed, `onplay` when it starts or stops. */
  constructor(show, stage, { onmove, onplay }) {
    Object.assign(this, { board: show, stage, onmove, onplay, now: 0, last: 0, isPlaying: false });
    this.starts = [0, ...show.shots.map((shot) => shot.starts_s)];
  }

  /** The slide that is seen, or seen more than the one before it: 0 is the title. */
  get at() {
    return this.starts.findLastIndex((start, index) => !index || this.now >= start + this.board.fade_s / 2);
  }

  /** How much of each slide is over, in [0, 1]. */
  get shares() {
    return this.starts.map((start, index) => {
      const end = this.starts[index + 1] ?? this.board.seconds;
      return Math.min(1, Math.max(0, (this.now - start) / (end - start))).toFixed(3);
    });
  }

  play() {
    if (this.now >= this.board.seconds) this.now = 0;
    this.isPlaying = true;
    this.last = performance.now();
    this.draw();
    this.onplay();
    requestAnimationFrame((time) => this.tick(time));
  }

  pause() {
    if (!this.isPlaying) return;
    this.isPlaying = false;
    this.onplay();
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  /** Go to a slide, past its fade. */
  show(index) {
    const bounded = Math.min(this.starts.length - 1, Math.max(0, index));
    this.now = bounded ? this.starts[bounded] + this.board.fade_s : 0;
    this.draw();
  }

  tick(time) {
    if (!this.isPlaying) return;
    const next = this.starts.find((start) => start > this.now) ?? Infinity;
    const wanted = this.now + Math.min(LONGEST_STEP_S, Math.max(0, (time - this.last) / 1000));
    const waits = wanted >= next && !this.stage.isReady(this.starts.indexOf(next));
    this.now = waits ? this.now : Math.min(this.board.seconds, wanted);
    this.last = time;
    this.draw();
    if (this.now >= this.board.seconds) this.pause();
    else requestAnimationFrame((later) => this.tick(later));
  }

  draw() {
    this.stage.draw(this.now);
    this.onmove();
  }
}
