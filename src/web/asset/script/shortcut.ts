// Single keys: never while somebody types, with another key held, or when the person turned them off.
export function isShortcut(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const isTyping = target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  return document.body.dataset.keys !== "off" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
}
