// @ts-check
// The laboratory: it shows the state that the server sends, and sends lines of the scenario language. It keeps no run.
import { byId, listen, onClick, pageData, showHelp } from "./page.js";
import { set, Strips, write } from "./run.js";
import { button, element, refill } from "./elements.js";
import { RunView } from "./run_view.js";
import { Ring } from "./ring.js";
import { Acts } from "./acts.js";
import { Menu } from "./menu.js";
import { LineBox } from "./line_box.js";
import { TimeView } from "./time_view.js";
import { showAlerts } from "./alerts.js";
import { showFirstSteps } from "./first_steps.js";

/**
 * @typedef {import("./run_view.js").RunState & {diagram: string, names: string, ring: number | null, now: number,
 *   counts: number[], timers: [string, string, string][], flying: [number, string][], offers: string[], command: string,
 *   reference: {position: number | null, act?: string, yours?: string, theirs?: string} | null, lines: string[], at: number,
 *   branches: string[], violations: [number, string][], misses: string[], ended: string, version: number, notice: string,
 *   stale: boolean, note: string}} PageState
 */

const POLL_MS = 1000;
/** The most runs in a row: a run that nobody looks at would grow for ever. */
const MOST_RUNS = 60;
/** With less motion, how long each run stays in sight. */
const CALM_MS = 900;
const { servers, glyphs, forms, runMs } = pageData();
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {PageState} */
let now;
/** @type {RunView} */
let view;
/** @type {number} the event that is shown */
let cursor = -1;
/** @type {number} counts the calls: an animation ends when there is a newer one */
let calls = 0;
/** @type {number} how many more runs follow by themselves */
let runsLeft = 0;

const rows = /** @type {HTMLElement} */ (byId("servers"));
const strips = new Strips(rows, servers, glyphs, null);
const acts = new Acts(servers, (line) => act(line));
const menu = new Menu(/** @type {HTMLElement} */ (byId("menu")), acts);
const ring = new Ring(/** @type {HTMLElement} */ (byId("ring")), servers, glyphs, (...clicked) => menu.open(...clicked));
const time = new TimeView((position) => moveTo(position));
const box = new LineBox(forms, (line) => ask("do", { line }, true));

// ---- calls ------------------------------------------------------------------------------------------------------------

/**
 * Make a call to the server.
 * @param {string} call
 * @param {Record<string, unknown>} body
 */
async function fetchAnswer(call, body) {
  const here = location.pathname.replace(/\/$/, "");
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return (await fetch(`${here}/api/${call}`, request)).json();
}

/**
 * Make a call to the server, and show the state that it returns.
 * @param {string} call
 * @param {Record<string, unknown>} body
 * @param {boolean} fromBox whether the line was written in the box, which then shows what is wrong
 */
async function ask(call, body = {}, fromBox = false) {
  menu.close();
  if (call !== "state" && body.line !== RUN) keepRunning(false);
  const slow = setTimeout(() => write(byId("said"), "The servers are running …"), 800);
  try {
    const answer = await fetchAnswer(call, body);
    clearTimeout(slow);
    if (answer.error) fail(answer.error, fromBox);
    else await show(answer, call, fromBox);
  } catch (error) {
    fail("The laboratory does not respond: is `raftlab play` still running?", false);
    if (!(error instanceof TypeError)) throw error;
  } finally {
    clearTimeout(slow);
  }
}

/**
 * @param {string} text
 * @param {boolean} inBox
 */
function fail(text, inBox) {
  keepRunning(false);
  if (inBox) box.error(text);
  else say(text, true);
}

/**
 * @param {string} text
 * @param {boolean} isBad
 */
function say(text, isBad = false) {
  const said = byId("said");
  said?.classList.toggle("bad", isBad);
  write(said, text);
}

const RUN = `run ${runMs}`;

/** @param {string} line */
const act = (line) => ask("do", { line });

/** Ask now and then whether the file was saved. */
async function poll() {
  try {
    const { version } = document.hidden || !now ? now : await fetchAnswer("version", {});
    if (now && version !== now.version) await ask("state");
  } catch {
    say("The laboratory does not respond: is `raftlab play` still running?", true);
  }
  setTimeout(poll, POLL_MS);
}

// ---- showing ----------------------------------------------------------------------------------------------------------

/**
 * Show a new state of the page; what happened since the last one is played.
 * @param {PageState & {saved?: string}} state
 * @param {string} call
 * @param {boolean} fromBox
 */
async function show(state, call, fromBox) {
  const call_number = ++calls;
  const from = now ? now.now - 1 : -1;
  const isFirst = !now;
  const isContinuing = now && (call === "do" || call === "go") && from < state.now - 1 && now.texts[from] === state.texts[from];
  now = state;
  view = new RunView(servers.length, state);
  acts.update(state, view);
  box.offers = state.offers;
  if (fromBox) box.error("");
  strips.ring = state.ring;
  showHistory(state);
  byId("snapshot-sign")?.toggleAttribute("hidden", !view.states.some((states) => states.some(({ compacted }) => compacted)));
  time.show(state.diagram, state.names, state.now);
  if (isContinuing && !calm.matches) await play(from, state.now - 1, () => call_number === calls);
  if (call_number !== calls) return;
  moveTo(state.now - 1, true);
  showAlerts(state, moveTo);
  showFirstSteps(servers, state, view, isFirst);
  if (state.ended || state.violations.length) keepRunning(false);
  else if (runsLeft > 0 && call === "do") runAgain();
  say(state.saved ? `Saved: ${state.saved}` : sentence(state));
}

