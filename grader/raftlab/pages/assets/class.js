// @ts-check
// The class page: sort the students by a column, and show those of one section or with one verdict in a check.
import { byId } from "./page.js";

const table = /** @type {HTMLTableElement} */ (document.querySelector("table.students"));
const body = table.tBodies[0];
const rows = [...body.rows];
const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/**
 * Return an element that the class page always has.
 * @param {string} id
 * @returns {HTMLElement}
 */
function part(id) {
  const found = byId(id);
  if (found === null) throw new Error("the page lacks #" + id);
  return found;
}

/**
 * Return what a row is sorted by in a column.
 * @param {HTMLTableRowElement} row
 * @param {number} column
 */
function sortKey(row, column) {
  const cell = row.cells[column];
  return cell.dataset.sort ?? cell.innerText;
}

/**
 * Sort the rows by a column. Equal rows keep their order.
 * @param {number} column
 * @param {boolean} descending
 */
function sortBy(column, descending) {
  const keys = new Map(rows.map((row) => [row, sortKey(row, column)]));
  const numbers = [...keys.values()].every((key) => key !== "" && !Number.isNaN(Number(key)));
  rows.sort((a, b) => {
    const [first, second] = [keys.get(a) ?? "", keys.get(b) ?? ""];
    const order = numbers ? Number(first) - Number(second) : words.compare(first, second);
    return descending ? -order : order;
  });
  body.append(...rows);
}

/** Turn each heading into a button that sorts, and that turns the order when it is pressed again. */
function makeHeadings() {
  const headings = [...table.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const descending = heading.getAttribute("aria-sort") === "ascending";
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sortBy(column, descending);
    });
  });
}

/**
 * Return the value of a control of the page, "" if it is not there.
 * @param {string} id
 */
function chosen(id) {
  const control = byId(id);
  return control instanceof HTMLSelectElement || control instanceof HTMLInputElement ? control.value : "";
}

/** Show the rows that the filters choose, and say how many. */
function applyFilters() {
  const text = chosen("find").trim().toLocaleLowerCase();
  const [section, check, verdicts] = [chosen("section"), chosen("check"), chosen("verdict")];
  let shown = 0;
  for (const row of rows) {
    const { section: own = "", verdicts: codes = "" } = row.dataset;
    const fits =
      (!text || row.cells[0].textContent.toLocaleLowerCase().includes(text)) &&
      (!section || section === "all" || section === "=" + own) &&
      (!check || verdicts.includes(codes[Number(check)] ?? "?"));
    row.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  part("count").textContent = `${shown} of ${rows.length} students`;
}

/**
 * Choose an option of a control.
 * @param {string} id
 * @param {string} value
 */
function choose(id, value) {
  /** @type {HTMLSelectElement} */ (byId(id)).value = value;
}

/** Turn each count of a verdict into a button that shows the students with it. */
function makeCounts() {
  for (const cell of document.querySelectorAll("td[data-check]")) {
    if (!(cell instanceof HTMLTableCellElement) || !cell.textContent) continue;
    const { check = "", codes = "", label = "" } = cell.dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    button.setAttribute("aria-label", label);
    button.title = label;
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      choose("check", check);
      choose("verdict", codes);
      applyFilters();
      part("students").scrollIntoView();
      part("check").focus({ preventScroll: true });
    });
  }
}

makeHeadings();
makeCounts();
part("filters").hidden = false;
part("filters").addEventListener("input", applyFilters);
applyFilters();
