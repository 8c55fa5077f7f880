// Tables with rows to select: all at once, ranges with Shift, and the bar of actions only while something is selected.
// In a list J and K go from row to row, X selects the row; Enter follows its link, which has the focus.
import { isShortcut } from "./shortcut";

for (const table of document.querySelectorAll<HTMLTableElement>("table[data-select]")) {
  const boxes = [...table.querySelectorAll<HTMLInputElement>("tbody td.check input")];
  const all = table.querySelector<HTMLInputElement>("[data-select-all]");
  const bar = table.closest("form")?.querySelector<HTMLElement>("[data-bulk]") ?? null;
  let last: HTMLInputElement | null = null;

  const show = (): void => {
    const count = boxes.filter((box) => box.checked).length;
    if (bar) {
      bar.classList.toggle("is-shown", count > 0);
    }
    if (all) {
      all.checked = count > 0 && count === boxes.length;
      all.indeterminate = count > 0 && count < boxes.length;
    }
  };
  if (all) {
    all.addEventListener("change", () => {
      for (const box of boxes) {
        box.checked = all.checked;
      }
      show();
    });
  }
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const other of boxes.slice(from, to + 1)) {
          other.checked = box.checked;
        }
      }
      last = box;
      show();
    });
  }
  show();
}

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event) || !/^[jkx]$/i.test(event.key)) {
    return;
  }
  const rows = [...document.querySelectorAll<HTMLElement>("tbody[data-rows] > tr")];
  if (rows.length === 0) {
    return;
  }
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (event.key.toLowerCase() === "x") {
    rows[at]?.querySelector<HTMLInputElement>("td.check input")?.click();
    return;
  }
  const step = event.key.toLowerCase() === "j" ? 1 : -1;
  const next = rows[Math.min(Math.max(at + (at < 0 ? 1 : step), 0), rows.length - 1)];
  (next?.querySelector<HTMLElement>("th a") ?? next?.querySelector<HTMLElement>("td a, td.check input"))?.focus();
  event.preventDefault();
});