/** @param {PageState} state */
function sentence(state) {
  if (state.note) return state.note;
  const count = state.flying.length;
  const waiting = count ? `${count} ${count === 1 ? "message" : "messages"} in flight.` : "No message is in flight.";
  const line = state.at ? `Line ${state.at} of ${state.lines.length}: ${state.lines[state.at - 1]}.` : `Line 0 of ${state.lines.length}.`;
  return `${line} ${waiting}`;
}

/**
 * Show the events of the last line round by round: messages fly to their servers.
 * @param {number} from
 * @param {number} to
 * @param {() => boolean} isCurrent
 */
async function play(from, to, isCurrent) {
  const rounds = view.rounds(from, to);
  const speed = Number(/** @type {HTMLSelectElement} */ (byId("speed")).value);
  const least = Math.max(50, Math.min(380, 2400 / rounds.length));
  document.body.classList.add("playing");
  let before = from;
  for (const at of rounds) {
    const duration = speed * (least + Math.min(700, 4 * (view.time(at) - view.time(before))));
    ring.drain(view.timeLeft(before, view.time(at)), duration);
    await Promise.all([ring.fly(view.movements(before, at), duration), pass(duration)]);
    if (!isCurrent()) break;
    drawState(at, true);
    before = at;
    await pass((speed * least) / 3);
    if (!isCurrent()) break;
  }
  if (isCurrent()) document.body.classList.remove("playing");
}

/** @param {number} ms */
const pass = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Draw the cluster after an event.
 * @param {number} at
 * @param {boolean} emerge
 */
function drawState(at, emerge) {
  cursor = at;
  const states = view.states[at] ?? [];
  if (!states.length) return;
  strips.draw(states);
  ring.draw(states, view.cuts(at), view.messages(at), emerge, view.timeLeft(at));
  states.forEach((state, n) => describe(strips.rows[n].row.closest("svg"), servers[n], state));
  time.moveCursor(at);
  write(byId("step"), `Step ${at + 1} of ${view.last + 1}${at >= now.now ? ", undone" : ""}. ${now.texts[at]}`);
}

/**
 * Say in the title of a strip what it shows.
 * @param {Element | null} strip
 * @param {string} server
 * @param {import("./run.js").State} state
 */
function describe(strip, server, state) {
  const entries = state.log.map((entry, n) => `${n + 1}: term ${entry[0]} ${entry[2] ?? entry[1]}`.trim());
  const log = entries.slice(state.compacted).join(", ");
  const voted = state.voted ? `, voted for ${state.voted}` : "";
  write(strip?.querySelector("title") ?? null, `${server}: ${state.role} in term ${state.term}${voted}. Log: ${log || "empty"}. Committed: ${state.commit}.${state.compacted ? ` In the snapshot: to ${state.compacted}.` : ""}`);
}

/**
 * Move the cursor to an event. The present can be acted on, the others only looked at.
 * @param {number} position
 * @param {boolean} emerge
 */
function moveTo(position, emerge = false) {
  const at = Math.max(0, Math.min(view.last, position));
  const isPresent = at === now.now - 1;
  document.body.classList.toggle("past", !isPresent);
  document.body.classList.remove("playing");
  drawState(at, emerge);
  showActs(isPresent);
  const slider = /** @type {HTMLInputElement} */ (byId("slider"));
  slider.max = String(view.last);
  slider.value = String(at);
  slider.setAttribute("aria-valuetext", `step ${at + 1} of ${view.last + 1}`);
  byId("present")?.toggleAttribute("hidden", isPresent);
  const line = lineAt(at);
  byId("rewind")?.toggleAttribute("hidden", isPresent || line === now.at);
  write(byId("rewind"), `go to line ${line}`);
}

/**
 * Return the number of lines that are complete after an event.
 * @param {number} at
 */
function lineAt(at) {
  return Math.max(0, now.counts.filter((count) => count <= at + 1).length - 1);
}

// ---- acts -------------------------------------------------------------------------------------------------------------

/** @param {boolean} isPresent */
function showActs(isPresent) {
  servers.forEach((/** @type {string} */ server, /** @type {number} */ n) => {
    const place = /** @type {HTMLElement} */ (strips.rows[n].row.closest(".lab-row")?.querySelector(".acts"));
    refill(place, acts.ofServer(server));
    place.toggleAttribute("inert", !isPresent);
  });
  enable("undo", now.at > 0);
  enable("redo", now.at < now.lines.length);
  enable("deliver-all", isPresent && acts.offers.has("deliver all"));
  write(byId("deliver-all"), now.flying.length ? `deliver all (${now.flying.length})` : "deliver all");
  enable("heal-all", isPresent && acts.offers.has("heal all"));
  enable("let-run", isPresent && !now.ended);
  enable("keep-running", isPresent && !now.ended);
  ring.box.toggleAttribute("inert", !isPresent);
}

