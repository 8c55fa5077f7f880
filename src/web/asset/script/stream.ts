// data-stream: what the server says as it happens. Counters count on; on Live new rows are fetched as the server prints
// them and wait behind a button, because nothing moves under somebody's eyes unless he wants it.

interface News {
  clicks: number;
  conversions: number;
  refused: number;
}
const BACK_MS = 5000; // events of other servers come in that late

function counter(page: HTMLElement): (news: News) => void {
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const totals: Record<string, number> = {};
  return (news) => {
    for (const element of page.querySelectorAll<HTMLElement>("[data-count]")) {
      const name = element.dataset.count ?? "";
      totals[name] = (totals[name] ?? 0) + (news[name as keyof News] ?? 0);
      element.textContent = format.format(totals[name]);
    }
  };
}

class Rows {
  private held: HTMLElement[] = [];
  private isPaused = false;
  private isBusy = false;
  private isAgain = false;
  private readonly pill = this.page.querySelector<HTMLElement>("[data-pill]");

  constructor(private readonly page: HTMLElement, private readonly list: HTMLElement) {
    this.pill?.addEventListener("click", () => this.show());
    const pause = page.querySelector<HTMLElement>("[data-pause]");
    pause?.addEventListener("click", () => {
      this.isPaused = !this.isPaused;
      pause.setAttribute("aria-pressed", String(this.isPaused));
      if (!this.isPaused) {
        this.fetch().catch(() => undefined);
      }
    });
  }

  async fetch(): Promise<void> {
    if (this.isPaused) {
      return;
    }
    if (this.isBusy) {
      this.isAgain = true;
      return;
    }
    this.isBusy = true;
    try {
      const newest = this.held[0] ?? this.list.firstElementChild;
      const at = newest?.querySelector("time")?.dateTime;
      const after = at ? Date.parse(at) - BACK_MS : Date.now() - 60000;
      const answer = await fetch(`${this.page.dataset.rows}${after}`);
      if (answer.ok) {
        this.hold(new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html"));
      }
    } finally {
      this.isBusy = false;
    }
    if (this.isAgain) {
      this.isAgain = false;
      await this.fetch();
    }
  }

  private hold(fragment: Document): void {
    const fresh = [...fragment.querySelectorAll<HTMLElement>("li.event")].filter(
      (row) => !document.getElementById(row.id) && !this.held.some((other) => other.id === row.id));
    this.held = [...fresh, ...this.held];
    const isWaiting = this.page.querySelector("[data-no-events]") !== null;
    if (isWaiting && this.held.length > 0) {
      this.show();
      return;
    }
    if (this.pill) {
      this.pill.hidden = this.held.length === 0;
      const count = this.pill.querySelector("[data-pill-count]");
      if (count) {
        count.textContent = String(this.held.length);
      }
    }
  }

  private show(): void {
    this.page.querySelector("[data-no-events]")?.remove();
    this.list.prepend(...this.held);
    this.held = [];
    if (this.pill) {
      this.pill.hidden = true;
    }
  }
}

for (const page of document.querySelectorAll<HTMLElement>("[data-stream]")) {
  const count = counter(page);
  const list = page.querySelector<HTMLElement>("[data-events]");
  const rows = list ? new Rows(page, list) : null;
  const source = new EventSource(page.dataset.stream ?? "");
  source.addEventListener("live", (event) => {
    count(JSON.parse((event as MessageEvent<string>).data) as News);
    rows?.fetch().catch(() => undefined);
  });
  // After a break something may have been missed.
  source.addEventListener("open", () => rows?.fetch().catch(() => undefined));
  window.addEventListener("pagehide", () => source.close());
}
