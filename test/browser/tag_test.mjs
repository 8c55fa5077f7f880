// SPDX-License-Identifier: Apache-2.0
// The tag in a real browser, as TAP: a shop on another origin, with a strict policy; from the click to the order of the
// next day; link forms; consent refused; a first-party path past what blockers list.
import http from "node:http";
import { caller, expect, finish, launch, serve, test, freePort } from "./browser.mjs";

const served = await serve();
const network = served.url;

const api = caller(served);

// ---- the shop ----

// Pages by path; each request may have a policy and attributes of its own.
const shopPort = await freePort();
const shop = `http://localhost:${shopPort}`;
let attributes = "";
let policy = "";
let script = `${network}/t.js`;
let seen = []; // requests that came to the shop itself
const page = (body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
<script async src="${script}" data-program="${program.id}" ${attributes}></script><body>${body}</body></html>`;
const pages = {
  "/": () => page(`<h1>Boots</h1><a id="next" href="/basket">Basket</a>
    <form action="/basket"><button id="get">Buy</button></form><form action="/basket" method="post"><button id="post">Buy</button></form>`),
  "/basket": () => page("<h1>Basket</h1>"),
  "/epn_index/c313e": () => page("<h1>Boots</h1>"),
  "/thanks": (query) => page(`<h1>Thank you</h1><script type="application/json" data-tributary="sale">
    ${JSON.stringify({ order_id: query.get("order"), amount: "59.90", currency: "EUR" })}</script>`),
};
const proxied = { "/js/shop.js": "/t.js", "/basket/note": "/e", "/basket/note/visit": "/e/visit" };
const server = http.createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, shop);
  seen.push(request.url);
  if (proxied[pathname]) {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const answer = await fetch(network + proxied[pathname], {
      method: request.method, body: chunks.length ? Buffer.concat(chunks) : undefined,
      headers: Object.fromEntries(["origin", "content-type", "cookie"].filter((name) => request.headers[name])
        .map((name) => [name, request.headers[name]])),
    });
    const headers = { "Content-Type": answer.headers.get("content-type") };
    if (answer.headers.get("set-cookie")) {
      headers["Set-Cookie"] = answer.headers.get("set-cookie");
    }
    response.writeHead(answer.status, headers);
    response.end(Buffer.from(await answer.arrayBuffer()));
    return;
  }
  if (!pages[pathname]) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
    ...(policy ? { "Content-Security-Policy": policy } : {}) });
  response.end(pages[pathname](searchParams));
}).listen(shopPort);

const advertiser = await api("POST", "/advertisers", { name: "Shop", currency: "EUR" });
const program = await api("POST", "/programs", { advertiser_id: advertiser.id, name: "Boots", currency: "EUR",
  window_days: 30, link_forms: [{ parameter: "ref" }, { parameter: "utm_source", when: "utm_medium=affiliate" },
    { prefix: "epn_index" }] });
await api("PUT", `/programs/${program.id}/plan`, { text: "pay 10% on sale\n" });
const offer = await api("POST", "/offers", { program_id: program.id, name: "Boots", destination_url: `${shop}/`,
  goals: ["sale", "lead"] });
const partner = await api("POST", "/partners", { code: "vasiliyblinov", name: "Vasiliy", email: "v@example.org" });
await api("POST", "/enrollments", { partner_id: partner.id, program_id: program.id, status: "approved" });
await api("POST", "/links", { partner_id: partner.id, offer_id: offer.id, code: "288474" });
await api("POST", "/links", { partner_id: partner.id, offer_id: offer.id, code: "c313e" });

// ---- what is asked ----

const browser = await launch();
async function visitor(use, options = {}) {
  attributes = options.attributes ?? "";
  policy = options.policy ?? "";
  script = options.script ?? `${network}/t.js`;
  seen = [];
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    const errors = [];
    tab.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    tab.on("pageerror", (error) => errors.push(String(error)));
    await use(tab, context, errors);
  } finally {
    await context.close();
  }
}
const clickOf = (tab) => tab.evaluate(() => window.tributary("click"));
const cookieOf = async (context) => (await context.cookies(shop)).find(({ name }) => name === "trb_click");
const loaded = (tab) => tab.waitForFunction(() => window.tributary && !window.tributary.q);
const storageOf = (tab) => tab.evaluate(() => JSON.stringify({ ...localStorage }));

async function orderOf(order) {
  for (let i = 0; i < 100; i++) {
    const found = (await api("GET", `/conversions?program_id=${program.id}`)).data
      .filter(({ order_id: id }) => id === order);
    if (found.length > 0) {
      expect(found.length === 1, `${order} came ${found.length} times`);
      return found[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no conversion of ${order}`);
}

