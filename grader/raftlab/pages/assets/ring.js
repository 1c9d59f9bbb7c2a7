// @ts-check
// The ring: servers as circles, links between them, messages in flight as arrows with a label to click.
import { set } from "./run.js";
import { around, freest, isFree, RingLayout } from "./ring_layout.js";

/**
 * @typedef {import("./ring_layout.js").Point} Point
 * @typedef {import("./ring_layout.js").Box} Box
 * @typedef {{id: string, flight: import("./run_view.js").Flight, place: Point, button: HTMLElement}} Label
 */

const SVG = "http://www.w3.org/2000/svg";
const LABEL_HEIGHT = 24;
const SIDE = 11;
/** Where the label of a message can be on its arrow: the first free place is taken. */
const PLACES = [0.36, 0.43, 0.5, 0.29, 0.57, 0.64, 0.22, 0.71, 0.15, 0.78, 0.85];
/** With more messages in flight than this, each arrow has one label. */
const CROWD = 14;

export class Ring {
  /**
   * @param {HTMLElement} box
   * @param {string[]} servers
   * @param {Record<string, string>} glyphs
   * @param {(kind: "server" | "message" | "link", names: string[], button: HTMLElement) => void} pick
   */
  constructor(box, servers, glyphs, pick) {
    this.box = box;
    this.servers = servers;
    this.glyphs = glyphs;
    this.pick = pick;
    this.picture = box.appendChild(document.createElementNS(SVG, "svg"));
    this.picture.setAttribute("aria-hidden", "true");
    this.controls = box.appendChild(document.createElement("div"));
    /** @type {Label[]} */
    this.labels = [];
    /** @type {Animation[]} */
    this.moving = [];
    this.layout = new RingLayout(servers, 0, 0);
  }

  /** Place the servers in the room that there is now. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.box;
    this.picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.layout = new RingLayout(this.servers, width, height);
    set(this.picture, "class", this.layout.isSmall ? "small" : "");
  }


  // ---- drawing ------------------------------------------------------------------------------------------------------

  /**
   * Show one state of the cluster.
   * @param {import("./run.js").State[]} states
   * @param {Set<string>} cuts
   * @param {import("./run_view.js").Message[]} messages
   * @param {boolean} emerge whether new messages come out of their servers
   * @param {Map<string, number>} timeLeft of the election timers
   */
  draw(states, cuts, messages, emerge, timeLeft) {
    const before = new Set(this.labels.map(({ id }) => id));
    const focused = this.controls.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
    this.stop();
    this.picture.replaceChildren();
    this.controls.replaceChildren();
    this.labels = [];
    const taken = this.servers.flatMap((server) => this.layout.serverBoxes(server));
    this.pairs().forEach(([a, b], n) => this.drawLink(a, b, cuts, n, taken));
    this.servers.forEach((server, n) => this.drawServer(server, states[n], timeLeft.get(server)));
    this.drawMessages(messages, taken);
    this.hideCoveredLinks(taken);
    if (emerge) this.labels.filter(({ id }) => !before.has(id)).forEach((label) => this.emerge(label));
    const again = focused && this.controls.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    const next = again || (focused && this.controls.querySelector(".ring-message, .ring-hit"));
    if (next) /** @type {HTMLElement} */ (next).focus({ preventScroll: true });
  }

  pairs() {
    return this.servers.flatMap((a, n) => this.servers.slice(n + 1).map((b) => [a, b]));
  }

