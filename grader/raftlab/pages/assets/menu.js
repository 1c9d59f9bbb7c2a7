// @ts-check
// The menu of a server, a link or a message of the ring. On a message, a second click at the same place delivers it.
import { element } from "./elements.js";

export class Menu {
  /**
   * @param {HTMLElement} box
   * @param {import("./acts.js").Acts} acts
   */
  constructor(box, acts) {
    this.box = box;
    this.acts = acts;
    /** @type {HTMLElement | undefined} */
    this.opener = undefined;
    box.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !box.contains(relatedTarget)) this.close();
    });
    document.addEventListener("pointerdown", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (!this.box.contains(target) && !target.closest("[data-key]")) this.close();
    });
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /**
   * Open the menu of what was clicked; close it if it is open already.
   * @param {"server" | "message" | "link"} kind
   * @param {string[]} names
   * @param {HTMLElement} clicked
   */
  open(kind, names, clicked) {
    const isSame = this.isOpen && this.opener === clicked;
    this.close();
    if (isSame) return;
    if (kind === "server") this.fill(names[0], [this.acts.ofServer(names[0]), this.acts.linksOf(names[0])]);
    else if (kind === "link") this.fill(`link ${names.join(" – ")}`, [this.acts.ofLink(names[0], names[1])]);
    else this.fill("", this.acts.ofMessages(names));
    this.opener = clicked;
    this.place(clicked);
    /** @type {HTMLElement | null} */ (this.box.querySelector("button:enabled"))?.focus({ preventScroll: true });
  }

  /**
   * @param {string} title
   * @param {HTMLElement[][]} groups
   */
  fill(title, groups) {
    const shown = groups.filter((group) => group.length).map((group) => {
      const made = element("div", "", "buttons");
      made.append(...group);
      return made;
    });
    this.box.replaceChildren(...(title ? [element("strong", title)] : []), ...shown);
    this.box.setAttribute("aria-label", title || "message");
    this.box.hidden = false;
  }

  /** @param {HTMLElement} clicked */
  place(clicked) {
    const frame = /** @type {HTMLElement} */ (this.box.offsetParent).getBoundingClientRect();
    const spot = clicked.getBoundingClientRect();
    this.box.style.left = "0"; // it takes the width that it wants
    const x = spot.left + spot.width / 2 - frame.left - 34;
    const y = spot.top + spot.height / 2 - frame.top - 20;
    const right = document.documentElement.clientWidth - frame.left - this.box.offsetWidth - 4;
    const bottom = Math.max(frame.height, innerHeight - frame.top) - this.box.offsetHeight - 4;
    this.box.style.left = `${Math.max(4, Math.min(x, right))}px`;
    this.box.style.top = `${Math.max(4, Math.min(y, bottom))}px`;
  }

  /** Close the menu; the focus goes back to what opened it. */
  close() {
    if (!this.isOpen) return;
    const hadFocus = this.box.contains(document.activeElement);
    this.box.hidden = true;
    if (hadFocus) this.opener?.focus({ preventScroll: true });
  }
}
