// @ts-check
// The space-time diagram: its cursor, its undone part, and the event under the pointer.
import { byId, drawn } from "./page.js";
import { set } from "./run.js";

const COLUMN = 26;

export class TimeView {
  /** @param {(position: number) => void} pick shows the event that is clicked */
  constructor(pick) {
    this.box = /** @type {HTMLElement} */ (byId("diagram"));
    /** @type {Element | undefined} */
    this.picture = undefined;
    /** @type {Map<number, number>} the column of each event */
    this.columns = new Map();
    this.box.addEventListener("click", (event) => {
      if (!this.picture) return;
      const x = event.clientX - this.picture.getBoundingClientRect().left;
      const found = [...this.columns.keys()].find((at) => Math.abs(this.left(at) + COLUMN / 2 - x) <= COLUMN / 2);
      if (found !== undefined) pick(found);
    });
  }

  /**
   * Show a diagram; what comes after the first `count` events is undone.
   * @param {string} diagram
   * @param {string} names
   * @param {number} count
   */
  show(diagram, names, count) {
    this.picture = drawn(diagram);
    this.box.replaceChildren(this.picture);
    byId("names")?.replaceChildren(drawn(names));
    const shown = (this.picture.getAttribute("data-columns") ?? "").split(" ").filter(Boolean);
    this.columns = new Map(shown.map((position, column) => [Number(position), column]));
    if (Math.max(...this.columns.keys()) < count) return;
    const undone = this.picture.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
    const width = this.picture.getAttribute("width") ?? 0;
    const attributes = { class: "undone", x: this.left(count - 1) + COLUMN, y: 0, width, height: "100%" };
    for (const [name, value] of Object.entries(attributes)) set(undone, name, String(value));
  }

  /**
   * Return the left edge of an event's column; a folded event has that of the last one before it.
   * @param {number} at
   */
  left(at) {
    let shown = at;
    while (shown > 0 && !this.columns.has(shown)) shown -= 1;
    return Number(this.picture?.getAttribute("data-left")) + COLUMN * (this.columns.get(shown) ?? 0);
  }

  /**
   * Put the cursor on an event, and scroll it into sight.
   * @param {number} at
   */
  moveCursor(at) {
    const x = this.left(at);
    set(this.picture?.querySelector(".cursor") ?? null, "x", String(x));
    const { scrollLeft, clientWidth } = this.box;
    if (x < scrollLeft + 40 || x > scrollLeft + clientWidth - 60) this.box.scrollLeft = x - clientWidth * 0.7;
  }
}