test("click, shop, directly the next day, order: credited; it counts once; strict policy", () =>
  visitor(async (tab, context, errors) => {
    await tab.goto(`${network}/c/288474`);
    await loaded(tab);
    const click = new URL(tab.url()).searchParams.get("click_id");
    expect(tab.url().startsWith(`${shop}/?click_id=`), tab.url());
    expect(await clickOf(tab) === click, "the tag has another click");
    const cookie = await cookieOf(context);
    const days = (cookie.expires - Date.now() / 1000) / 86400;
    expect(cookie.value === click && days > 29.9 && days < 30.1, `the cookie lives ${days} days`);
    expect(cookie.sameSite === "Lax", cookie.sameSite);
    // The next day, by typing the shop's address.
    await tab.close();
    const next = await context.newPage();
    await next.clock.install({ time: Date.now() + 86400e3 });
    next.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await next.goto(`${shop}/thanks?order=day-2`);
    await loaded(next);
    const order = await orderOf("day-2");
    expect(order.attribution.partner_id === partner.id, "nobody is credited");
    expect(order.status === "pending", order.status);
    const { attribution } = await api("GET", `/conversions/${order.id}`);
    expect(attribution.evidence_kind === "click_id", JSON.stringify(attribution));
    await next.reload();
    await loaded(next);
    await next.evaluate(() => window.tributary("click"));
    await orderOf("day-2");
    expect(errors.length === 0, errors.join("\n"));
  }, { policy: `default-src 'none'; script-src ${network}; connect-src ${network}; require-trusted-types-for 'script'` }));

for (const [name, where] of [["?ref", "/?ref=288474"], ["/PREFIX/CODE", "/epn_index/c313e"],
  ["utm", "/?utm_medium=affiliate&utm_source=vasiliyblinov"]]) {
  test(`a link form on the shop's own page is a click: ${name}`, () => visitor(async (tab, context) => {
    await tab.goto(shop + where);
    await loaded(tab);
    const click = await clickOf(tab);
    expect(/^\w{26}$/.test(click), `click ${click}`);
    expect((await cookieOf(context)).value === click, "it is not kept");
    const answer = await tab.evaluate((order) => window.tributary("sale", { order_id: order, amount: 20.5 }), name);
    expect(answer.status === "pending", JSON.stringify(answer));
    expect((await orderOf(name)).attribution.partner_id === partner.id, "nobody is credited");
    // Loaded again it is the same click.
    await tab.reload();
    await loaded(tab);
    expect(await clickOf(tab) === click, "loading again made another click");
  }, { attributes: 'data-forms="ref utm_source epn_index/"' }));
}

