// @ts-check
// A run: the state of every server after each event, computed from the changes; and its log strips.

/**
 * @typedef {{role: string, term: number, voted: string | null, commit: number, applied: number, leader: string | null,
 *   stored: number, compacted: number, next: Record<string, number>, match: Record<string, number>, log: any[][], machine: string,
 *   sessions: string}} State
 */

const BLANK = Object.freeze({
  role: "down", term: 0, voted: null, commit: 0, applied: 0, leader: null, stored: 0, compacted: 0, next: {}, match: {}, log: [],
  machine: "", sessions: "",
});

const LETTERS = {
  r: "role", t: "term", v: "voted", c: "commit", a: "applied", l: "leader", s: "stored", p: "compacted", N: "next", M: "match",
  H: "machine", S: "sessions",
};

/**
 * Return the states of all servers after each event; unchanged states are shared objects.
 * @param {number} servers
 * @param {[number, Record<string, any>][]} run
 * @returns {State[][]}
 */
export function unroll(servers, run) {
  let now = /** @type {State[]} */ (Array(servers).fill(BLANK));
  return run.map(([server, delta]) => {
    if (server >= 0) {
      now = now.slice();
      now[server] = changed(now[server], delta);
    }
    return now;
  });
}

/**
 * @param {State} state
 * @param {Record<string, any>} delta
 * @returns {State}
 */
function changed(state, delta) {
  const next = /** @type {any} */ ({ ...state });
  for (const [letter, name] of Object.entries(LETTERS)) if (letter in delta) next[name] = delta[letter];
  if ("k" in delta) next.log = state.log.slice(0, delta.k).concat(delta.n);
  return next;
}

/** The log strips of one picture, relabelled for one state. All geometry comes from the picture. */
export class Strips {
  /**
   * @param {SVGElement | HTMLElement} picture what holds the rows
   * @param {string[]} servers
   * @param {Record<string, string>} glyphs
   * @param {number | null} ring
   */
  constructor(picture, servers, glyphs, ring) {
    this.servers = servers;
    this.glyphs = glyphs;
    this.ring = ring;
    this.left = Number(picture.dataset.left);
    this.cell = Number(picture.dataset.cell);
    this.height = Number(picture.dataset.height);
    this.rows = [...picture.querySelectorAll(".row")].map((row) => new Row(row));
    this.indexes = [...picture.querySelectorAll(".ruler text:not(.caption)")];
    this.ringed = picture.querySelector(".ring");
    this.first = 0;
    /** How many cells of a row are visible. */
    this.room = this.indexes.length;
  }

  /**
   * Show the servers' states.
   * @param {State[]} states
   */
  draw(states) {
    const room = this.room;
    const longest = Math.max(...states.map((state) => state.log.length)) + 1;
    const first = Math.max(1, longest - room + 1);
    if (first !== this.first) this.scroll(first);
    const leader = leading(states);
    states.forEach((state, n) => {
      const row = this.rows[n];
      row.state(state, this.glyphs);
      row.cells(state, first);
      row.commit(this.commitPath(first, state));
      row.marker(row.match, this.markerAt(first, room, leader?.match[this.servers[n]]));
      row.marker(row.next, this.markerAt(first, room, leader?.next[this.servers[n]]));
    });
  }

  /** @param {number} first the index in the first column */
  scroll(first) {
    this.first = first;
    this.indexes.forEach((text, n) => (text.textContent = String(first + n)));
    const place = this.ring && this.ring >= first ? this.left + (this.ring - first) * this.cell - 2 : -99;
    this.ringed?.setAttribute("x", String(place));
  }

  /**
   * @param {number} first
   * @param {State} state
   */
  commitPath(first, state) {
    if (state.role === "down" || state.commit < first) return "";
    const end = this.left + (state.commit + 1 - first) * this.cell - 4;
    return `M${this.left} ${this.height + 5}H${end}V${this.height - 4}`;
  }

  /**
   * @param {number} first
   * @param {number} room
   * @param {number | undefined} index
   * @returns {number | null}
   */
  markerAt(first, room, index) {
    if (index === undefined || index < first || index >= first + room) return null;
    return this.left + (index - first) * this.cell;
  }
}

/**
 * Return the leader of the highest term.
 * @param {State[]} states
 * @returns {State | undefined}
 */
function leading(states) {
  return states.filter((state) => state.role === "leader").sort((a, b) => b.term - a.term)[0];
}

/** The row of one server: a setter touches the page only if something changes. */
class Row {
  /** @param {Element} row */
  constructor(row) {
    this.row = row;
    this.glyph = row.querySelector(".glyph");
    this.role = row.querySelector(".role");
    this.chip = row.querySelector(".chip");
    this.chipText = row.querySelector(".chip text");
    this.vote = row.querySelector(".vote");
    this.held = row.querySelector(".held-there");
    this.line = row.querySelector("path.commit");
    this.match = row.querySelector(".marker.match");
    this.next = row.querySelector(".marker.next");
    this.boxes = [...row.querySelectorAll(".cell")].map((cell) => ({
      cell, term: cell.querySelector(".term"), command: cell.querySelector(".command"), title: cell.querySelector("title"), key: "",
    }));
  }

  /**
   * @param {State} state
   * @param {Record<string, string>} glyphs
   */
  state(state, glyphs) {
    const role = state.role in glyphs ? state.role : "follower";
    set(this.row, "class", `row ${role}`);
    set(this.glyph, "class", `glyph ${role}`);
    set(this.glyph, "d", glyphs[role]);
    write(this.role, state.role);
    set(this.chip, "class", `chip t${Math.min(8, Math.max(0, state.term))}`);
    write(this.chipText, `t${state.term}`);
    write(this.held, state.machine ? `holds ${state.machine}` : "");
    write(this.vote, state.voted ? `✓ ${state.voted}` : "");
  }

  /**
   * @param {State} state
   * @param {number} first
   */
  cells(state, first) {
    this.boxes.forEach((box, n) => {
      const index = first + n;
      const entry = state.log[index - 1];
      const promised = entry && index <= state.commit ? " promised" : "";
      const compacted = entry && index <= state.compacted ? " compacted" : "";
      const memory = entry && !compacted && state.role !== "down" && index > state.stored ? " memory" : "";
      const key = entry ? `${index} ${entry}${promised}${compacted}${memory}` : "";
      if (key === box.key) return;
      box.key = key;
      set(box.cell, "class", entry ? `cell t${Math.min(8, entry[0])}${promised}${compacted}${memory}` : "cell empty");
      // Of entries that only its snapshot covers, a server knows only the term of the last one.
      write(box.term, entry && index >= state.compacted ? String(entry[0]) : "");
      set(box.term, "y", entry?.[1] && !compacted ? "17" : "24.5");
      write(box.command, entry && !compacted ? entry[1] : "");
      const disk = memory && ", not on the disk yet";
      const what = compacted ? "not in this log, covered by the snapshot" : entry && `term ${entry[0]}: ${entry[2] ?? entry[1]}${disk}`;
      write(box.title, entry ? `index ${index}${compacted ? ":" : ","} ${what}` : "");
    });
  }

  /** @param {string} path */
  commit(path) {
    set(this.line, "d", path);
  }

  /**
   * @param {Element | null} marker
   * @param {number | null} x
   */
  marker(marker, x) {
    set(marker, "visibility", x === null ? "hidden" : "visible");
    set(marker, "transform", `translate(${x ?? 0} 0)`);
  }
}

/**
 * @param {Element | null} element
 * @param {string} name
 * @param {string} value
 */
export function set(element, name, value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * @param {Element | null} element
 * @param {string} text
 */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
