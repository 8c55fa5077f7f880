// Tables with rows to select: all at once, ranges with Shift, and the bar of actions only while something is selected.

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
