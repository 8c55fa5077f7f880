// The tag that shops put into their pages (docs/tracking.md, "The tag"): it takes the click id from the page's address,
// or reports a link form and gets one; keeps it for the program's window, or, without consent, hands it on in the
// address; and reports leads and sales. No cookie of others, no finger-printing, no code from strings.
//
//   <script async src="https://go.example/t.js" data-program="prg_…"></script>
//
//   data-to          where events go; default: "e" beside the script
//   data-parameter   the address's parameter with the click id; default click_id
//   data-forms       link forms: names of parameters, and prefixes with "/"; default "ref utm_source"
//   data-domain      of the cookie, for shops on several hosts: shop.example
//   data-days        how long the click id is kept before the server says it; default 30
//   data-consent     "wait": nothing is stored until tributary("consent", true)

type Values = Record<string, unknown>;
type Command = ["lead" | "sale" | "consent" | "click", (Values | boolean)?];
type Global = Window & { tributary?: ((...command: Command) => unknown) & { q?: ArrayLike<unknown>[] } };

const NAME = "trb_click";
const QUEUE = "trb_queue";
const script = document.currentScript as HTMLScriptElement | null;
const page = window as Global;

function start(data: DOMStringMap, source: string): void {
  const to = new URL(data.to || "e", source).href;
  const parameter = data.parameter || "click_id";
  const waiting = page.tributary && page.tributary.q;
  let consent = data.consent !== "wait";
  let click = "";
  let seconds = (Number(data.days) || 30) * 86400;

  // ---- what is kept ----

  const cookie = (value: string, life: number): void => {
    document.cookie = `${NAME}=${value};path=/;max-age=${life};samesite=lax` +
      (data.domain ? `;domain=${data.domain}` : "") + (location.protocol === "https:" ? ";secure" : "");
  };
  // Browsers may forbid either: the other one serves, or none.
  const local = (name: string, value?: string): string => {
    try {
      if (value === "") {
        localStorage.removeItem(name);
      } else if (value) {
        localStorage.setItem(name, value);
      }
      return localStorage.getItem(name) || "";
    } catch {
      return "";
    }
  };
  const kept = (): string => {
    const found = document.cookie.match(`(?:^|; )${NAME}=(\\w+)`);
    const [id, until] = local(NAME).split(" ");
    return found ? found[1] : Number(until) > Date.now() ? id : "";
  };
  const keep = (): void => {
    if (click && consent) {
      cookie(click, seconds);
      local(NAME, `${click} ${Date.now() + seconds * 1000}`);
    }
  };
  const forget = (): void => {
    cookie("", 0);
    local(NAME, "");
    local(QUEUE, "");
  };

  // ---- reports ----

  const base = (): Values => ({ program_id: data.program, consent: consent ? 1 : 0 });
  // A simple request of the Fetch standard: no question before it, and it outlives the page.
  const post = (address: string, body: string): Promise<Values> =>
    fetch(address, { method: "POST", body, keepalive: true, credentials: consent ? "include" : "omit" })
      .then((answer) => answer.json());
  // What could not be sent is sent by the next page: an order counts once, however often it comes.
  const report = (values: Values): Promise<Values> => {
    const body = JSON.stringify({ ...base(), click_id: click, ...values },
      (_, value) => typeof value === "number" ? String(value) : value);
    return post(to, body).catch((error) => {
      if (consent && values.order_id) {
        local(QUEUE, `${local(QUEUE)}\n${body}`.slice(-4000));
      }
      throw error;
    });
  };
  const resend = (): void => {
    const bodies = local(QUEUE).split("\n");
    local(QUEUE, "");
    bodies.filter((body) => body[0] === "{").forEach((body) => post(to, body).catch(() => 0));
  };

  // ---- the address ----

  const address = new URL(location.href);
  const forms = (data.forms || "ref utm_source").split(" ");
  const isForm = forms.some((form) =>
    form.slice(-1) === "/" ? address.pathname.indexOf(`/${form}`) === 0 : address.searchParams.has(form));
  const carry = (url: URL): string => {
    url.searchParams.set(parameter, click);
    return url.href;
  };
  // Without storage the click id goes with the visitor from page to page of the shop.
  const onward = (event: Event): void => {
    const element = (event.target as Element).closest("a[href],form") as HTMLAnchorElement & HTMLFormElement | null;
    if (!element || !click || consent) {
      return;
    }
    const name = element.href ? "href" : "action";
    const url = new URL((element.getAttribute(name) || location.href), location.href);
    if (url.host !== location.host || (name === "action") !== (event.type === "submit")) {
      return;
    }
    if (name === "action" && element.method === "get") {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = parameter;
      field.value = click;
      element.appendChild(field);
    } else {
      element.setAttribute(name, carry(url));
    }
  };
  ["click", "auxclick", "submit"].forEach((type) => addEventListener(type, onward, true));

  const arrive = async (): Promise<void> => {
    const before = consent ? kept() : "";
    click = address.searchParams.get(parameter) || "";
    let isNew = click && click !== before;
    if (!click && isForm) {
      const visit = { ...base(), path: address.pathname, query: address.search.slice(1) };
      const entry = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
      if (!before || !entry || entry.type === "navigate") { // not: loaded again, or gone back to
        const answer = await post(`${to}/visit`, JSON.stringify(visit));
        click = String(answer.click_id || "");
        seconds = Number(answer.keep_seconds) || seconds;
        isNew = click;
        if (click && !consent) {
          history.replaceState(history.state, "", carry(address));
        }
      }
    }
    click = click || before;
    keep();
    if (isNew || address.searchParams.has("trb_check")) {
      report({ event: isNew ? "arrival" : "check" }).then((answer) => {
        seconds = Number(answer.keep_seconds) || seconds;
        keep();
      }).catch(() => 0);
    }
    resend();
  };
  const ready = arrive().catch(() => {
    click = click || kept();
  });

  const tributary = (...[what, value]: Command): Promise<unknown> => {
    if (what === "consent") {
      consent = !!value;
      return ready.then(consent ? keep : forget);
    }
    return ready.then(() => what === "click" ? click : report({ ...(value as Values), event: what }));
  };
  page.tributary = tributary;
  // Calls from before the tag was there, and orders that stand in the page as data.
  Array.prototype.forEach.call(waiting || [], (call: Command) => tributary(...(Array.from(call) as Command)));
  const read = (): void => document.querySelectorAll("script[data-tributary]").forEach((element) =>
    tributary((element as HTMLElement).dataset.tributary as "sale", JSON.parse(element.textContent || "{}")));
  if (document.readyState === "loading") {
    addEventListener("DOMContentLoaded", read);
  } else {
    read();
  }
}

if (script && script.dataset.program) {
  start(script.dataset, script.src);
}
