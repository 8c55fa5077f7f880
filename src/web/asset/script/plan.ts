// <x-plan>: line numbers beside a plan's text, and what stands beside it asked for again while somebody types. The
// server checks; nothing here knows the language.

const PAUSE_MS = 500;

class Plan extends HTMLElement {
  private area: HTMLTextAreaElement | null = null;
  private numbers: HTMLElement | null = null;
  private state: HTMLElement | null = null;
  private timer = 0;
  private asked = 0;

  connectedCallback(): void {
    const area = this.querySelector("textarea");
    if (!area) {
      return;
    }
    this.area = area;
    const box = document.createElement("div");
    box.className = "plan-typed";
    this.numbers = document.createElement("div");
    this.numbers.className = "plan-numbers";
    this.numbers.setAttribute("aria-hidden", "true");
    area.replaceWith(box);
    box.append(this.numbers, area);
    area.setAttribute("wrap", "off");
    area.spellcheck = false;
    this.state = document.createElement("p");
    this.state.className = "plan-state";
    this.state.setAttribute("role", "status");
    box.after(this.state);
    area.addEventListener("input", () => this.typed());
    area.addEventListener("scroll", () => this.follow());
    this.draw();
  }

  private typed(): void {
    this.draw();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), PAUSE_MS);
  }

  private follow(): void {
    if (this.area && this.numbers) {
      this.numbers.scrollTop = this.area.scrollTop;
    }
  }

  // The numbers of the lines; the one that is wrong stands out.
  private draw(): void {
    if (!this.area || !this.numbers) {
      return;
    }
    const wrong = Number(document.querySelector<HTMLElement>("#plan-panel")?.dataset.line ?? 0);
    this.numbers.replaceChildren();
    const count = this.area.value.split("\n").length;
    for (let i = 1; i <= count; i++) {
      const line = document.createElement(i === wrong ? "b" : "span");
      line.textContent = `${i}\n`;
      this.numbers.append(line);
    }
    this.numbers.style.blockSize = `${this.area.offsetHeight}px`;
    this.follow();
  }

  private async ask(): Promise<void> {
    const form = this.closest("form");
    const url = this.dataset.check;
    if (!form || !url || !this.area || !this.state || this.area.value.trim() === "") {
      return;
    }
    const number = ++this.asked;
    this.state.textContent = this.dataset.checking ?? "";
    const csrf = form.querySelector<HTMLInputElement>("[name=csrf]")?.value ?? "";
    const body = new URLSearchParams({ csrf, text: this.area.value });
    try {
      const answer = await fetch(url, { method: "POST", body, redirect: "error" });
      const text = await answer.text();
      if (number !== this.asked || !answer.ok) {
        return;
      }
      this.show(new DOMParser().parseFromString(text, "text/html").querySelector("#plan-panel"));
    } catch {
      // The button still works.
    } finally {
      if (number === this.asked) {
        this.state.textContent = "";
      }
    }
  }

  private show(fresh: Element | null): void {
    const panel = document.querySelector("#plan-panel");
    const chosen = panel?.querySelector<HTMLInputElement>("[name=shown]:checked")?.value;
    if (!fresh) {
      return;
    }
    if (panel) {
      panel.replaceWith(fresh);
    } else {
      document.querySelector(".plan-editor")?.append(fresh);
    }
    const same = fresh.querySelector<HTMLInputElement>(`[name=shown][value="${chosen ?? ""}"]`);
    if (same) {
      same.checked = true;
    }
    const error = this.querySelector(".field-error");
    const malformed = fresh.hasAttribute("data-line");
    if (error && !malformed) {
      error.remove();
      this.querySelector("[data-invalid]")?.removeAttribute("data-invalid");
    }
    this.area?.toggleAttribute("aria-invalid", malformed);
    if (malformed) {
      this.area?.setAttribute("aria-invalid", "true");
    }
    this.draw();
  }
}
customElements.define("x-plan", Plan);
