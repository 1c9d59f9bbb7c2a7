// @ts-check
// What a person must see beside the servers: broken properties, a saved file, the first difference from the reference.
import { byId } from "./page.js";
import { button, element } from "./elements.js";

/**
 * Show what did not hold, what happened to the file, and where the reference differs.
 * @param {import("./laboratory.js").PageState} state
 * @param {(position: number) => void} look shows an event
 */
export function showAlerts(state, look) {
  const [first, ...others] = [
    ...state.violations.map(([position, text]) => alertLine(text, "bad", lookButton(position, look))),
    ...state.misses.map((text) => alertLine(text, "bad")),
  ];
  const alerts = [
    ...(state.ended ? [alertLine(`The run has ended: ${state.ended}. Undo, or fix the file and save it.`, "bad")] : []),
    ...(state.notice ? [alertLine(state.notice, state.stale ? "bad" : "good")] : []),
    ...(first ? [first] : []),
    ...(others.length > 1 ? [folded(`${others.length} more that did not hold`, others)] : others),
  ];
  byId("alerts")?.replaceChildren(...alerts);
  showReference(state.reference, look);
}

/**
 * @param {string} summary
 * @param {HTMLElement[]} parts
 */
function folded(summary, parts) {
  const made = element("details", "");
  made.append(element("summary", summary, "bad"), ...parts);
  return made;
}

/**
 * @param {string} text
 * @param {string} style
 * @param {HTMLElement[]} buttons
 */
function alertLine(text, style, ...buttons) {
  const made = element("p", text + " ", style);
  made.append(...buttons);
  return made;
}

/**
 * @param {number} position
 * @param {(position: number) => void} look
 */
function lookButton(position, look) {
  return button("look", () => look(position), `look at step ${position + 1}`);
}

/**
 * @param {import("./laboratory.js").PageState["reference"]} reference
 * @param {(position: number) => void} look
 */
function showReference(reference, look) {
  const place = byId("reference");
  if (!reference) return place?.replaceChildren();
  const { position } = reference;
  if (position === null) return place?.replaceChildren(element("p", "The reference does the same up to here.", "muted"));
  const difference = `≠ First difference from the reference, step ${position + 1}: ${reference.act}.`;
  const head = alertLine(difference, "bad", lookButton(position, look));
  const said = `Yours: ${reference.yours}. The reference: ${reference.theirs}. It stops there; what follows is your run alone.`;
  place?.replaceChildren(head, element("p", said));
}
