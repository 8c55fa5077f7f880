// SPDX-License-Identifier: Apache-2.0
// What is paid out, in a real browser, as TAP: a partner's request is declined with words that he reads, and what the form
// refuses comes back as it was typed; a payout is invoiced, for the operator and for the partner. With script and without.
// Bills to advertisers need months to pass: src/main/portal_test.c.
import { caller, command, expect, finish, launch, opened, press, serve, signIn, test, OPERATOR } from "./browser.mjs";

const network = await serve();
const { url } = network;
const browser = await launch();
const api = caller(network);
const PASSWORD = "a password of this test";
const PROFILE = { line1: "1 High Street", city: "Cork", country: "IE", vat_rate: "23" };

const partner = await api("POST", "/partners", { code: "anna", name: "Anna" });
await api("PUT", "/network/tax-profile", { legal_name: "Network Ltd", vat_id: "IE1111111AA", ...PROFILE });
await api("PUT", `/partners/${partner.id}/tax-profile`, { legal_name: "Anna & Daughters <Ltd>", vat_id: "IE2222222BB",
  is_self_billing_agreed: true, ...PROFILE });
await api("PUT", `/partners/${partner.id}/payout-details`, { method: "paypal", email: "anna@example.org" });
await api("POST", "/users", { email: "anna@example.org", password: PASSWORD, role: "partner", partner_id: partner.id });
const advertiser = await api("POST", "/advertisers", { name: "Shop", currency: "EUR" });
const program = await api("POST", "/programs", { advertiser_id: advertiser.id, name: "Shoes", currency: "EUR", hold_days: 0 });
await api("PUT", `/programs/${program.id}/plan`, { text: "pay 10% on sale\n" });
await api("POST", "/offers", { program_id: program.id, name: "All", destination_url: "https://shop.example/" });
await api("POST", "/enrollments", { partner_id: partner.id, program_id: program.id, status: "approved" });
await api("POST", "/coupons", { partner_id: partner.id, program_id: program.id, code: "ANNA" });
await api("POST", "/conversions", { program_id: program.id, order_id: "A-1", amount: "1000.00", coupon: "ANNA",
  status: "approved" });
command(network.data, "jobs", "run");

const signedIn = (email, password, script, use) => opened(browser, url, { script }, async (page) => {
  await signIn(page, url, email, password);
  await use(page);
});
const asOperator = (script, use) => signedIn(OPERATOR.email, OPERATOR.password, script, use);
const isPdf = async (page, href) => {
  const answer = await page.request.get(url + href);
  expect(answer.status() === 200 && (await answer.body()).subarray(0, 5).toString() === "%PDF-", `${href}: ${answer.status()}`);
};

// ---- withdrawals ----

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  const reason = `The documents are missing: ${how}`;
  test(`a withdrawal is declined, and the partner reads why, ${how}`, async () => {
    await signedIn("anna@example.org", PASSWORD, script, async (page) => {
      await page.goto(`${url}/partner/withdraw`);
      await press(page, "form[action='/partner/withdraw'] button");
      expect((await page.locator("[role=status]").innerText()).includes("Asked for"), "it was not asked for");
    });
    await asOperator(script, async (page) => {
      await page.goto(`${url}/operator/withdrawals`);
      const row = page.locator("main tbody tr").first();
      await page.evaluate(() => document.querySelector("main tbody [name=reason]").removeAttribute("maxlength"));
      await row.locator("[name=reason]").fill("no ".repeat(200));
      await press(page, row.locator("button"));
      expect((await row.locator("[name=reason]").inputValue()).length >= 599, "what was typed is gone");
      expect(await row.locator("[name=reason][aria-invalid=true]").count() === 1, "the field is not marked");
      await row.locator("[name=reason]").fill(reason);
      await press(page, row.locator("button"));
      expect(await page.locator(".toast").count() === 1, "nothing says so");
      await page.goto(`${url}/operator/withdrawals?status=declined`);
      expect((await page.locator("main tbody").innerText()).includes(reason), "the reason is not in the list");
    });
    await signedIn("anna@example.org", PASSWORD, script, async (page) => {
      await page.goto(`${url}/partner/withdraw`);
      const told = await page.locator("#history tbody tr").first().innerText();
      expect(told.includes("Declined") && told.includes(reason), told);
    });
  });
}

// ---- a partner's invoice ----

test("a payout is invoiced: the operator's list and the partner's documents have it", async () => {
  const run = await api("POST", "/payout-runs", { currency: "EUR" });
  await api("POST", `/payout-runs/${run.id}/approve`);
  const invoice = await api("POST", `/payout-items/${run.items[0].id}/invoice`);
  for (const [script, email, password, where] of [[true, OPERATOR.email, OPERATOR.password, "/operator/invoices"],
    [false, "anna@example.org", PASSWORD, "/partner/documents"]]) {
    await signedIn(email, password, script, async (page) => {
      await page.goto(url + where);
      const row = page.locator("main tr, main li", { hasText: invoice.number }).first();
      expect(await row.count() === 1, `${invoice.number} is not at ${where}`);
      await isPdf(page, await page.locator(`main a[href^='/invoices/${invoice.id}']`).first().getAttribute("href"));
      const xml = await page.request.get(`${url}/invoices/${invoice.id}?format=xml`);
      expect((await xml.text()).includes("Anna &amp; Daughters &lt;Ltd&gt;"), "the partner is not in the XML");
    });
  }
});

await finish(() => browser.close(), network.stop);
