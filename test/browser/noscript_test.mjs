// SPDX-License-Identifier: Apache-2.0
// The thirteen core tasks with JavaScript off, in a real browser on the demo network, as TAP: each by one who has no script
// at all. What may go wrong in them is tried by the suites of their pages.
import { caller, command, demo, enter, expect, finish, launch, opened, press, serve, signIn, test, OPERATOR } from "./browser.mjs";

const network = await demo({ partners: 8, days: 40, seed: 5 });
const { url } = network;
const browser = await launch();
const api = caller(network);
const script = false;

const nobody = (use) => opened(browser, url, { script }, use);
const signedIn = (who, use) => nobody(async (page) => {
  await enter(page, url, `${who}@example.com`, network.password);
  await use(page);
});
const at = (page, pattern) => expect(pattern.test(new URL(page.url()).pathname), `it is ${page.url()}`);
const says = async (page, words) => expect((await page.innerText("main")).includes(words), `no "${words}" at ${page.url()}`);

const [program] = (await api("GET", "/programs")).data;
await api("PATCH", `/programs/${program.id}`, { is_public: true, enrollment: "approval" });
await api("PATCH", `/programs/${program.id}/page`, { slug: "walkers", partners_min: 2 });

test("1: sign in", () => nobody(async (page) => {
  await signIn(page, url, "demo@example.com", network.password);
  at(page, /^\/operator$/);
}));

test("2: register", () => nobody(async (page) => {
  const { id } = await api("POST", "/partners", { code: "noscript", name: "Nora" });
  const link = command(network.data, "user", "invite", "--email", "nora@example.org", "--role", `partner:${id}`,
    "--public-url", url).trim();
  await page.goto(link);
  await page.fill("[name=name]", "Nora");
  await page.fill("[name=password]", "a password of Nora");
  await press(page, ".gate-card button");
  at(page, /^\/partner$/);
}));

test("3: get a link", () => signedIn("partner", async (page) => {
  await press(page, ".frame-menu a[href='/partner/links']");
  await page.fill("[name=code]", "without-script");
  await press(page, "#new button");
  const answer = await fetch(await page.inputValue("#copy-without-script"), { redirect: "manual" });
  expect(answer.status === 302, `the link answers ${answer.status}`);
}));

test("4: a QR code", () => signedIn("partner", async (page) => {
  await page.goto(`${url}/partner/links`);
  const pictures = await page.locator("main a[href*='qr']").evaluateAll((all) => all.map((a) => a.href));
  for (const [ending, type, first] of [["svg", "image/svg+xml", "<svg"], ["png", "image/png", "\x89PNG"]]) {
    const answer = await page.request.get(pictures.find((href) => href.endsWith(ending)));
    expect(answer.headers()["content-type"] === type, `${ending}: ${answer.headers()["content-type"]}`);
    expect((await answer.body()).toString("latin1").includes(first), `${ending} is none`);
  }
}));

test("5: filter by date", () => signedIn("partner", async (page) => {
  await page.goto(`${url}/partner`);
  await press(page, ".date-bar a[href*='period=7d']");
  await page.locator(".date-bar summary").press("Enter");
  const [from, to] = [await page.inputValue("#period-from"), await page.inputValue("#period-to")];
  expect((Date.parse(to) - Date.parse(from)) / 86400000 === 6, `seven days are from ${from} to ${to}`);
  await page.fill("#period-from", to);
  await press(page, ".date-bar form button");
  expect(page.url().includes(`from=${to}`), page.url());
}));

test("6: drill down", () => signedIn("demo", async (page) => {
  await page.goto(`${url}/operator/explore?by1=country&metric=clicks`);
  for (const next of ["by1=partner", "by1=link"]) {
    await press(page, page.locator("tbody[data-rows] tr:not(.total) th a").first());
    expect(page.url().includes(next), page.url());
  }
  await press(page, page.locator('tbody[data-rows] a[href^="/operator/live"]').first());
  expect(await page.locator("li.event").count() > 0, "no events");
}));

test("7: withdraw", () => signedIn("partner", async (page) => {
  await page.goto(`${url}/partner/payout-account?method=sepa`);
  await page.fill("[name=holder]", "Anna Berg");
  await page.fill("[name=iban]", "DE89370400440532013000");
  await press(page, "#form form button[data-kind=primary]");
  await page.goto(`${url}/partner/withdraw`);
  await press(page, "form[action='/partner/withdraw'] button");
  await says(page, "Asked for");
}));

test("8: approve", () => signedIn("demo", async (page) => {
  await page.goto(`${url}/operator/applications`);
  await press(page, "tbody th a");
  await press(page, "button[data-key=a]");
  expect((await page.innerText(".notice[role=status]")).includes("Approved"), "nothing says so");
  await page.goto(`${url}/operator/conversions?status=pending`);
  const order = (await page.locator("tbody th a").first().innerText()).trim();
  await page.locator("tbody input[name=id]").first().check();
  await press(page, "button[value=approved]");
  expect(await page.locator("tbody th", { hasText: order }).count() === 0, `${order} still waits`);
}));

test("9: a receipt", () => signedIn("partner", async (page) => {
  await page.goto(`${url}/partner/earnings`);
  await press(page, "tbody a.money[href^='/commissions/']");
  at(page, /^\/commissions\/com_/);
  expect(await page.locator(".steps li").count() > 3, "it does not explain");
}));

test("10: submit an application", () => nobody(async (page) => {
  await page.goto(`${url}/programs/walkers`);
  await press(page, "main a[href$='/apply']");
  await page.fill("[name=name]", "Olga");
  await page.fill("[name=email]", "olga@example.org");
  await press(page, "form[action$=apply] button");
  const { data } = await api("GET", `/applications?program_id=${program.id}&status=unconfirmed`);
  expect(data.some((one) => one.email === "olga@example.org"), "it did not come");
}));

test("11: the first run, to the partner's link", async () => {
  const empty = await serve();
  try {
    await opened(browser, empty.url, { script }, async (page) => {
      await signIn(page, `${empty.url}/sign-in?return=%2Foperator`, OPERATOR.email, OPERATOR.password);
      const go = (name) => press(page, `main :is(a, button):has-text("${name}")`);
      await go("Continue");
      await page.fill("[name=destination_url]", "https://shop.example/");
      await go("Continue");
      await go("Continue");
      await page.fill("[name=name]", "Anna");
      await go("Add partner and link");
      await says(page, "data-program=");
    });
  } finally {
    await empty.stop();
  }
});

test("12: calculate", () => nobody(async (page) => {
  await page.goto(`${url}/programs/walkers`);
  await page.fill("[name=orders]", "10");
  await page.fill("[name=amount]", "100.00");
  await press(page, "#calculator button");
  expect(/[1-9]/.test(await page.innerText("[data-total]")), "nothing comes of ten orders");
}));

test("13: export", () => signedIn("demo", async (page) => {
  await page.goto(`${url}/operator/conversions`);
  const rows = await page.locator("tbody[data-rows] tr").count();
  const csv = await page.request.get(url + await page.getAttribute(".list-bar a[href*='format=csv']", "href"));
  expect((await csv.text()).split("\n").length > rows, "rows are missing");
  const xlsx = await page.request.get(url + await page.getAttribute(".list-bar a[href*='format=xlsx']", "href"));
  expect((await xlsx.body()).subarray(0, 2).toString() === "PK", "no workbook");
}));

await finish(() => browser.close(), network.stop);
