// SPDX-License-Identifier: Apache-2.0
// Money in a real browser on the demo network, as TAP: a run is built, approved by a second person, filed and paid; a
// partner withdraws in three clicks and reads the receipt; an appeal is decided; a bulk approval is undone; without
// script too.
import fs from "node:fs";
import { caller, command, demo, enter, expect, finish, launch, opened, press, test } from "./browser.mjs";

const network = await demo({ partners: 6, days: 35, seed: 1 });
const { url } = network;
const browser = await launch();

const api = caller(network);
await api("POST", "/users", { email: "second@example.com", password: "a second pair of eyes", role: "operator" });

function signedIn(who, options, use) {
  return opened(browser, url, options, async (page) => {
    await enter(page, url, `${who}@example.com`, who === "second" ? "a second pair of eyes" : network.password);
    await use(page);
  });
}
const chip = (page) => page.locator("main .card .chip").first().innerText();

// ---- a run, from what is available to what was paid ----

test("a run is built, approved by a second person, filed and paid", async () => {
  let run = "";
  await signedIn("demo", {}, async (page) => {
    await page.goto(`${url}/operator/payout-terms`);
    await page.fill("[name=second_EUR]", "0.01");
    await press(page, "main form button.button[data-kind=primary]");
    expect(await page.inputValue("[name=second_EUR]") === "0.01", "the limit was not kept");
    await page.goto(`${url}/operator/payouts`);
    await page.selectOption("[name=currency]", "EUR");
    await press(page, "#new button");
    run = new URL(page.url()).pathname;
    expect(/^\/operator\/payouts\/run_/.test(run), `no run at ${page.url()}`);
    expect(await page.locator("button[value=approve]").count() === 0, "who built it may approve it");
    expect(await page.locator("main .notice").count() === 1, "nobody says that a second person is needed");
  });
  await signedIn("second", {}, async (page) => {
    await page.goto(url + run);
    await press(page, "button[value=approve]");
    expect((await chip(page)).includes("Approved"), "it is not approved");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("button[value=csv]")]);
    const file = fs.readFileSync(await download.path(), "utf8");
    const rows = await page.locator("#items tbody tr").count();
    expect(file.trim().split("\n").length === rows + 1, `${rows} partners, but the file is ${file}`);
    await page.goto(url + run);
    expect(await page.locator("button[value=cancel]").count() === 0, "a filed run can be cancelled");
    // One came back, the others were paid.
    await page.locator("#items tbody input[name=id]").first().check();
    await page.fill("[name=reason]", "account closed");
    await press(page, "button[value=failed]");
    expect((await page.locator("#items").innerText()).includes("account closed"), "the reason is not told");
    await press(page, "button[value=paid]");
    expect((await chip(page)).includes("Paid"), "it is not paid");
    await press(page, "button[value=retry]");
    expect(new URL(page.url()).pathname !== run && (await chip(page)).includes("Draft"), "no new run");
    await press(page, "button[value=cancel]");
    expect((await page.locator("[role=status]").innerText()).includes("cancelled"), "it was not cancelled");
  });
});

// ---- withdrawal ----

// The demo's partner has something available in some currency, and no payout details yet.
for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`a partner withdraws in three clicks, ${how}`, () => signedIn("partner", { script }, async (page) => {
    await page.goto(`${url}/partner/payout-account?method=sepa`);
    await page.fill("[name=holder]", "Anna Berg");
    await page.fill("[name=iban]", "DE89 3704 0044 0532 0130 01");
    await press(page, "#form form button[data-kind=primary]");
    expect(await page.locator("#error-iban").count() === 1, "a wrong IBAN passes");
    expect(await page.inputValue("[name=iban]") === "DE89 3704 0044 0532 0130 01", "what was typed is gone");
    await page.fill("[name=iban]", "DE89 3704 0044 0532 0130 00");
    await press(page, "#form form button[data-kind=primary]");
    expect(!(await page.locator("main").innerText()).includes("3704"), "the account is shown whole");
    await page.goto(`${url}/partner`);
    const clicks = [".frame-menu a[href='/partner/earnings']", ".tabs a[href='/partner/withdraw']",
      "form[action='/partner/withdraw'] button"];
    for (const click of clicks) {
      expect(await page.locator(click).count() > 0, `there is no ${click} at ${page.url()}`);
      await press(page, click);
    }
    expect((await page.locator("[role=status]").innerText()).includes("Asked for"), "nothing says that it worked");
    expect(await page.locator("#history tbody tr").count() > 0, "the request is not listed");
    if (script) {
      await press(page, "form[action^='/partner/withdrawals/'] button"); // the other way asks again
    }
  }));
}

