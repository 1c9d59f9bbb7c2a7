// @ts-check
// The real cluster: it shows the state that the server sends, and asks for faults. It keeps nothing.
import { byId, pageData } from "./page.js";
import { set, Strips, write } from "./run.js";
import { button, element, refill } from "./elements.js";

/**
 * @typedef {{role: string, term: number, voted: string | null, commit: number, applied: number, leader: string | null,
 *   last: number, tail: [number, string, string][], acts: [string, string][], note: string}} LiveServer
 * @typedef {{servers: LiveServer[], chart: [number, number][], figures: Record<string, string>, lines: [string, string][],
 *   note: string, error?: string}} LiveState
 */

const POLL_MS = 500;
/** What a strip shows after its last cell: no part of the next one. */
const EDGE_PX = 0;
const { servers, glyphs, width, height } = pageData();
const box = /** @type {HTMLElement} */ (byId("servers"));
const strips = new Strips(box, servers, glyphs, null);
const acts = /** @type {HTMLElement[]} */ ([...box.querySelectorAll(".acts")]);
const list = /** @type {HTMLElement} */ (byId("lines"));
/** @type {string[]} the labels that each server has now: its buttons change only with them */
const shown = servers.map(() => "");

/**
 * Make a call to the server, and show the state that it returns.
 * @param {string} call
 * @param {Record<string, unknown>} body
 */
async function ask(call, body) {
  const here = location.pathname.replace(/\/$/, "");
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const state = await (await fetch(`${here}/api/${call}`, request)).json();
    if (state.error) write(byId("said"), state.error);
    else show(state);
  } catch {
    write(byId("said"), "The cluster has stopped, or cannot be reached.");
  }
}

/** @param {LiveState} state */
function show(state) {
  strips.draw(state.servers.map(stripState));
  state.servers.forEach((server, n) => showActs(server, n));
  for (const [name, text] of Object.entries(state.figures)) {
    write(byId(`figure-${name}`), text);
    if (name === "leader") set(byId("figure-leader"), "class", text === "none" ? "bad" : "");
  }
  showChart(state.chart);
  if (list.childElementCount !== state.lines.length || list.firstElementChild?.textContent !== state.lines[0]?.join("")) {
    refill(list, state.lines.map(([at, text]) => {
      const row = element("li", text);
      row.prepend(element("time", at));
      return row;
    }));
  }
  if (state.note) write(byId("said"), state.note);
}

/**
 * Return a server as a strip shows it: only the end of its log is there.
 * @param {LiveServer} server
 */
function stripState(server) {
  const log = /** @type {any[][]} */ (Array(server.last));
  server.tail.forEach((entry, n) => (log[server.last - server.tail.length + n] = entry));
  return { ...server, log, stored: server.last, compacted: 0, next: {}, match: {}, machine: "", sessions: "" };
}

/**
 * @param {LiveServer} server
 * @param {number} n
 */
function showActs(server, n) {
  const labels = [server.note, ...server.acts.map(([label]) => label)].join(" ");
  if (labels === shown[n]) return;
  shown[n] = labels;
  const name = servers[n];
  const buttons = server.acts.map(([label, act]) => button(label, () => ask("do", { line: act, name }), `${label} ${name}`));
  refill(acts[n], server.note ? [element("p", server.note), ...buttons] : buttons);
}

/** @param {[number, number][]} chart */
function showChart(chart) {
  const top = Math.max(1, ...chart.map(([rate]) => rate));
  const slowest = Math.max(1, ...chart.map(([, latency]) => latency));
  set(byId("calls-line"), "d", path(chart.map(([rate]) => rate / top)));
  set(byId("latency-line"), "d", path(chart.map(([, latency]) => latency / slowest)));
  write(byId("calls-top"), `up to ${Math.round(top)}`);
  write(byId("latency-top"), `up to ${slowest.toFixed(1)} ms`);
}

/**
 * Return the path through values from 0 to 1, the newest at the right end.
 * @param {number[]} values
 */
function path(values) {
  const step = width / 119;
  const start = width - (values.length - 1) * step;
  return values.map((value, n) => `${n ? "L" : "M"}${(start + n * step).toFixed(1)} ${(height - 4 - value * (height - 10)).toFixed(1)}`).join("");
}

/** Fit the strips to the room that there is. */
function fit() {
  const all = [...box.querySelectorAll("svg.strip")];
  const room = parseFloat(getComputedStyle(/** @type {Element} */ (all[0].parentElement)).gridTemplateColumns);
  strips.room = Math.max(2, Math.min(strips.indexes.length, Math.floor((room - strips.left - EDGE_PX) / strips.cell)));
  strips.first = 0;
  strips.indexes.forEach((label, n) => set(label, "visibility", n < strips.room ? "visible" : "hidden"));
  for (const strip of all) {
    const taken = strips.left + strips.room * strips.cell + EDGE_PX;
    set(strip, "width", String(taken));
    set(strip.querySelector(".backing"), "width", String(taken - 2));
  }
}

addEventListener("resize", fit);
fit();
ask("state", {});
setInterval(() => document.visibilityState === "visible" && ask("state", {}), POLL_MS);
