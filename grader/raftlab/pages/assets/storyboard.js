// @ts-check
// The storyboard: every combination was run and drawn in advance; this script shows the chosen one.
import { byId, drawn, listen, onClick, pageData, place, setPlace, showHelp, unpacked } from "./page.js";
import { Player } from "./player.js";

/**
 * @typedef {{panels: string[], names: string[], lines: string[], verdict: string, broken: boolean, broad: boolean, run: string,
 *   answer: string, legend: string, unused: Record<string, string>, electable: string[], asked: number}} Combination
 */
/** @type {{toggles: string[], shown: Record<string, Combination>, unfolds: boolean, choosesServers: boolean}} */
const data = pageData();
const form = /** @type {HTMLFormElement} */ (byId("toggles"));
const panels = /** @type {HTMLElement} */ (byId("panels"));
const verdicts = /** @type {HTMLElement} */ (byId("verdict"));

const question = byId("question");
/** How many panels of the story are unfolded. */
let unfolded = data.unfolds && !matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : 99;
let isAnswered = unfolded > 1;

const run = /** @type {HTMLDetailsElement} */ (byId("run"));
/** @type {Player | undefined} */
let player;
/** The id of the unpacked run. */
let unpackedRun = "";

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

/** The chosen combination. */
const chosen = () => data.shown[settings().join(" ")];

/** Show the chosen combination. */
function show() {
  const keys = settings();
  const now = chosen();
  if (!now) return;
  for (const verdict of verdicts.children) /** @type {HTMLElement} */ (verdict).hidden = verdict.id !== now.verdict;
  for (const legend of byId("legends")?.children ?? []) /** @type {HTMLElement} */ (legend).hidden = legend.id !== now.legend;
  for (const note of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".unused"))) {
    note.textContent = now.unused[note.id.slice("unused-".length)] ?? "";
    note.hidden = note.textContent === "";
  }
  verdicts.classList.toggle("broken-run", byId(now.verdict)?.firstElementChild?.className === "broken-run");
  for (const figure of figures()) figure.hidden = !now.panels.includes(figure.id);
  panels.append(...now.panels.map((id) => /** @type {HTMLElement} */ (byId(id))));
  if (question) (byId(now.panels[now.asked]) ?? panels.lastElementChild)?.after(question);
  setPlace(Object.fromEntries(data.toggles.map((name, n) => [name, keys[n]])));
  panels.classList.toggle("broad", now.broad);
  fold();
  if (run.open) unfold();
}

/** All figures of the page. */
const figures = () => /** @type {HTMLElement[]} */ ([...panels.children].filter((each) => each.tagName === "FIGURE"));

/** Fold the panels after the last unfolded one, and what they would give away. */
function fold() {
  const now = chosen();
  const shown = now.panels.map((id) => /** @type {HTMLElement} */ (byId(id)));
  shown.forEach((figure, n) => {
    figure.classList.toggle("folded", n >= unfolded);
    figure.classList.toggle("asked", n === now.asked);
  });
  const isWhole = unfolded >= shown.length;
  if (question) {
    question.classList.toggle("folded", now.asked < 0 || unfolded <= now.asked);
    const answer = /** @type {HTMLElement} */ (byId("answer"));
    answer.hidden = !isAnswered;
    for (const each of answer.querySelectorAll("div")) each.hidden = each.id !== now.answer;
    const button = byId("answer-button");
    if (button) button.hidden = isAnswered;
    tellPrediction();
  }
  panels.classList.toggle("unanswered", question !== null && !isAnswered);
  verdicts.classList.toggle("folded", !isWhole || (question !== null && now.asked >= 0 && !isAnswered));
  tellPlace(shown.length, isWhole);
  light(Math.min(unfolded, shown.length) - 1);
}

/**
 * Say how far the story is, and what the button does next.
 * @param {number} many
 * @param {boolean} isWhole
 */
