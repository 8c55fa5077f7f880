// <x-chart>: tells the point under the pointer, the finger or the arrow keys. The drawing comes from the server; each
// point is an element with data-tip, in order.

class Chart extends HTMLElement {
  private points: SVGElement[] = [];
  private at = -1;
  private tip: HTMLElement | null = null;

  connectedCallback(): void {
    this.points = [...this.querySelectorAll<SVGElement>("[data-tip]")];
    if (this.points.length === 0) {
      return;
    }
    this.tabIndex = 0;
    this.setAttribute("role", "group");
    this.addEventListener("pointermove", (event) => this.near(event.clientX, event.clientY));
    this.addEventListener("pointerdown", (event) => this.near(event.clientX, event.clientY));
    this.addEventListener("pointerleave", () => this.show(-1));
    this.addEventListener("blur", () => this.show(-1));
    this.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        this.show(Math.max(0, Math.min(this.points.length - 1, this.at + step)));
      } else if (event.key === "Home" || event.key === "End") {
        event.preventDefault();
        this.show(event.key === "Home" ? 0 : this.points.length - 1);
      } else if (event.key === "Escape") {
        this.show(-1);
      }
    });
  }

  private near(x: number, y: number): void {
    let best = -1;
    let distance = Infinity;
    this.points.forEach((point, i) => {
      const box = point.getBoundingClientRect();
      const dx = Math.max(box.left - x, 0, x - box.right);
      const dy = Math.max(box.top - y, 0, y - box.bottom);
      if (dx * 4 + dy < distance) {
        distance = dx * 4 + dy;
        best = i;
      }
    });
    this.show(best);
  }

  private show(at: number): void {
    if (at === this.at) {
      return;
    }
    this.points[this.at]?.classList.remove("is-shown");
    this.at = at;
    if (at < 0) {
      this.tip?.remove();
      this.tip = null;
      return;
    }
    const point = this.points[at]!;
    point.classList.add("is-shown");
    if (!this.tip) {
      this.tip = document.createElement("div");
      this.tip.className = "tip";
      this.tip.setAttribute("role", "status");
      this.append(this.tip);
    }
    this.tip.textContent = point.dataset.tip ?? "";
    const own = this.getBoundingClientRect();
    const box = point.getBoundingClientRect();
    const left = box.left + box.width / 2 - own.left - this.tip.offsetWidth / 2;
    this.tip.style.left = `${Math.max(0, Math.min(own.width - this.tip.offsetWidth, left))}px`;
    this.tip.style.top = `${Math.max(0, box.top - own.top - this.tip.offsetHeight - 8)}px`;
  }
}
customElements.define("x-chart", Chart);
