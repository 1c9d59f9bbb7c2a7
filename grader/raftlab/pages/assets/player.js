// @ts-check
// The player: a cursor over a run. Python drew the diagram and the strips; this script moves and relabels them.
import { byId, drawn, place, save, setPlace, showHelp, unpacked } from "./page.js";
import { Strips, unroll, write } from "./run.js";

/**
 * @typedef {{name: string, servers: string[], steps: number[], run: [number, Record<string, any>][],
 *   beside: [number, Record<string, any>][] | null, difference: number | null, start: number, violations: number[],
 *   ring: number | null, glyphs: Record<string, string>, file: string, machines: boolean, kept?: Record<string, string>}} RunData
 */

export class Player {
  /**
   * @param {RunData} data
   * @param {boolean} linked whether the address follows the cursor and sets the first position
   */
  constructor(data, linked) {
    this.data = data;
    this.linked = linked;
    this.cursor = -1;
    this.last = data.steps.length - 1;
    this.states = unroll(data.servers.length, data.run);
    this.beside = data.beside && unroll(data.servers.length, data.beside);
    this.root = this.find("player");
    this.slider = /** @type {HTMLInputElement} */ (this.find("slider"));
    this.events = this.find("events");
    this.box = this.find("diagram");
    this.items = [...this.events.children];
    this.fold = /** @type {HTMLInputElement | null} */ (byId(data.name + "fold"));
    this.panels = /** @type {HTMLElement[]} */ ([...this.root.querySelectorAll(".panel-button")]);
    this.rows = [.../** @type {HTMLTableElement} */ (this.find("state")).tBodies[0].rows];
    this.mine = this.strips("mine");
    this.theirs = this.beside && this.strips("theirs");
    this.folded = this.diagram();
    /** @type {Element | undefined} */
    this.whole = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.playing = undefined;
    this.places = this.readDiagram();
    this.listen();
    if (!(linked && this.follow())) this.show(data.violations[0] ?? data.difference ?? data.start);
  }

  /**
   * @param {string} id
   * @returns {HTMLElement}
   */
  find(id) {
    return /** @type {HTMLElement} */ (byId(this.data.name + id));
  }

  /** @param {string} id */
  strips(id) {
    const picture = /** @type {unknown} */ (this.find(id));
    return new Strips(/** @type {SVGSVGElement} */ (picture), this.data.servers, this.data.glyphs, this.data.ring);
  }

  /** @returns {SVGSVGElement} */
  diagram() {
    return /** @type {SVGSVGElement} */ (this.box.querySelector("svg"));
  }

  /**
   * Return bytes that are loaded on demand: from the data, or compressed on the page.
   * @param {string} id
   * @returns {Promise<Blob>}
   */
  async stored(id) {
    const kept = this.data.kept?.[this.data.name + id];
    return kept === undefined ? unpacked(this.data.name + id) : new Blob([kept]);
  }

  // ---- the cursor ---------------------------------------------------------------------------------------------------

  /**
   * Show the state after the event at a position, from 0.
   * @param {number} position
   */
  show(position) {
    const at = Math.max(0, Math.min(this.last, position));
    if (at === this.cursor || this.last < 0) return;
    const { steps } = this.data;
    this.items[this.cursor]?.setAttribute("aria-selected", "false");
    this.cursor = at;
    this.slider.value = String(at);
    this.slider.setAttribute("aria-valuetext", `step ${steps[at]} of ${steps[this.last]}`);
    this.mine.draw(this.states[at]);
    if (this.beside) this.theirs?.draw(this.beside[at]);
    this.fillTable(this.states[at], at ? this.states[at - 1] : null);
    this.selectItem(at);
    this.moveCursor(at);
    write(this.find("now"), `Step ${steps[at]} of ${steps[this.last]}: ${this.sentence(at)}`);
    if (this.beside) {
      write(this.find("differs"), this.differs(at));
      const isApart = this.data.difference !== null && at > this.data.difference;
      this.find("theirs").parentElement?.classList.toggle("apart", isApart);
    }
    if (this.linked) setPlace({ t: String(steps[at]) });
  }

