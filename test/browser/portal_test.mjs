// SPDX-License-Identifier: Apache-2.0
// The portals in a real browser on the demo network, as TAP: sign-in, approve, receipt, language, links; without script
// too. (pages_test.mjs looks through every page.)
import { demo, enter, expect, finish, launch, look, opened, press, signIn, test } from "./browser.mjs";

const network = await demo({ partners: 6, days: 35, seed: 1 });
const { url } = network;
const browser = await launch();

function signedIn(who, options, use) {
  return opened(browser, url, options, async (page) => {
    await enter(page, url, `${who}@example.com`, network.password);
    await use(page);
  });
}

test("who is nobody is led to sign in, and from there on", () => opened(browser, url, {}, async (page) => {
  await page.goto(`${url}/operator/partners`);
  expect(new URL(page.url()).pathname === "/sign-in", `nobody was led to ${page.url()}`);
  await signIn(page, page.url(), "demo@example.com", network.password);
  expect(new URL(page.url()).pathname === "/operator/partners", `it led to ${page.url()}`);
}));

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`an operator decides and reads the receipt, ${how}`, () => signedIn("demo", { script }, async (page) => {
    expect(await page.locator("h1").innerText() === "Today", "Today did not open");
    // Each way has its own order: the demo has few that wait.
    await page.goto(`${url}/operator/conversions${script ? "?status=pending" : ""}`);
    await page.locator("tbody th a").first().click();
    if (!script) {
      await page.selectOption("[name=reason]", "test");
    }
    const button = page.locator(`button[value=${script ? "approved" : "rejected"}]`);
    await press(page, button);
    const state = await page.locator("main .chip").first().innerText();
    expect(state.includes(script ? "Approved" : "Rejected"), `it is ${state}`);
    await page.goto(`${url}/operator/conversions`);
    await page.locator('a[href^="/commissions/"] [aria-hidden]').first().click();
    await page.waitForURL("**/commissions/**");
    expect(await page.locator(".steps li").count() > 3, "the receipt does not explain");
    expect(await page.locator("#ledger tbody tr").count() > 1, "no entries");
  }));
  test(`a partner's refused link keeps what was typed, ${how}`, () => signedIn("partner", { script }, async (page) => {
    await page.goto(`${url}/partner/links`);
    await page.fill("[name=destination_url]", "https://somewhere-else.example/x");
    await press(page, "#new button");
    expect(await page.locator("#error-destination_url").count() === 1, "the field is not marked");
    expect(await page.inputValue("[name=destination_url]") === "https://somewhere-else.example/x", "not kept");
    await page.fill("[name=destination_url]", "");
    await page.fill("[name=code]", `browser-${script}`);
    await press(page, "#new button");
    expect(await page.locator(`#copy-browser-${script}`).count() === 1, "the link was not made");
  }));
  test(`the language is switched and stays with the person, ${how}`, () => signedIn("demo", { script }, async (page) => {
    await page.click("summary:has-text('Language')");
    await press(page, "button[value='fr']");
    expect(await page.locator("html").getAttribute("lang") === "fr", "still not French");
    await page.goto(`${url}/account`);
    await page.locator(".frame-top details").first().locator("summary").click();
    await press(page, "button[value='en']");
    expect(await page.locator("html").getAttribute("lang") === "en", "still French");
  }));
}

test("a phone's bar holds four places, the others open above it, without script", async () => {
  for (const person of ["demo", "partner"]) {
    await signedIn(person, { script: false, width: 390, height: 844 }, async (page) => {
      const isInside = (at) => at.evaluate((node) => {
        const box = node.getBoundingClientRect();
        return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight && box.width > 40;
      });
      const bar = page.locator(".frame-menu > ul:first-child a, .frame-open");
      expect(await bar.count() === 5, `${await bar.count()} places`);
      for (const place of await bar.all()) {
        expect(await isInside(place), `${await place.innerText()} is outside`);
      }
      const others = page.locator(".frame-more a");
      expect(!await others.first().isVisible(), "the others are open already");
      await page.click(".frame-open");
      expect(await others.count() >= 3, `${await others.count()} others`);
      for (const place of await others.all()) {
        expect(await isInside(place), `${await place.innerText()} is outside`);
      }
      await press(page, others.last());
      expect(new URL(page.url()).pathname === "/account", `it led to ${page.url()}`);
      expect(await page.locator(".frame-open[data-current]").count() === 1, "where one is is not marked");
      expect(!await page.locator(".frame-more a").first().isVisible(), "the others stay open");
    });
  }
  await signedIn("demo", { width: 1440 }, async (page) => {
    expect(!await page.locator(".frame-open").isVisible(), "a desk has a button for the others");
    expect(await page.locator(".frame-more a").last().isVisible(), "a desk hides places");
  });
});

test("a wrong password says so and keeps the e-mail", async () => {
  const context = await look(browser, url, {});
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill("[name=email]", "demo@example.com");
  await page.fill("[name=password]", "wrong");
  await press(page, ".gate-card button");
  expect((await page.locator("[role=alert]").innerText()).includes("do not match"), "no word of it");
  expect(await page.inputValue("[name=email]") === "demo@example.com", "the e-mail is gone");
  await context.close();
});

await finish(() => browser.close(), network.stop);