test("the partner's request is paid, and the receipt lists what it pays", async () => {
  await signedIn("demo", {}, async (page) => {
    await page.goto(`${url}/operator/withdrawals`);
    expect(await page.locator("main tbody tr").count() === 1, "the request is not in the queue");
    const currency = (await api("GET", "/withdrawals?status=open")).data[0].amount.currency;
    await page.goto(`${url}/operator/payouts`);
    await page.selectOption("[name=currency]", currency);
    await page.check("[name=requests_only]");
    await press(page, "#new button");
  });
  await signedIn("second", {}, async (page) => {
    await page.goto(`${url}/operator/payouts`);
    await press(page, "#runs tbody th a");
    await press(page, "button[value=approve]");
    await press(page, "#step button[value=paid]");
  });
  await signedIn("partner", {}, async (page) => {
    await page.goto(`${url}/partner/withdraw`);
    await page.locator("#history tbody a.money [aria-hidden]").first().click();
    await page.waitForURL("**/payouts/pay_*");
    expect((await chip(page)).includes("Paid"), "the receipt does not say paid");
    expect(await page.locator("#commissions tbody tr").count() > 0, "the receipt lists nothing");
    const payout = new URL(page.url()).pathname;
    await page.locator("#commissions tbody th a").first().click();
    await page.waitForURL("**/commissions/com_*");
    const back = page.locator(`main a[href='${payout}']`);
    expect((await back.innerText()).startsWith("Paid out on "), "the commission's receipt does not say when it was paid");
  });
});

// ---- appeal ----

test("a partner appeals, the network answers and approves", async () => {
  let appeal = "";
  let conversion = "";
  await signedIn("demo", {}, async (page) => {
    // A conversion of the partner who signs in here, rejected before it is paid.
    const partner = (await api("GET", "/users")).data.find((user) => user.email === "partner@example.com").partner_id;
    const list = (await api("GET", `/conversions?partner_id=${partner}&limit=100`)).data;
    conversion = list.find((one) => one.status === "pending" || one.commissions?.[0]?.status === "pending")?.id
      ?? list[0].id;
    await api("POST", `/conversions/${conversion}/decision`, { status: "rejected", reason: "duplicate" });
    await page.goto(`${url}/conversions/${conversion}`);
  });
  await signedIn("partner", { script: false }, async (page) => {
    await page.goto(`${url}/partner/conversions?status=rejected`);
    await page.locator(`a[href='/conversions/${conversion}#appeal']`).click();
    await page.selectOption("#appeal [name=reason]", "no_duplicate");
    await page.fill("#appeal [name=body]", "They ordered twice.\n<script>alert(1)</script>");
    await press(page, "#appeal button");
    appeal = new URL(page.url()).pathname;
    expect(appeal.startsWith("/disputes/dsp_"), `no appeal at ${page.url()}`);
    expect((await page.locator(".messages").innerText()).includes("<script>alert(1)</script>"), "it is not as written");
  });
  await signedIn("demo", {}, async (page) => {
    await page.goto(`${url}/operator/disputes`);
    await page.locator(`a[href='${appeal}']`).click();
    await page.waitForURL(`**${appeal}`);
    await page.evaluate(() => { document.querySelector("#answer").noValidate = true; });
    await press(page, "button[value=approved]");
    expect(await page.locator("#error-body").count() === 1, "a decision without a word passes");
    await page.fill("[name=body]", "You are right.");
    await press(page, "button[value=approved]");
    expect((await chip(page)).includes("Decided"), "it is not decided");
    await page.goto(`${url}/conversions/${conversion}`);
    expect((await chip(page)).includes("Approved"), "the conversion is not approved");
  });
});

// ---- bulk ----