function tellPlace(many, isWhole) {
  const now = chosen();
  const next = /** @type {HTMLButtonElement | null} */ (byId("story-next"));
  if (!next) return;
  const waits = isWaiting();
  if (waits) label(next, "", "show ", "the answer ▶");
  else if (isWhole) label(next, "", "", "the result ▼");
  else label(next, "next: ", "panel ", `${now.names[unfolded]} ▶`);
  /** @type {HTMLButtonElement} */ (byId("story-back")).disabled = unfolded <= 1;
  /** @type {HTMLElement} */ (byId("story-place")).textContent = `panel ${Math.min(unfolded, many)} of ${many}`;
  /** @type {HTMLButtonElement} */ (byId("story-all")).disabled = isWhole && !waits;
  setPlace({ panel: isWhole && !waits ? "all" : unfolded === now.asked + 1 && isAnswered ? "answer" : now.names[unfolded - 1] });
}

/**
 * Set a button's text; where the window is narrow its second part is left out, so that the bar is one row.
 * @param {HTMLButtonElement} button
 * @param {string} start
 * @param {string} more
 * @param {string} end
 */
function label(button, start, more, end) {
  const part = document.createElement("span");
  part.className = "roomy";
  part.textContent = more;
  button.replaceChildren(start, part, end);
}

/** Whether the story waits for the answer to its question. */
const isWaiting = () => question !== null && !isAnswered && chosen().asked >= 0 && unfolded === chosen().asked + 1;

/** Say what was predicted, beside what the engine found. */
function tellPrediction() {
  const line = byId("prediction-text");
  const boxes = /** @type {HTMLInputElement[]} */ ([...(question?.querySelectorAll("input") ?? [])]);
  const said = boxes.filter((box) => box.checked).map((box) => box.value);
  if (!line) return;
  const yours = said.length ? `Your prediction: ${said.join(", ")}. ` : "";
  const found = chosen().electable;
  line.textContent = yours + (data.choosesServers ? `By the logs in this panel: ${found.join(", ") || "nobody"}.` : "");
  line.hidden = line.textContent === "";
}

/**
 * Light the line that acts in the n-th panel.
 * @param {number} n
 */
function light(n) {
  const id = chosen().lines[n];
  for (const line of document.querySelectorAll(".code-line")) line.classList.toggle("lit", line.id === id);
  const status = byId("lit-line");
  const lit = id ? byId(id) : null;
  if (status) status.textContent = lit ? `The line that acts in panel ${chosen().names[n]}: ${lit.textContent?.trim()}` : "";
}

/** Show the answer to the question. */
function answer() {
  isAnswered = true;
  fold();
  visible().at(-1)?.focus({ preventScroll: true });
  reveal(byId("answer"), isShown(verdicts) ? verdicts : null);
}

/** Unfold the next panel, or the answer before it; behind the last one is the verdict. */
function forward() {
  if (isWaiting()) return answer();
  if (unfolded >= chosen().panels.length) return reveal(verdicts);
  unfolded += 1;
  fold();
  const panel = visible().at(-1) ?? null;
  panel?.focus({ preventScroll: true });
  reveal(panel, isWaiting() ? question : isShown(verdicts) ? verdicts : null);
}

/** Fold the last panel again. */
function backward() {
  unfolded = Math.max(1, Math.min(unfolded, chosen().panels.length) - 1);
  fold();
  focus(() => unfolded - 1);
}

/** Unfold all panels, and the answer, and stay at the first that is new. */
function unfoldAll() {
  const seen = visible().length;
  const wasWaiting = isWaiting();
  unfolded = 99;
  isAnswered = true;
  fold();
  const next = visible()[seen];
  next?.focus({ preventScroll: true });
  reveal(wasWaiting ? question : next ?? verdicts);
}

/** @param {HTMLElement} element */
const isShown = (element) => !element.classList.contains("folded");

/**
 * Scroll what is new into the window; if it is too high for the window, its top comes first.
 * @param {HTMLElement | null} first
 * @param {HTMLElement | null} last what is new too, and stands below
 */