  /**
   * @param {number} at
   * @returns {string}
   */
  sentence(at) {
    return [...this.items[at].childNodes].slice(1).map((node) => node.textContent).join(" —");
  }

  /**
   * @param {number} at
   * @returns {string}
   */
  differs(at) {
    const first = this.data.difference;
    if (first === null) return "No difference between the two runs.";
    const step = this.data.steps[first];
    if (at < first) return `The same up to here; the first difference is at step ${step}.`;
    return `They differ since step ${step}. From there on the reference only gets the events of the other run, which were `
      + "not made for it: its logs show what it did at first, and not how its own run would go on.";
  }

  /** @param {number} at */
  selectItem(at) {
    const item = /** @type {HTMLElement} */ (this.items[at]);
    item.setAttribute("aria-selected", "true");
    this.events.setAttribute("aria-activedescendant", item.id);
    const low = item.offsetTop - this.events.offsetTop;
    const { scrollTop, clientHeight } = this.events;
    if (low < scrollTop || low > scrollTop + clientHeight - 40) this.events.scrollTop = low - clientHeight / 3;
  }

  /** @param {number} at */
  moveCursor(at) {
    const svg = this.diagram();
    let shown = at;
    while (shown > 0 && !this.places.has(shown)) shown -= 1;
    const column = (this.places.get(shown) ?? 0) + (shown === at ? 0 : 0.5); // a folded event is after the shown one
    const x = Number(svg.dataset.left) + Number(svg.dataset.step) * column;
    svg.querySelector(".cursor")?.setAttribute("x", String(x));
    const { scrollLeft, clientWidth } = this.box;
    if (x < scrollLeft + 60 || x > scrollLeft + clientWidth - 80) this.box.scrollLeft = x - clientWidth / 2;
  }

  /**
   * Show the follower states in the table, what changed in bold.
   * @param {import("./run.js").State[]} now
   * @param {import("./run.js").State[] | null} before
   */
  fillTable(now, before) {
    now.forEach((state, n) => {
      const old = before && facts(before[n], this.data.machines);
      facts(state, this.data.machines).forEach((text, column) => {
        const box = this.rows[n].cells[column + 1];
        write(box, text);
        box.classList.toggle("changed", old !== null && old[column] !== text);
      });
    });
  }

  // ---- moving -----------------------------------------------------------------------------------------------------------

  /**
   * Return the next position that is not folded.
   * @param {number} by 1 or -1
   */
  beyond(by) {
    let at = this.cursor + by;
    while (this.fold?.checked && this.items[at]?.classList.contains("quiet")) at += by;
    return this.items[at] ? at : this.cursor;
  }

  stop() {
    clearInterval(this.playing);
    this.playing = undefined;
    write(this.find("play"), "play");
  }

  play() {
    if (this.playing) return this.stop();
    if (this.cursor === this.last) this.show(0);
    write(this.find("play"), "pause");
    this.playing = setInterval(() => {
      this.show(this.beyond(1));
      if (this.beyond(1) === this.cursor) this.stop();
    }, 700);
  }

  /** Go to the position in the address; return whether it has one. */
  follow() {
    const step = Number(place().get("t") ?? NaN);
    if (Number.isNaN(step)) return false;
    const at = this.data.steps.findIndex((each) => each >= step);
    this.show(at < 0 ? this.last : at);
    return true;
  }

  /** @param {number} n */
  toPanel(n) {
    if (this.panels[n]) this.show(Number(this.panels[n].dataset.p));
  }

  /**
   * Go to the first event of a panel.
   * @param {number} n
   */
  fromPanel(n) {
    const before = this.panels[n - 1];
    this.show(before ? Number(before.dataset.p) + 1 : this.data.start);
  }

  toViolation() {
    const { violations } = this.data; // from any other step to the first, then one after the other
    if (violations.length) this.show(violations[(violations.indexOf(this.cursor) + 1) % violations.length]);
  }

  toDifference() {
    if (this.data.difference !== null) this.show(this.data.difference);
  }

  // ---- the diagram ------------------------------------------------------------------------------------------------------

  /** Return the diagram column of each position. */
  readDiagram() {
    const positions = (this.diagram().dataset.columns ?? "").split(" ").filter(Boolean);
    return new Map(positions.map((position, column) => [Number(position), column]));
  }

