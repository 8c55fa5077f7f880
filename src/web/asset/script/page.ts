// Menus that close by themselves, the theme without a reload, the focus on what is wrong, the hotkey of the search.
import { isShortcut } from "./shortcut";

function closeMenus(except?: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (menu !== except) {
      menu.open = false;
    }
  }
}

document.addEventListener("click", (event) => {
  closeMenus((event.target as Element).closest("details.menu"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector<HTMLDetailsElement>("details.menu[open]");
    closeMenus();
    open?.querySelector("summary")?.focus();
    const dialog = document.querySelector(".dialog:target");
    if (dialog) {
      location.hash = "";
    }
    return;
  }
  if (!isShortcut(event)) {
    return;
  }
  const field = document.querySelector<HTMLElement>(`[data-hotkey="${CSS.escape(event.key)}"]`);
  if (field) {
    event.preventDefault();
    field.focus();
  } else if (event.key === "/") { // a page without a search of its own: the one over everything
    const find = document.querySelector<HTMLElement>(".frame-menu a[href='/find']");
    if (find) {
      event.preventDefault();
      find.click();
    }
  }
});

// The choice is sent like the form would, and shown at once.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-theme-switch]")) {
  form.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (!button) {
      return;
    }
    event.preventDefault();
    const theme = button.value;
    document.documentElement.dataset.theme = theme === "system" ? "" : theme;
    for (const other of form.querySelectorAll("button")) {
      other.toggleAttribute("aria-pressed", false);
    }
    button.setAttribute("aria-pressed", "true");
    closeMenus();
    const csrf = form.querySelector<HTMLInputElement>("[name=csrf]")?.value ?? "";
    const body = new URLSearchParams({ theme, return: "/", csrf });
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => form.submit());
  });
}

document.querySelector<HTMLElement>("[data-focus]")?.focus();

// A dialog that was opened takes the focus.
window.addEventListener("hashchange", () => {
  document.querySelector<HTMLElement>(".dialog:target :is(a, button, input)")?.focus();
});
