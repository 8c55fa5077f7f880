// <x-copy>: shows its button and copies the value of its input or the text of its <pre>.

class Copy extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    if (!button) {
      return;
    }
    if (!navigator.clipboard) { // plain HTTP: the field can be selected
      button.hidden = true;
      return;
    }
    const label = button.querySelector("span");
    const words = label?.textContent ?? "";
    button.addEventListener("click", async () => {
      const input = this.querySelector("input");
      const text = input ? input.value : (this.querySelector("pre")?.textContent ?? "");
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        input?.select();
        return;
      }
      if (label) {
        label.textContent = document.body.dataset.copied ?? words;
        label.setAttribute("role", "status");
        setTimeout(() => (label.textContent = words), 2000);
      }
    });
  }
}
customElements.define("x-copy", Copy);
