// SPDX-License-Identifier: Apache-2.0
// The advertiser's portal in a real browser, as TAP: what is his, orders approved and rejected with a coded reason, with
// script and without; files.
import { caller, enter, expect, finish, launch, opened, press, serve, test } from "./browser.mjs";

const PASSWORD = "a password of the shop";
const network = await serve();
const browser = await launch();

const api = caller(network);

// Two shops; the second one's orders must never show.
async function shopOf(name, email) {
  const advertiser = await api("POST", "/advertisers", { name, currency: "EUR" });
  const program = await api("POST", "/programs", { advertiser_id: advertiser.id, name: `${name} program`, currency: "EUR" });
  await api("PUT", `/programs/${program.id}/plan`, { text: "pay 10% on sale\n" });
  await api("POST", "/offers", { program_id: program.id, name: "Boots", destination_url: "https://shop.example/" });
  const partner = await api("POST", "/partners", { code: `of-${name}`, name: `Partner of ${name}` });
  await api("POST", "/enrollments", { partner_id: partner.id, program_id: program.id, status: "approved" });
  await api("POST", "/coupons", { partner_id: partner.id, program_id: program.id, code: `C${name}` });
  await api("POST", "/users", { email, password: PASSWORD, role: "advertiser", advertiser_id: advertiser.id });
  const order = (id, amount, status) => api("POST", "/conversions", { program_id: program.id, coupon: `C${name}`,
    order_id: `${name}-${id}`, amount, status });
  return { advertiser, program, order };
}
const own = await shopOf("Acme", "shop@example.org");
const other = await shopOf("Rival", "rival@example.org");
for (let i = 1; i <= 6; i++) {
  await own.order(i, `${i}0.00`, "pending");
}
await own.order("done", "100.00", "approved");
await other.order(1, "77.00", "pending");

function signedIn(options, use) {
  return opened(browser, network.url, options, async (page) => {
    await enter(page, network.url, "shop@example.org", PASSWORD);
    await use(page);
  });
}

test("the overview is his own: figures, what waits, how partners see him, programs", () => signedIn({}, async (page) => {
  expect(new URL(page.url()).pathname === "/advertiser", page.url());
  const words = await page.locator("main").innerText();
  expect(words.includes("€310.00"), "revenue is not 310 EUR");
  expect(words.includes("€31.00"), "commission is not 31 EUR");
  expect(words.includes("6 orders wait for your decision"), words);
  expect(words.includes("Acme program") && !words.includes("Rival"), "programs");
  await page.locator(`a[href="/programs/${own.program.id}/integration"]`).press("Enter");
  await page.waitForURL("**/integration");
  expect((await page.locator("main pre").first().innerText()).includes(own.program.id), "no tag");
  const answer = await page.goto(`${network.url}/programs/${other.program.id}/integration`);
  expect(answer.status() === 404, `another's program answers ${answer.status()}`);
}));

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`orders are approved and rejected with their reason, ${how}`, () => signedIn({ script }, async (page) => {
    const first = script ? 1 : 3;
    await page.goto(`${network.url}/advertiser/orders?status=pending`);
    expect(!(await page.locator("main").innerText()).includes("Rival"), "another's orders");
    const decide = async (order, action) => {
      const row = page.locator("tbody tr", { hasText: `Acme-${order}` });
      await row.locator("input[type=checkbox]").check();
      await press(page, `button[value="${action}"]`);
    };
    await decide(first, "approved");
    await decide(first + 1, "returned");
    await page.goto(`${network.url}/advertiser/orders`);
    const approved = await page.locator("tbody tr", { hasText: `Acme-${first}` }).first().innerText();
    const rejected = await page.locator("tbody tr", { hasText: `Acme-${first + 1}` }).innerText();
    expect(approved.includes("Approved"), approved);
    expect(rejected.includes("Rejected"), rejected);
    const found = (await api("GET", `/conversions?program_id=${own.program.id}`)).data
      .find(({ order_id: id }) => id === `Acme-${first + 1}`);
    expect(found.status === "rejected" && found.reason === "returned", JSON.stringify(found));
  }));
}

test("partners, balance and a file of orders", () => signedIn({ script: false }, async (page) => {
  await api("POST", `/advertisers/${own.advertiser.id}/deposits`, { amount: "250.00", currency: "EUR",
    method: "bank_transfer", reference: "R-1" });
  await page.goto(`${network.url}/advertiser/partners`);
  const partners = await page.locator("tbody").innerText();
  expect(partners.includes("Partner of Acme") && !partners.includes("Rival"), partners);
  await page.goto(`${network.url}/advertiser/balance`);
  const balance = await page.locator("main").innerText();
  expect(balance.includes("€250.00") && balance.includes("R-1") && balance.includes("Deposit"), balance);
  const csv = await page.request.get(`${network.url}/advertiser/orders?format=csv`);
  const text = await csv.text();
  expect(text.includes("Acme-1") && !text.includes("Rival"), text.slice(0, 300));
  for (const where of ["/operator", "/partner", "/operator/conversions"]) {
    const answer = await page.goto(network.url + where);
    expect(answer.status() === 403, `${where} answers ${answer.status()}`);
  }
}));

await finish(() => browser.close(), network.stop);
