// @ts-check
// The storyboard: every combination was run and drawn in advance; this script shows the chosen one.
import { byId, drawn, listen, onClick, pageData, place, setPlace, showHelp, unpacked } from "./page.js";
import { Player } from "./player.js";

/** @type {{toggles: string[], shown: Record<string, {panels: string[], verdict: string, broken: boolean, run: string}>}} */
const data = pageData();
const form = /** @type {HTMLFormElement} */ (byId("toggles"));
const panels = /** @type {HTMLElement} */ (byId("panels"));
const verdicts = /** @type {HTMLElement} */ (byId("verdict"));

const run = /** @type {HTMLDetailsElement} */ (byId("run"));
/** @type {Player | undefined} */
let player;
/** The id of the unpacked run. */
let unfolded = "";

/**
 * Return the controls of a toggle.
 * @param {string} name
 * @returns {HTMLInputElement[]}
 */
function controls(name) {
  return [...form.querySelectorAll("input")].filter((input) => input.name === name);
}

/**
 * Return the choice of a toggle.
 * @param {string} name
 */
function setting(name) {
  const inputs = controls(name);
  const checked = inputs.find((input) => input.checked);
  return checked ? checked.value : inputs[0]?.type === "checkbox" ? "off" : "";
}

/**
 * Set a toggle; an unknown value changes nothing.
 * @param {string} name
 * @param {string} value
 */
function choose(name, value) {
  const inputs = controls(name);
  if (inputs[0]?.type === "checkbox") inputs[0].checked = value === "on";
  else if (inputs.some((input) => input.value === value)) inputs.forEach((input) => (input.checked = input.value === value));
}

/** Return the choice of every toggle. */
const settings = () => data.toggles.map(setting);

/** Show the chosen combination. */
function show() {
  const keys = settings();
  const chosen = data.shown[keys.join(" ")];
  if (!chosen) return;
  for (const verdict of verdicts.children) /** @type {HTMLElement} */ (verdict).hidden = verdict.id !== chosen.verdict;
  verdicts.classList.toggle("broken-run", byId(chosen.verdict)?.firstElementChild?.className === "broken-run");
  for (const figure of panels.children) /** @type {HTMLElement} */ (figure).hidden = !chosen.panels.includes(figure.id);
  panels.append(...chosen.panels.map((id) => /** @type {HTMLElement} */ (byId(id))));
  setPlace(Object.fromEntries(data.toggles.map((name, n) => [name, keys[n]])));
  if (run.open) unfold();
}

/** Show the player of the chosen run. */
async function unfold() {
  const wanted = data.shown[settings().join(" ")].run;
  if (wanted === unfolded) return player;
  unfolded = wanted;
  const packed = JSON.parse(await (await unpacked(wanted)).text());
  if (unfolded !== wanted) return player; // the reader has chosen another run
  player?.stop();
  byId("run-stage")?.replaceChildren(drawn(packed.markup));
  player = new Player(packed.data, true);
  return player;
}

/**
 * Go to the first event of a panel in the run.
 * @param {number} n the position of the panel among the visible ones, from 0
 */
async function stepInto(n) {
  run.open = true;
  (await unfold())?.fromPanel(n);
  byId("run-events")?.focus({ preventScroll: true });
  run.scrollIntoView({ block: "start" });
}

/** Go to the combination and position in the address. */
function follow() {
  for (const [name, value] of place()) if (data.toggles.includes(name)) choose(name, value);
  if (place().has("t")) run.open = true;
  show();
  if (unfolded) player?.follow();
}

/**
 * Switch a toggle to its next choice.
 * @param {string | undefined} name
 */
function turn(name) {
  if (!name) return;
  const inputs = controls(name);
  if (inputs[0]?.type === "checkbox") inputs[0].checked = !inputs[0].checked;
  else inputs[(inputs.findIndex((input) => input.checked) + 1) % inputs.length].checked = true;
  show();
}

/** Go to the next combination that breaks a promise. */
function toBroken() {
  const all = Object.keys(data.shown);
  const here = all.indexOf(settings().join(" "));
  const order = all.slice(here + 1).concat(all.slice(0, here + 1));
  const next = order.find((keys) => data.shown[keys].broken);
  if (!next) return;
  next.split(" ").forEach((value, n) => choose(data.toggles[n], value));
  show();
}

/** @returns {HTMLElement[]} */
const visible = () => /** @type {HTMLElement[]} */ ([...panels.children]).filter((figure) => !figure.hidden);

/**
 * Move to a visible panel; past an end, to that end.
 * @param {(now: number, last: number) => number} where
 */
function focus(where) {
  const shown = visible();
  const now = shown.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = Math.max(0, Math.min(shown.length - 1, where(now, shown.length - 1)));
  shown[to]?.focus();
  shown[to]?.scrollIntoView({ block: "nearest" });
}

const back = () => focus((now) => now - 1);
const on = () => focus((now) => now + 1);
/** @type {Record<string, () => void>} */
const keys = {
  ArrowLeft: back, k: back, ArrowRight: on, j: on, Home: () => focus(() => 0), End: () => focus((_, last) => last),
  t: () => turn(data.toggles[0]), f: () => turn(data.toggles.find((name) => name === "fork")), v: toBroken, "?": showHelp,
};
keys.s = () => stepInto(Math.max(0, visible().findIndex((figure) => figure.contains(document.activeElement))));
for (let n = 1; n <= 9; n++) keys[String(n)] = () => visible()[n - 1] && focus(() => n - 1);
listen(keys, () => (run.contains(document.activeElement) ? player?.keys() : undefined));
run.addEventListener("toggle", () => (run.open ? unfold() : setPlace({ t: null })));
panels.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest(".step-in");
  if (button) stepInto(visible().findIndex((figure) => figure.contains(button)));
});
form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
onClick("help-button", showHelp);
window.addEventListener("hashchange", follow);
follow();