/**
 * @param {string} id
 * @param {boolean} isEnabled
 */
function enable(id, isEnabled) {
  /** @type {HTMLButtonElement} */ (byId(id)).disabled = !isEnabled;
}

/**
 * Start or stop the runs that follow each other.
 * @param {boolean} isOn
 */
function keepRunning(isOn) {
  runsLeft = isOn ? MOST_RUNS : 0;
  const made = byId("keep-running");
  made?.setAttribute("aria-pressed", String(isOn));
  write(made, isOn ? "pause" : "▶▶ keep running");
}

/** Run once more, unless the page was left or the runs are at their end. */
async function runAgain() {
  runsLeft -= 1;
  const call_number = calls;
  if (calm.matches) await pass(CALM_MS);
  if (document.hidden || runsLeft === 0) keepRunning(false);
  else if (runsLeft > 0 && call_number === calls) act(RUN);
}

/** Show the present at once: what was clicked during a movement acts on it. */
function endPlaying() {
  calls += 1;
  ring.stop();
  keepRunning(false);
  moveTo(now.now - 1);
  showAlerts(now, moveTo);
  showFirstSteps(servers, now, view, false);
  say(sentence(now));
}

// ---- history ----------------------------------------------------------------------------------------------------------

/** @param {PageState} state */
function showHistory(state) {
  const list = /** @type {HTMLElement} */ (byId("history"));
  refill(list, state.lines.map(historyLine));
  const current = /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"));
  list.scrollTop = current ? current.offsetTop - list.offsetTop - list.clientHeight / 2 : 0;
  const branches = state.branches.map((text, n) => button(`branch ${n + 1}: ${text}`, () => ask("take", { branch: n })));
  refill(/** @type {HTMLElement} */ (byId("branches")), branches);
}

/**
 * @param {string} text
 * @param {number} n
 */
function historyLine(text, n) {
  const row = element("li", "");
  const made = button(text, () => ask("go", { at: n + 1 }), `go to line ${n + 1}: ${text}`);
  if (n + 1 === now.at) made.setAttribute("aria-current", "step");
  if (n >= now.at) made.classList.add("undone");
  row.append(made);
  return row;
}

// ---- keys, size, start ------------------------------------------------------------------------------------------------

/** Fit the strips and the ring to the room that there is. */
function fit() {
  const all = [...rows.querySelectorAll("svg.strip")];
  const width = parseFloat(getComputedStyle(/** @type {Element} */ (all[0].parentElement)).gridTemplateColumns);
  const { left, cell } = strips;
  strips.room = Math.max(2, Math.min(strips.indexes.length, Math.floor((width - left - 14) / cell)));
  const room = left + strips.room * cell + 14;
  for (const strip of all) {
    set(strip, "width", String(room));
    set(strip.querySelector(".backing"), "width", String(room - 4));
  }
  ring.resize();
  if (view) drawState(cursor, false);
}

/** @param {string} id */
const press = (id) => () => /** @type {HTMLButtonElement} */ (byId(id)).click();

const presses = {
  undo: () => ask("go", { at: now.at - 1 }),
  redo: () => ask("go", { at: now.at + 1 }),
  "deliver-all": () => act("deliver all"),
  "keep-running": () => {
    keepRunning(runsLeft === 0);
    if (runsLeft) act(RUN);
  },
  "let-run": () => act(RUN),
  "heal-all": () => act("heal all"),
  "help-button": showHelp,
  back: () => moveTo(cursor - 1),
  on: () => moveTo(cursor + 1),
  present: () => moveTo(now.now - 1),
  rewind: () => ask("go", { at: lineAt(cursor) }),
};
for (const [id, pressed] of Object.entries(presses)) onClick(id, pressed);
listen({
  u: press("undo"), r: press("redo"), d: press("deliver-all"), " ": press("let-run"), p: press("keep-running"), "?": showHelp,
  ArrowLeft: presses.back, ArrowRight: presses.on, Home: () => moveTo(0), End: () => moveTo(view.last),
  "/": () => byId("line")?.focus(),
  Escape: () => (menu.isOpen ? menu.close() : presses.present()),
});
byId("slider")?.addEventListener("input", (event) => moveTo(Number(/** @type {HTMLInputElement} */ (event.target).value)));
byId("save")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const name = /** @type {HTMLInputElement} */ (byId("name")).value;
  ask("save", { name, expect: /** @type {HTMLInputElement} */ (byId("expect")).checked });
});
ring.box.addEventListener("pointerdown", (event) => {
  if (!document.body.classList.contains("playing")) return;
  event.stopPropagation();
  event.preventDefault();
  endPlaying();
  const clicked = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-key]");
  /** @type {HTMLElement | null | undefined} */ (clicked)?.click();
});
const sizes = new ResizeObserver(fit);
for (const each of [ring.box, rows]) sizes.observe(each);
ask("state").then(poll);
