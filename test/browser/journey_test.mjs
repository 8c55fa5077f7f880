// SPDX-License-Identifier: Apache-2.0
// One partner's whole way in a real browser, as TAP: applies, confirms by a letter, is approved, enters by a letter, copies a
// link; a visitor clicks and buys; the sale is approved, explained, paid out, and the receipt is read. Without script and
// with; each time a partner of his own.
import { caller, command, enter, expect, finish, launch, opened, press, serve, signIn, sound, test, OPERATOR } from "./browser.mjs";
import { mailbox } from "./mailbox.mjs";

const mail = await mailbox();
const network = await serve(mail.options);
const { url } = network;
const browser = await launch();
const api = caller(network);

const advertiser = await api("POST", "/advertisers", { name: "Acme", currency: "EUR" });
const program = await api("POST", "/programs", { advertiser_id: advertiser.id, name: "Boots", currency: "EUR", hold_days: 0 });
await api("PUT", `/programs/${program.id}/plan`, { text: "pay 10% on sale\n" });
await api("PATCH", `/programs/${program.id}`, { is_public: true, enrollment: "approval" });
await api("PATCH", `/programs/${program.id}/page`, { slug: "boots", about: "Made well." });
await api("POST", "/offers", { program_id: program.id, name: "All boots", destination_url:
  "https://shop.example/?click={click_id}" });

const asOperator = (options, use) => opened(browser, url, options, async (page) => {
  await enter(page, url, OPERATOR.email, OPERATOR.password);
  await use(page);
});
const linkIn = (text, where) => new URL(text.match(new RegExp(`http\\S+/${where}/\\S+`))[0]).pathname;
const says = async (page, words) => expect((await page.locator("main").innerText()).includes(words),
  `${page.url()} does not say "${words}"`);

for (const script of [false, true]) {
  const how = script ? "with script" : "without script";
  const email = `anna-${script}@example.org`;
  const password = "a password of Anna";
  let order;

  test(`somebody applies, confirms, is approved and has a link, ${how}`, async () => {
    await opened(browser, url, { script, width: 390 }, async (page) => {
      await page.goto(`${url}/programs`);
      await press(page, "main a[href='/programs/boots']");
      await press(page, "main a[href$='/apply']");
      await page.fill("[name=name]", "Anna Berg");
      await page.fill("[name=email]", email);
      await press(page, "form[action$=apply] button");
      const confirm = await mail.letter(email, "Confirm your application: Boots");
      await page.goto(url + linkIn(confirm, "applications"));
      await press(page, "main form button");
    });
    await asOperator({ script }, async (page) => {
      await page.goto(`${url}/operator`);
      await page.goto(`${url}/operator/applications`);
      await press(page, page.locator("tbody th a").first());
      await says(page, email);
      await press(page, "button[data-key=a]");
    });
    await opened(browser, url, { script, width: 390 }, async (page) => {
      await page.goto(url + linkIn(await mail.letter(email, "Welcome to Boots"), "applications"));
      await page.fill("[name=password]", password);
      await press(page, "main form button");
      expect(new URL(page.url()).pathname === "/partner/links", `it is ${page.url()}`);
      if (script) {
        await sound(page); // axe needs it
      }
      const link = await page.locator("[id^=copy-]").first().inputValue();
      const answer = await fetch(link, { redirect: "manual" });
      const to = new URL(answer.headers.get("location"));
      expect(answer.status === 302 && to.host === "shop.example", `${link} leads to ${to}`);
      order = await api("POST", "/conversions", { program_id: program.id, click_id: to.searchParams.get("click"),
        order_id: `order-${script}`, amount: "120.00", status: "pending" });
    });
  });

  test(`the sale is approved, explained and paid, ${how}`, async () => {
    await asOperator({ script }, async (page) => {
      await page.goto(`${url}/operator/conversions?status=pending`);
      await page.locator("tbody tr", { hasText: `order-${script}` }).locator("input[name=id]").check();
      await press(page, "button[value=approved]");
      await page.goto(`${url}/conversions/${order.id}`);
      await press(page, page.locator("main a[href^='/commissions/']").first());
      await says(page, "€12.00");
      await says(page, "Anna Berg");
    });
    command(network.data, "jobs", "run");
    await opened(browser, url, { script, width: 390 }, async (page) => {
      await signIn(page, url, email, password);
      await says(page, "€12.00");
      await page.goto(`${url}/partner/payout-account?method=sepa`);
      await page.fill("[name=holder]", "Anna Berg");
      await page.fill("[name=iban]", "DE89 3704 0044 0532 0130 00");
      await press(page, "#form form button[data-kind=primary]");
      await page.goto(`${url}/partner/withdraw`);
      await press(page, "form[action='/partner/withdraw'] button");
    });
    await asOperator({ script }, async (page) => {
      await page.goto(`${url}/operator/payouts`);
      await page.selectOption("[name=currency]", "EUR");
      await page.check("[name=requests_only]");
      await press(page, "#new button");
      await press(page, "button[value=approve]");
      await press(page, "#step button[value=paid]");
    });
    await opened(browser, url, { script, width: 390 }, async (page) => {
      await signIn(page, url, email, password);
      await page.goto(`${url}/partner/withdraw`);
      await press(page, page.locator("#history tbody a.money").first());
      await says(page, "€12.00");
      await says(page, "Paid");
      await press(page, page.locator("#commissions tbody th a").first());
      await says(page, "10%");
      if (script) {
        await sound(page); // axe needs it
      }
    });
    await mail.letter(email, "€12.00 is on its way to you");
    command(network.data, "ledger", "check");
    command(network.data, "replay");
  });
}

await finish(() => browser.close(), network.stop, mail.stop);
