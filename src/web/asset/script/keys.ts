// One key for what a page offers: <a data-key="j">, <button data-key="a">; and ? for the list of them.
import { isShortcut } from "./shortcut";

// The list has what keys do everywhere; what this page does not have leaves, what it names itself comes in.
const list = document.querySelector<HTMLElement>("#keys dl");
for (const row of list?.querySelectorAll<HTMLElement>("[data-when]") ?? []) {
  if (!document.querySelector(row.dataset.when as string)) {
    row.remove();
  }
}
for (const found of document.querySelectorAll<HTMLElement>("[data-key]")) {
  const row = document.createElement("div");
  const key = document.createElement("dt");
  const what = document.createElement("dd");
  const name = found.cloneNode(true) as HTMLElement;
  name.querySelectorAll("kbd").forEach((one) => one.remove());
  key.append(document.createElement("kbd"));
  key.firstElementChild?.append((found.dataset.key as string).toUpperCase());
  what.append(name.textContent?.trim() ?? "");
  row.append(key, what);
  list?.prepend(row);
}

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event)) {
    return;
  }
  if (event.key === "?" && list) {
    event.preventDefault();
    location.hash = "keys";
    return;
  }
  const found = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (found) {
    event.preventDefault();
    found.focus();
    found.click();
  }
});
