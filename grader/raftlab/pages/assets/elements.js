// @ts-check
// Elements that a script makes: buttons, and lists that are filled again without losing the focus.

/**
 * Replace the content of a box; the focus stays on the control with the same label.
 * @param {HTMLElement} place
 * @param {HTMLElement[]} parts
 */
export function refill(place, parts) {
  const focused = place.contains(document.activeElement) ? document.activeElement?.getAttribute("aria-label") : null;
  place.replaceChildren(...parts);
  if (!focused) return;
  const again = [...place.querySelectorAll("button")].find((each) => each.getAttribute("aria-label") === focused);
  again?.focus();
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} style
 * @returns {HTMLElement}
 */
export function element(name, text, style = "") {
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
export function button(text, clicked, label = text) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", clicked);
  return made;
}