test("consent refused: nothing is stored, the click id travels in the address", () => visitor(async (tab, context) => {
  await tab.goto(`${network}/c/288474`);
  await loaded(tab);
  const click = await clickOf(tab);
  for (const button of ["#next", "#get", "#post"]) {
    await tab.goto(`${shop}/?click_id=${click}`);
    await loaded(tab);
    await clickOf(tab);
    await tab.click(button);
    await tab.waitForURL("**/basket?*");
    expect(new URL(tab.url()).searchParams.get("click_id") === click, `${button}: ${tab.url()}`);
  }
  await loaded(tab);
  const answer = await tab.evaluate(() => window.tributary("sale", { order_id: "quiet", amount: "5" }));
  expect(answer.status === "pending", JSON.stringify(answer));
  expect((await orderOf("quiet")).attribution.partner_id === partner.id, "nobody is credited");
  expect((await context.cookies(shop)).length === 0, "a cookie is kept");
  expect(await storageOf(tab) === "{}", await storageOf(tab));
  // A link form gets its click id into the address.
  await tab.goto(`${shop}/?ref=288474`);
  await loaded(tab);
  const formed = await clickOf(tab);
  expect(new URL(tab.url()).searchParams.get("click_id") === formed, tab.url());
  // Then it is given, and taken back.
  await tab.evaluate(() => window.tributary("consent", true));
  expect((await cookieOf(context)).value === formed, "consent keeps nothing");
  await tab.evaluate(() => window.tributary("consent", false));
  expect(!(await cookieOf(context)), "the cookie is still there");
  expect(await storageOf(tab) === "{}", await storageOf(tab));
}, { attributes: 'data-consent="wait"' }));

test("past a blocker by a path of the shop's own", () => visitor(async (tab, context) => {
  // What lists of blockers name: hosts of networks, and words of their paths.
  await context.route((address) => address.host === new URL(network).host ||
    /\/(t|tag|track|tracking|affiliate|analytics|pixel|collect|beacon|event|e)(\.js|\.gif)?([/?]|$)/.test(address.pathname),
  (route) => route.abort());
  await tab.goto(`${shop}/?ref=288474`);
  await loaded(tab);
  const answer = await tab.evaluate(() => window.tributary("sale", { order_id: "blocked", amount: "7" }));
  expect(answer.status === "pending", JSON.stringify(answer));
  expect((await orderOf("blocked")).attribution.partner_id === partner.id, "nobody is credited");
  const visitorCookie = (await context.cookies(shop)).find(({ name }) => name === "trb");
  expect(visitorCookie?.httpOnly && visitorCookie.expires > Date.now() / 1000 + 29 * 86400, "no cookie of the server's");
}, { script: "/js/shop.js", attributes: 'data-to="/basket/note"' }));

test("calls before the tag, and what could not be sent", () => visitor(async (tab, context) => {
  await tab.goto(`${network}/c/288474`);
  await loaded(tab);
  await clickOf(tab);
  await context.route(`${network}/e`, (route) => route.abort());
  await tab.evaluate(() => window.tributary("sale", { order_id: "later", amount: "9" }).catch(() => "failed"));
  expect((await storageOf(tab)).includes("later"), "the order is lost");
  await context.unroute(`${network}/e`);
  await tab.goto(`${shop}/basket`);
  await loaded(tab);
  expect((await orderOf("later")).attribution.partner_id === partner.id, "nobody is credited");
  await tab.addInitScript(() => {
    window.tributary = window.tributary || function () { (window.tributary.q = window.tributary.q || []).push(arguments); };
    window.tributary("sale", { order_id: "early", amount: "3" });
  });
  await tab.goto(`${shop}/basket`);
  expect((await orderOf("early")).attribution.partner_id === partner.id, "nobody is credited");
}));

test("a page of a site that no offer leads to cannot report", () => visitor(async (tab) => {
  await tab.goto(`http://127.0.0.1:${shopPort}/`);
  await loaded(tab);
  const outcome = await tab.evaluate(() => window.tributary("sale", { order_id: "evil", amount: "1" })
    .then(() => "answered", () => "refused"));
  expect(outcome === "refused", outcome);
  const found = (await api("GET", `/conversions?program_id=${program.id}`)).data.filter((one) => one.order_id === "evil");
  expect(found.length === 0, "it was accepted");
}));

await finish(() => browser.close(), () => server.close(), () => server.closeAllConnections(), served.stop);
