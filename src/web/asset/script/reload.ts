// Development builds only (data-reload): loads the page again when the server has been replaced. The first ten digits
// of X-Request-Id are the process's own.

const PERIOD_MS = 500;

async function serverMark(): Promise<string> {
  const answer = await fetch("/healthz", { cache: "no-store" });
  return (answer.headers.get("X-Request-Id") ?? "").slice(0, 10);
}

async function watch(): Promise<void> {
  const first = await serverMark();
  setInterval(async () => {
    if (document.hidden) {
      return;
    }
    const mark = await serverMark().catch(() => first);
    if (mark !== first) {
      location.reload();
    }
  }, PERIOD_MS);
}

if ("reload" in document.body.dataset) {
  watch().catch(() => undefined);
}
