// @ts-check
// The laboratory: it shows the state that the server sends, and sends lines of the scenario language. It keeps no state.
import { byId, drawn, listen, onClick, showHelp } from "./page.js";
import { write } from "./run.js";

/**
 * @typedef {{cluster: string, beside: string, differs: string, diagram: string, names: string, table: string,
 *   servers: {name: string, up: boolean, timers: string[]}[], flying: {text: string, line: string}[],
 *   links: [string, string, boolean][], lines: string[], at: number, branches: string[], violations: string[],
 *   misses: string[], ended: string, last: string, propose: string, error?: string, saved?: string}} PageState
 */

/** @type {PageState} */
let now;

/**
 * Make a call to the server, and show the state that it returns.
 * @param {string} call
 * @param {Record<string, unknown>} body
 */
async function ask(call, body = {}) {
  const here = location.pathname.replace(/\/$/, "");
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const slow = setTimeout(() => write(byId("said"), "The servers are running …"), 800);
  try {
    const response = await fetch(`${here}/api/${call}`, request);
    const state = await response.json();
    clearTimeout(slow);
    show(state);
  } catch {
    clearTimeout(slow);
    write(byId("said"), "The laboratory does not respond: is `raftlab play` still running?");
  }
}

/** @param {string} line */
const act = (line) => ask("do", { line });

/** @param {PageState} state */
function show(state) {
  if (state.error) {
    write(byId("said"), state.error);
    return;
  }
  now = state;
  const note = state.saved ? `Saved: ${state.saved}` : state.ended ? `The run has ended: ${state.ended}` : state.last;
  write(byId("said"), `Line ${state.at} of ${state.lines.length}. ${note}`);
  for (const id of /** @type {const} */ (["cluster", "diagram", "names", "table"])) {
    byId(id)?.replaceChildren(drawn(state[id]));
  }
  byId("beside")?.replaceChildren(...(state.beside ? [drawn(state.beside)] : []));
  write(byId("differs"), state.differs);
  const box = /** @type {HTMLElement} */ (byId("diagram"));
  box.scrollLeft = box.scrollWidth;
  fill("violations", [...state.violations, ...state.misses].map((text) => element("p", text, "bad")));
  fill("servers", state.servers.map(serverRow));
  fill("flying", state.flying.length ? [...state.flying].reverse().map(message) : [element("li", "none", "muted")]);
  fill("links", links(state));
  fill("history", state.lines.map(line));
  toCurrentLine();
  fill("branches", state.branches.map((text, n) => button(`branch ${n + 1}: ${text}`, () => ask("take", { branch: n }))));
  /** @type {HTMLButtonElement} */ (byId("undo")).disabled = state.at === 0;
  /** @type {HTMLButtonElement} */ (byId("redo")).disabled = state.at >= state.lines.length;
}

/** Scroll the history to the current line; the newest line is always visible. */
function toCurrentLine() {
  const box = /** @type {HTMLElement} */ (byId("history"));
  const current = /** @type {HTMLElement | null} */ (box.querySelector("[aria-current]"));
  box.scrollTop = current ? current.offsetTop - box.offsetTop - box.clientHeight / 2 : 0;
}

/**
 * Replace the content of the element with this id; the focus stays on the control with the same label.
 * @param {string} id
 * @param {HTMLElement[]} parts
 */
function fill(id, parts) {
  const box = byId(id);
  const focused = box?.contains(document.activeElement) ? document.activeElement?.getAttribute("aria-label") : null;
  box?.replaceChildren(...parts);
  if (focused) {
    const control = [...(box?.querySelectorAll("button, input") ?? [])].find((each) => each.getAttribute("aria-label") === focused);
    /** @type {HTMLElement | undefined} */ (control)?.focus();
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} style
 * @returns {HTMLElement}
 */
function element(name, text, style = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = style;
  return made;
}

/**
 * @param {string} text
 * @param {() => void} clicked
 * @param {string} label
 */
function button(text, clicked, label = text) {
  const made = element("button", text);
  made.setAttribute("type", "button");
  made.setAttribute("aria-label", label);
  made.addEventListener("click", clicked);
  return made;
}

/** @param {PageState["servers"][number]} server */
function serverRow({ name, up, timers }) {
  const row = element("div", "", "buttons");
  row.append(element("strong", name));
  if (!up) {
    row.append(button("restart", () => act(`restart ${name}`), `restart ${name}`));
    return row;
  }
  for (const timer of timers) {
    row.append(button(`${timer} timeout`, () => act(`timeout ${name} ${timer}`), `${timer} timeout of ${name}`));
  }
  row.append(button("command", () => act(`propose ${name} ${now.propose}`), `send a command to ${name}`));
  row.append(button("crash", () => act(`crash ${name}`), `crash ${name}`));
  return row;
}

/** @param {PageState["flying"][number]} flying */
function message({ text, line }) {
  const row = element("li", text + " ");
  const box = element("span", "", "buttons");
  for (const verb of ["deliver", "drop", "duplicate"]) {
    box.append(button(verb, () => act(`${verb} ${line}`), `${verb} ${line}`));
  }
  row.append(box);
  return row;
}

/** @param {PageState} state */
function links(state) {
  const made = state.links.map(([source, to, cut]) => {
    const label = element("label", "");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = !cut;
    box.setAttribute("aria-label", `link ${source} -> ${to} works`);
    box.addEventListener("change", () => act(`${box.checked ? "heal" : "cut"} ${source} -> ${to}`));
    label.append(box, `${source} → ${to}`);
    return label;
  });
  const box = element("div", "", "buttons");
  const half = Math.floor(state.servers.length / 2);
  const sides = [state.servers.slice(0, half), state.servers.slice(half)].map((side) => side.map((each) => each.name).join(" "));
  if (half) box.append(button(`partition ${sides.join(" | ")}`, () => act(`partition ${sides.join(" | ")}`)));
  box.append(button("heal all", () => act("heal all")));
  return [...made, box];
}

/**
 * @param {string} text
 * @param {number} n
 */
function line(text, n) {
  const row = element("li", "");
  const made = button(text, () => ask("go", { at: n + 1 }), `rewind to line ${n + 1}: ${text}`);
  if (n + 1 === now.at) made.setAttribute("aria-current", "step");
  if (n >= now.at) made.classList.add("muted");
  row.append(made);
  return row;
}

const undo = () => now.at > 0 && ask("go", { at: now.at - 1 });
const redo = () => now.at < now.lines.length && ask("go", { at: now.at + 1 });
onClick("undo", undo);
onClick("let-run", () => act("run 300"));
onClick("redo", redo);
onClick("help-button", showHelp);
listen({ u: undo, r: redo, "/": () => byId("line")?.focus(), "?": showHelp });
byId("write")?.addEventListener("submit", (event) => {
  event.preventDefault();
  act(/** @type {HTMLInputElement} */ (byId("line")).value);
});
byId("save")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const name = /** @type {HTMLInputElement} */ (byId("name")).value;
  ask("save", { name, expect: /** @type {HTMLInputElement} */ (byId("expect")).checked });
});
ask("state");