  async refold() {
    const folded = this.fold?.checked ?? true;
    this.events.classList.toggle("folded", folded);
    if (!folded && !this.whole) this.whole = drawn(await (await this.stored("whole")).text());
    this.box.replaceChildren(folded ? this.folded : /** @type {Element} */ (this.whole));
    this.places = this.readDiagram();
    this.moveCursor(this.cursor);
  }

  /**
   * Return the positions of the event under the pointer.
   * @param {Event} event
   */
  under(event) {
    const group = /** @type {Element} */ (event.target).closest("[data-p]");
    return group && { group, at: Number((group.getAttribute("data-p") ?? "").split(" ")[0]) };
  }

  /**
   * Set the title of an arrow or a mark to its event's text when the pointer is over it.
   * @param {Event} event
   */
  titleUnder(event) {
    const found = this.under(event);
    if (!found || found.group.querySelector("title")) return;
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = this.items[found.at]?.textContent ?? "";
    found.group.prepend(title);
  }

  /**
   * Let a link to a step move this player, also on a page with several.
   * @param {Event} event
   */
  clickedLink(event) {
    const link = /** @type {Element} */ (event.target).closest('a[href^="#t="]');
    if (!link) return;
    event.preventDefault();
    this.show(this.data.steps.indexOf(Number((link.getAttribute("href") ?? "").slice(3))));
  }

  // ---- controls ---------------------------------------------------------------------------------------------

  /** @returns {Record<string, () => void>} */
  keys() {
    const back = () => this.show(this.beyond(-1));
    const on = () => this.show(this.beyond(1));
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: back, k: back, ArrowRight: on, j: on, Home: () => this.show(0), End: () => this.show(this.last),
      v: () => this.toViolation(), d: () => this.toDifference(), " ": () => this.play(), "?": showHelp,
    };
    for (let n = 1; n <= 9; n++) keys[String(n)] = () => this.toPanel(n - 1);
    return keys;
  }

  listen() {
    const { ArrowLeft, ArrowRight, Home, End, v, d } = this.keys();
    const clicks = { first: Home, back: ArrowLeft, on: ArrowRight, last: End, violation: v, difference: d };
    for (const [id, act] of Object.entries(clicks)) byId(this.data.name + id)?.addEventListener("click", act);
    this.find("play").addEventListener("click", () => this.play());
    this.find("help-button").addEventListener("click", showHelp);
    this.find("download").addEventListener("click", async () => {
      save(await this.stored("trace"), this.data.file);
    });
    this.panels.forEach((button, n) => button.addEventListener("click", () => this.toPanel(n)));
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
    this.fold?.addEventListener("change", () => this.refold());
    this.events.addEventListener("click", (event) => {
      const item = /** @type {Element} */ (event.target).closest("li");
      if (item) this.show(this.items.indexOf(item));
    });
    this.box.addEventListener("pointerover", (event) => this.titleUnder(event));
    this.box.addEventListener("click", (event) => {
      const found = this.under(event);
      if (found) this.show(found.at);
    });
    this.root.addEventListener("click", (event) => this.clickedLink(event));
    this.find("difference").toggleAttribute("hidden", this.data.difference === null);
  }
}

/**
 * Return the cells of a server's row in the state table.
 * @param {import("./run.js").State} state
 * @param {boolean} machines whether the state machines are known
 * @returns {string[]}
 */
function facts(state, machines) {
  const start = Math.max(0, state.compacted, state.log.length - 8);
  const log = state.log.slice(start).map((entry, n) => `${start + n + 1}:${entry[0]}`).join(" ");
  const snapshot = state.compacted ? `(snapshot to ${state.compacted}:${state.log[state.compacted - 1][0]}) ` : "";
  const up = state.role !== "down";
  return [
    state.role, String(state.term), state.voted ?? "–", snapshot + (start > state.compacted ? "… " : "") + log, up ? String(state.commit) : "–",
    up ? String(state.applied) : "–", state.leader ?? "–", String(state.stored),
    ...(machines ? [[state.machine, state.sessions].filter(Boolean).join(" · ") || "–"] : []),
  ];
}