test("a bulk approval is undone", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/conversions?status=pending`);
  const before = await page.locator("tbody tr").count();
  expect(before > 0, "the demo has nothing that waits");
  await page.locator("tbody input[name=id]").first().check();
  await press(page, "button[value=approved]");
  expect((await page.locator("[role=status]").innerText()).includes("1 conversion approved"), "nothing says so");
  expect(await page.locator("tbody tr").count() === before - 1, "it still waits");
  await press(page, "[role=status] button");
  await page.goto(`${url}/operator/conversions?status=pending`);
  expect(await page.locator("tbody tr").count() === before, "it was not taken back");
  command(network.data, "ledger", "check");
}));

// ---- the books ----

test("an amount leads from the trial balance to its account, its entry and its event", () =>
  signedIn("demo", {}, async (page) => {
    await page.goto(`${url}/operator/ledger`);
    await page.locator("tbody th a").first().click();
    await page.waitForURL("**/accounts?owner=*");
    await page.goto(`${url}/operator/ledger/accounts?owner=partner`);
    await page.locator("tbody th a").first().click();
    await page.waitForURL("**/ledger/accounts/*");
    await page.locator("tbody th a").first().click();
    await page.waitForURL("**/ledger/entries/ent_*");
    await page.locator('tbody a[href^="/commissions/"], tbody a[href^="/payouts/"]').first().click();
    await page.waitForURL(/\/(commissions|payouts)\//);
    await page.goto(`${url}/operator/ledger`);
    await press(page, "a[href='/operator/ledger/files']");
    const [download] = await Promise.all([page.waitForEvent("download"),
      page.locator("a[href$='format=csv']").press("Enter")]);
    expect(fs.readFileSync(await download.path(), "utf8").split("\n").length > 100, "the file is empty");
    await page.goto(`${url}/operator/ledger/periods`);
    await page.fill("[name=month]", "2999-01");
    await page.check("[name=confirmed]");
    await press(page, "button[value=close]");
    expect(await page.locator("[role=alert]").count() === 1, "a month that is not over is closed");
  }));

// ---- advertisers' accounts, compensations ----

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`a payment of an advertiser is recorded once, ${how}`, () => signedIn("demo", { script }, async (page) => {
    await page.goto(`${url}/operator/advertisers`);
    await press(page, "tbody th a");
    const here = page.url();
    await page.fill("[name=amount]", "much");
    await page.fill("[name=reference]", `R-${script}`);
    await press(page, "#pay button");
    expect(await page.locator("#error-amount").count() === 1, "the amount is not marked");
    expect(await page.inputValue("[name=reference]") === `R-${script}`, "what was typed is gone");
    for (let i = 0; i < 2; i++) { // the same reference again is the same payment
      await page.fill("[name=amount]", "250.00");
      await page.fill("[name=reference]", `R-${script}`);
      await press(page, "#pay button");
      expect((await page.innerText(".toast")).includes("booked"), "nothing says so");
    }
    expect(await page.locator("#lines tbody tr", { hasText: `R-${script}` }).count() === 1, "it is not there once");
    await page.fill("[name=month]", "2999-01");
    await press(page, "#bill button");
    expect(await page.locator("#error-month, [role=alert]").count() > 0, "a month that is not over is billed");
    expect(page.url().startsWith(here), page.url());
  }));
  test(`a compensation is granted with its reason and taken back, ${how}`, () => signedIn("demo", { script },
    async (page) => {
      await page.goto(`${url}/operator/partners`);
      await press(page, "tbody th a");
      await press(page, "#payouts a[href^='/operator/compensations']");
      await page.fill("[name=amount]", "-1");
      await page.fill("[name=reason]", `Ten leads, no sale: ${how}`);
      await press(page, "#new button");
      expect(await page.locator("#error-amount").count() === 1, "a negative amount is not marked");
      expect((await page.inputValue("[name=reason]")).startsWith("Ten leads"), "what was typed is gone");
      await page.fill("[name=amount]", "0.01"); // at the limit, which a second person would have to approve above
      await press(page, "#new button");
      const row = () => page.locator("tbody tr", { hasText: `Ten leads, no sale: ${how}` });
      expect((await row().innerText()).includes("Approved"), await row().innerText());
      await row().locator("[name=note]").fill("granted twice");
      await press(page, row().locator("button[value=reverse]"));
      expect((await row().innerText()).includes("granted twice"), "it was not taken back");
      await press(page, row().locator("a.money"));
      expect(new URL(page.url()).pathname.startsWith("/commissions/"), page.url());
    }));
}

await finish(() => browser.close(), network.stop);