  /**
   * @param {string} name
   * @param {Record<string, string | number>} attributes
   * @param {Element} parent
   */
  shape(name, attributes, parent = this.picture) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) set(made, key, String(value));
    return parent.appendChild(made);
  }

  /**
   * @param {Element} parent
   * @param {string} text
   * @param {Record<string, string | number>} attributes
   */
  text(parent, text, attributes) {
    this.shape("text", attributes, parent).textContent = text;
  }

  /**
   * @param {string} server
   * @param {import("./run.js").State} state
   * @param {number | undefined} timeLeft of its election timer
   */
  drawServer(server, state, timeLeft) {
    const { x, y } = this.layout.centre(server);
    const role = state.role in this.glyphs ? state.role : "follower";
    const term = Math.min(8, Math.max(0, state.term));
    const group = this.shape("g", { class: `ring-server ${role}` });
    if (role === "leader") this.shape("circle", { class: "crown", cx: x, cy: y, r: this.layout.radius + 5 }, group);
    else if (timeLeft !== undefined) this.drawClock(server, timeLeft, group);
    this.shape("circle", { class: `disc t${term}`, cx: x, cy: y, r: this.layout.radius }, group);
    const small = this.layout.isSmall;
    this.shape("path", { class: `glyph ${role}`, d: this.glyphs[role], transform: `translate(${x} ${y - this.layout.radius * 0.56}) scale(${small ? 0.65 : 0.9})` }, group);
    this.text(group, server, { class: "ring-name", x, y: y + 4 });
    this.text(group, `term ${state.term}`, { class: "ring-term", x, y: y + (small ? 18 : 20) });
    this.text(group, state.role, { class: "ring-role", x, y: this.layout.roleY(server) + 5 });
    const log = state.log.length ? `log of ${state.log.length}, committed ${state.commit}` : "empty log";
    this.button("", `${server}, ${state.role}, term ${state.term}, ${log}`, "ring-hit", { x, y }, "server", [server]);
  }

  /**
   * Draw how much time an election timer has left: a ring that gets shorter, and begins at the top.
   * @param {string} server
   * @param {number} timeLeft
   * @param {Element} group
   */
  drawClock(server, timeLeft, group) {
    const { x, y } = this.layout.centre(server);
    const round = { cx: x, cy: y, r: this.layout.radius + 5 };
    this.shape("circle", { class: "clock-track", ...round }, group);
    const place = { pathLength: 1, transform: `rotate(-90 ${x} ${y})`, "data-server": server };
    this.shape("circle", { class: "clock", ...round, ...place, "stroke-dasharray": `${timeLeft} 1` }, group);
  }

  /**
   * @param {string} a
   * @param {string} b
   * @param {Set<string>} cuts
   * @param {number} n
   * @param {Box[]} taken
   */
  drawLink(a, b, cuts, n, taken) {
    const sides = [cuts.has(`${a} ${b}`), cuts.has(`${b} ${a}`)];
    const [start, end] = [this.layout.onWay(a, b, 0, 0), this.layout.onWay(a, b, 1, 0)];
    const count = sides.filter(Boolean).length;
    this.shape("line", { class: `link${count === 2 ? " cut" : ""}`, x1: start.x, y1: start.y, x2: end.x, y2: end.y });
    const half = this.servers.length / 2;
    const isAcross = this.servers.indexOf(b) - this.servers.indexOf(a) === half;
    const place = this.layout.onWay(a, b, isAcross ? 0.5 + 0.08 * ((n % 3) + 1) : 0.5, 0);
    const state = count === 2 ? "cut both ways" : sides[0] ? `cut ${a} to ${b}` : sides[1] ? `cut ${b} to ${a}` : "works";
    const word = count === 2 ? "✕" : sides[0] ? `✕ →${b}` : sides[1] ? `✕ →${a}` : "";
    if (count || this.servers.length < 6) {
      const button = this.button(word, `link ${a} ${b}: ${state}`, `ring-link${count ? " cut" : ""}`, place, "link", [a, b]);
      button.tabIndex = -1; // the menus of its servers have the same acts
      if (count) taken.push(around(place, button.offsetWidth, LABEL_HEIGHT));
    }
  }

  /**
   * Hide the dots of links that work and lie under a label.
   * @param {Box[]} taken
   */
  hideCoveredLinks(taken) {
    for (const dot of /** @type {NodeListOf<HTMLElement>} */ (this.controls.querySelectorAll(".ring-link:not(.cut)"))) {
      const place = { x: parseFloat(dot.style.left), y: parseFloat(dot.style.top) };
      dot.hidden = !isFree(place, { width: 20, height: 20 }, taken);
    }
  }

  /**
   * @param {import("./run_view.js").Message[]} messages
   * @param {Box[]} taken
   */
  drawMessages(messages, taken) {
    /** @type {Map<string, import("./run_view.js").Message[]>} */
    const byLink = new Map();
    for (const message of messages) {
      const key = message.flight.link.join(" ");
      byLink.set(key, [...(byLink.get(key) ?? []), message]);
    }
    for (const [key, onLink] of byLink) {
      const [source, to] = key.split(" ");
      if (!this.layout.has(source) || !this.layout.has(to)) continue;
      const [start, end] = [this.layout.onWay(source, to, 0, SIDE), this.layout.onWay(source, to, 1, SIDE)];
      const kind = onLink.some(({ flight }) => flight.kind === "request") ? "request" : onLink[0].flight.kind;
      const arrow = this.shape("g", { class: `arrow ${kind}` });
      this.shape("path", { d: `M${start.x} ${start.y}L${end.x} ${end.y}`, "marker-end": "url(#head)" }, arrow);
      this.drawLabels(onLink, messages.length > CROWD ? 1 : 3, taken);
    }
  }

  /**
   * Put a label on the arrow for each message if there is room; else the last one stands for the rest.
   * @param {import("./run_view.js").Message[]} onLink the oldest first
   * @param {number} limit the most labels
   * @param {Box[]} taken
   */
  drawLabels(onLink, limit, taken) {
    const [source, to] = onLink[0].flight.link;
    for (let count = Math.min(onLink.length, limit); count > 0; count--) {
      const labels = onLink.slice(0, count).map((message, n) => this.label(message, n < count - 1 ? [] : onLink.slice(count)));
      /** @type {Box[]} */
      const boxes = [];
      for (const each of labels) {
        const size = { width: each.button.offsetWidth, height: LABEL_HEIGHT };
        const places = PLACES.map((share) => this.layout.onWay(source, to, share, SIDE));
        const place = places.find((point) => isFree(point, size, [...taken, ...boxes])) ?? (count === 1 ? freest(places, size, taken) : null);
        if (!place) break;
        each.place = place;
        move(each.button, place);
        boxes.push(around(place, size.width, size.height));
      }
      if (boxes.length === count) {
        taken.push(...boxes);
        this.labels.push(...labels);
        return;
      }
      labels.forEach(({ button }) => button.remove());
    }
  }

  /**
   * Return the label of a message, which also stands for `rest`.
   * @param {import("./run_view.js").Message} message
   * @param {import("./run_view.js").Message[]} rest
   * @returns {Label}
   */
  label({ id, flight }, rest) {
    const said = `${flight.link.join(" → ")}: ${flight.text}`;
    const text = rest.length ? `${flight.label} +${rest.length}` : flight.label;
    const name = rest.length ? `${said}; and ${rest.length} more` : said;
    const place = { x: 0, y: 0 };
    const button = this.button(text, name, `ring-message t${Math.min(8, flight.term)}`, place, "message", [id, ...rest.map((each) => each.id)]);
    button.title = name;
    return { id, flight, place, button };
  }

  /**
   * @param {string} text
   * @param {string} label
   * @param {string} style
   * @param {Point} place
   * @param {"server" | "message" | "link"} kind
   * @param {string[]} names of the servers, or of the messages
   */
  button(text, label, style, place, kind, names) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.className = style;
    made.setAttribute("aria-label", label);
    made.setAttribute("aria-haspopup", "dialog");
    made.dataset.key = `${kind} ${names.join(" ")}`;
    made.addEventListener("click", () => this.pick(kind, names, made));
    this.controls.append(made);
    if (style === "ring-hit") made.style.width = made.style.height = `${this.layout.radius * 2 + 8}px`;
    move(made, place);
    return made;
  }

  // ---- movement -----------------------------------------------------------------------------------------------------

  /**
   * Let messages fly to their servers; one that is lost stops halfway. Done when all are there.
   * @param {{id: string, flight: import("./run_view.js").Flight, arrives: boolean}[]} movements
   * @param {number} duration in ms
   */
  async fly(movements, duration) {
    const flying = movements.map(({ id, flight, arrives }) => {
      const [source, to] = flight.link;
      const label = this.labels.find((each) => each.id === id);
      const start = label?.place ?? this.layout.onWay(source, to, 0, SIDE);
      const end = this.layout.onWay(source, to, arrives ? 1 : 0.5, arrives ? SIDE : 0);
      const dot = label?.button ?? this.dot(flight, start);
      const path = [{ transform: shift(0, 0) }, { transform: shift(end.x - start.x, end.y - start.y), opacity: arrives ? 1 : 0 }];
      return this.animate(dot, path, duration);
    });
    await Promise.all(flying);
    this.controls.querySelectorAll(".dot-label").forEach((each) => each.remove());
  }

  /**
   * Let the election timers run down.
   * @param {Map<string, number>} timeLeft at the end
   * @param {number} duration in ms
   */
  drain(timeLeft, duration) {
    for (const clock of this.picture.querySelectorAll(".clock")) {
      const end = timeLeft.get(clock.getAttribute("data-server") ?? "");
      if (end === undefined) continue;
      const frames = [{ strokeDasharray: clock.getAttribute("stroke-dasharray") }, { strokeDasharray: `${end} 1` }];
      this.moving.push(clock.animate(/** @type {Keyframe[]} */ (frames), { duration, fill: "forwards" }));
    }
  }

  /**
   * @param {import("./run_view.js").Flight} flight
   * @param {Point} place
   */
  dot(flight, place) {
    const made = document.createElement("span");
    made.className = `ring-message dot-label t${Math.min(8, flight.term)}`;
    made.textContent = flight.label;
    made.setAttribute("aria-hidden", "true");
    this.controls.append(made);
    move(made, place);
    return made;
  }

  /** @param {Label} label */
  emerge({ flight, place, button }) {
    const start = this.layout.onWay(flight.link[0], flight.link[1], 0, SIDE);
    this.animate(button, [{ transform: shift(start.x - place.x, start.y - place.y), opacity: 0 }, { transform: shift(0, 0) }], 240);
  }

  /**
   * @param {HTMLElement} element
   * @param {Keyframe[]} frames
   * @param {number} duration
   */
  async animate(element, frames, duration) {
    const animation = element.animate(frames, { duration, easing: "ease-in-out", fill: "backwards" });
    this.moving.push(animation);
    await animation.finished.catch(() => undefined);
    this.moving = this.moving.filter((each) => each !== animation);
  }

  /** End all movement at once. */
  stop() {
    for (const animation of this.moving) animation.finish();
    this.moving = [];
  }
}

/**
 * @param {number} x
 * @param {number} y
 */
function shift(x, y) {
  return `translate(-50%, -50%) translate(${x}px, ${y}px)`;
}

/**
 * @param {HTMLElement} element
 * @param {Point} place
 */
function move(element, place) {
  element.style.left = `${place.x}px`;
  element.style.top = `${place.y}px`;
}