function reveal(first, last = null) {
  if (!first) return;
  const style = getComputedStyle(document.documentElement);
  const top = first.getBoundingClientRect().top - parseFloat(style.scrollPaddingTop);
  const end = innerHeight - parseFloat(style.scrollPaddingBottom);
  const bottom = (last ?? first).getBoundingClientRect().bottom;
  const by = bottom - top > end ? top : top < 0 ? top : Math.max(0, bottom - end);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (by) scrollBy({ top: by, behavior: isStill ? "instant" : "smooth" });
}

/** Show the player of the chosen run. */
async function unfold() {
  const wanted = chosen().run;
  if (wanted === unpackedRun) return player;
  unpackedRun = wanted;
  const packed = JSON.parse(await (await unpacked(wanted)).text());
  if (unpackedRun !== wanted) return player; // the reader has chosen another run
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
  goToPanel(place().get("panel"));
  show();
  if (unpackedRun) player?.follow();
}

/**
 * Unfold the story up to the panel in the address: its name, "answer" or "all".
 * @param {string | null} name
 */
function goToPanel(name) {
  if (name === null || !data.unfolds) return;
  const now = chosen();
  const position = name === "answer" ? now.asked : now.names.indexOf(name);
  unfolded = position < 0 ? 99 : position + 1;
  isAnswered = name === "answer" || position < 0 || position > now.asked;
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
  unfoldAll();
}

/** @returns {HTMLElement[]} */
const visible = () => figures().filter((figure) => !figure.hidden && !figure.classList.contains("folded"));

/**
 * Move to a visible panel; past an end, to that end.
 * @param {(now: number, last: number) => number} where
 */
function focus(where) {
  const shown = visible();
  const now = shown.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = Math.max(0, Math.min(shown.length - 1, where(now, shown.length - 1)));
  shown[to]?.focus({ preventScroll: true });
  reveal(shown[to] ?? null);
}

const back = () => (data.unfolds ? backward() : focus((now) => now - 1));
const on = () => (data.unfolds ? forward() : focus((now) => now + 1));
/** @type {Record<string, () => void>} */
const keys = {
  ArrowLeft: back, k: back, ArrowRight: on, j: on, Home: () => focus(() => 0), End: () => focus((_, last) => last),
  t: () => turn(data.toggles[0]), f: () => turn(data.toggles.find((name) => name === "fork")), v: toBroken, "?": showHelp,
};
keys.a = unfoldAll;
keys.s = () => stepInto(Math.max(0, visible().findIndex((figure) => figure.contains(document.activeElement))));
for (let n = 1; n <= 9; n++) keys[String(n)] = () => visible()[n - 1] && focus(() => n - 1);
listen(keys, () => (run.contains(document.activeElement) ? player?.keys() : undefined));
run.addEventListener("toggle", () => (run.open ? unfold() : setPlace({ t: null })));
panels.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest(".step-in");
  if (button) stepInto(visible().findIndex((figure) => figure.contains(button)));
});
panels.addEventListener("focusin", (event) => {
  const n = visible().findIndex((figure) => figure.contains(/** @type {Element} */ (event.target)));
  if (n >= 0) light(n);
});
byId("prediction-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  answer();
});
/** Whether the last input came from a mouse or a finger. */
let isPointed = false;
document.addEventListener("pointerdown", () => (isPointed = true), true);
document.addEventListener("keydown", () => (isPointed = false), true);
/**
 * After a click on a choice the keys belong to the story again; from the keyboard they stay with the choice.
 * @param {Event} event
 */
function giveKeysBack(event) {
  if (!isPointed || !(event.target instanceof HTMLInputElement)) return;
  setTimeout(() => visible().at(-1)?.focus({ preventScroll: true })); // once the choice has placed its panels
}
form.addEventListener("click", giveKeysBack);
question?.addEventListener("click", giveKeysBack);
onClick("story-next", forward);
onClick("story-back", backward);
onClick("story-all", unfoldAll);
form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
onClick("help-button", showHelp);
window.addEventListener("hashchange", follow);
follow();
