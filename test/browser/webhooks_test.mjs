// SPDX-License-Identifier: Apache-2.0
// An operator makes webhook sources, gives one its secret, sees what came in and archives it; with and without script.
// axe and reflow on every state of the page.
import { createHmac } from "node:crypto";
import * as shared from "./browser.mjs";
import { caller, demo, expect, finish, launch, opened, press, sound, test } from "./browser.mjs";

const network = await demo({ partners: 4, days: 7, seed: 1 });
const { url } = network;
const browser = await launch();
const api = caller(network);
const program = (await api("GET", "/programs")).data[0].id;
const here = `${url}/programs/${program}/webhooks`;

async function asOperator(page) {
  await shared.signIn(page, url, "demo@example.com", network.password);
  await page.goto(`${url}/programs/${program}/integration`);
  await press(page, `a[href="/programs/${program}/webhooks"]`);
}
async function make(page, provider, secret) {
  await page.selectOption("#new [name=provider]", provider);
  await page.fill("#new [name=secret]", secret);
  await press(page, "#new .button[data-kind=primary]");
}
async function deliver(address, body, secret) {
  const at = Math.floor(Date.now() / 1000);
  const mac = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  return fetch(url + new URL(address).pathname, { method: "POST", body,
    headers: { "Content-Type": "application/json", "Stripe-Signature": `t=${at},v1=${mac}` } });
}

for (const script of [true, false]) {
  test(`a source is made, given its secret, heard of and archived, ${script ? "with" : "without"} script`,
    () => opened(browser, url, { script }, async (page) => {
      await asOperator(page);
      if (script) {
        await sound(page);
      }
      await make(page, "stripe", "short");
      expect(await page.locator("#error-secret").count() === 1, "a short secret is not refused at its field");
      expect(await page.locator("#new [name=secret]").inputValue() === "short", "what was typed is lost");
      await make(page, "stripe", "");
      const { data } = await api("GET", `/webhook-sources?program_id=${program}&status=active`);
      const source = data[0];
      const card = `#${source.id}`;
      expect(await page.locator(`#copy-${source.id}`).inputValue() === source.url, "the address is not shown");
      expect((await page.locator(card).innerText()).includes("secret is missing"), "nothing says that it is missing");
      await page.fill(`#secret-${source.id}`, "whsec_of_the_browser_test");
      await press(page, `${card} form button`);
      expect(!(await page.locator(card).innerText()).includes("secret is missing"), "the secret is not kept");
      const type = "checkout.session.completed";
      const body = JSON.stringify({ id: `evt_${script}`, type, created: 1767225600, data: {
        object: { id: "cs_1", mode: "payment", payment_status: "unpaid", amount_total: 100, currency: "eur" } } });
      expect((await deliver(source.url, body, "whsec_of_the_browser_test")).status === 200, "the delivery is refused");
      expect((await deliver(source.url, body, "whsec_of_nobody_else")).status === 401, "a forged delivery is taken");
      await page.goto(here);
      const told = await page.locator("#deliveries").innerText();
      expect(told.includes("It is not paid yet") && told.includes("not made with this source"), told);
      if (script) {
        await sound(page);
      }
      await page.goto(`${here}#archive-${source.id}`);
      if (script) {
        await sound(page);
      }
      await press(page, `#archive-${source.id} .button[data-kind=danger]`);
      expect(await page.locator(card).count() === 0, "it is still there");
    }));
}

test("a secret that is made here is shown once", () => opened(browser, url, {}, async (page) => {
  await asOperator(page);
  await make(page, "standard", "");
  expect((await page.locator("#copy-made-secret").inputValue()).startsWith("whsec_"), "the secret is not shown");
  await sound(page);
  await page.goto(here);
  expect(await page.locator("#copy-made-secret").count() === 0, "it is shown again");
}));

test("every step of the page reads well at 390 pixels", () => opened(browser, url, { language: "ru", width: 390 },
  async (page) => {
    await asOperator(page);
    for (const one of await page.locator("#steps summary").all()) {
      await one.press("Enter");
    }
    await sound(page);
  }));

await finish(async () => {
  await browser.close();
  await network.stop();
});
