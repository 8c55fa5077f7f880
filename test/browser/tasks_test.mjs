// SPDX-License-Identifier: Apache-2.0
// What people do most, in a real browser on the demo network, as TAP: twelve tasks with keys alone, and how many presses
// each task takes (a withdrawal's three are in money_test). Without script: noscript_test.
import fs from "node:fs";
import { demo, enter, expect, finish, launch, opened, press, test } from "./browser.mjs";

const network = await demo({ partners: 8, days: 40, seed: 5 });
const { url } = network;
const browser = await launch();
const signedIn = (who, options, use) => opened(browser, url, options, async (page, context) => {
  await enter(page, url, `${who}@example.com`, network.password);
  await use(page, context);
});
const says = async (page, words) => expect((await page.innerText("body")).includes(words), `no "${words}" at ${page.url()}`);

// ---- keys alone ----

// Tab until the focus is there, as somebody does who has no mouse.
async function tab(page, selector) {
  for (let i = 0; i < 300; i++) {
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way to ${selector} at ${page.url()}`);
}
async function enterKey(page, selector) {
  await tab(page, selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

test("keys: sign in", () => opened(browser, url, {}, async (page) => {
  await page.goto(`${url}/sign-in`);
  await tab(page, "[name=email]");
  await page.keyboard.type("demo@example.com");
  await tab(page, "[name=password]");
  await page.keyboard.type(network.password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  expect(new URL(page.url()).pathname === "/operator", page.url());
}));
test("keys: skip the menu", () => signedIn("demo", {}, async (page) => {
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.className) === "skip", "the first stop skips nothing");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "content");
}));
test("keys: from the menu to a list, and a row's page", () => signedIn("demo", {}, async (page) => {
  await enterKey(page, ".frame-menu a[href='/operator/partners']");
  await page.keyboard.press("j");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  expect(/^\/operator\/partners\/prt_/.test(new URL(page.url()).pathname), page.url());
}));
test("keys: find by /", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/partners`);
  await page.keyboard.press("/");
  await page.keyboard.type("berg");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const names = await page.locator("tbody[data-rows] th").allInnerTexts();
  expect(names.length > 0 && names.every((name) => /berg/i.test(name)), `found ${names}`);
}));
test("keys: the list of them, by ? and by the menu, in each language", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/partners`);
  expect(await page.locator("#keys").isHidden(), "the list of keys is open");
  await page.keyboard.press("?");
  await page.waitForSelector("#keys", { state: "visible" });
  const keys = await page.locator("#keys dt").allInnerTexts();
  expect(["/", "J K", "X", "?"].every((key) => keys.includes(key)), `the keys are ${keys}`);
  await page.keyboard.press("Escape");
  await page.waitForSelector("#keys", { state: "hidden" });
  await page.goto(`${url}/operator/applications`);
  await enterKey(page, "tbody th a");
  await page.keyboard.press("?");
  await page.waitForSelector("#keys", { state: "visible" });
  const rows = await page.locator("#keys dl > div").allInnerTexts();
  expect(rows.some((row) => /^A\s+Approve/.test(row)) && !rows.some((row) => row.startsWith("J K")), `rows ${rows}`);
}));
for (const [language, title] of [["fr", "Touches de cette page"], ["ru", "Клавиши этой страницы"],
  ["ja", "このページのキー"]]) {
  test(`keys: the list in ${language}`, () => signedIn("demo", { language }, async (page) => {
    await page.goto(`${url}/operator`);
    await page.locator(".frame-top details:last-of-type summary").click();
    await page.locator("a[href='#keys']").click();
    await page.waitForSelector("#keys", { state: "visible" });
    expect(await page.locator("#keys h2").innerText() === title, await page.locator("#keys h2").innerText());
  }));
}
test("keys: turned off, they do nothing; turned on, they do again", () => signedIn("demo", {}, async (page) => {
  for (const way of ["off", "on"]) {
    await page.goto(`${url}/account`);
    await page.selectOption("[name=shortcuts]", way);
    await Promise.all([page.waitForNavigation(), page.locator("#reading button").click()]);
    expect(await page.inputValue("[name=shortcuts]") === way, "it is not kept");
    await page.goto(`${url}/operator/partners`);
    for (const [key, does] of [["j", "tbody[data-rows] a:focus"], ["/", "[data-hotkey]:focus"]]) {
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press(key);
      expect(await page.locator(does).count() === (way === "on" ? 1 : 0), `${key} while keys are ${way}`);
    }
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("?");
    await page.waitForTimeout(50);
    expect(await page.locator("#keys").isVisible() === (way === "on"), `? while keys are ${way}`);
  }
}));
test("keys: choose days", () => signedIn("demo", {}, async (page) => {
  await enterKey(page, ".date-bar a[href*='period=7d']");
  expect(page.url().includes("period=7d"), page.url());
}));
test("keys: switch the language, and back", () => signedIn("demo", {}, async (page) => {
  for (const language of ["fr", "en"]) {
    await tab(page, ".frame-top details:first-of-type summary");
    await page.keyboard.press("Enter");
    await enterKey(page, `button[value='${language}']`);
    expect(await page.getAttribute("html", "lang") === language, `not in ${language}`);
  }
}));
test("keys: approve an application by one, undo it", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/applications`);
  await enterKey(page, "tbody th a");
  const name = await page.innerText("h1");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("a")]);
  expect(await page.locator("[role=status] button").count() > 0, `nothing to take ${name} back with at ${page.url()}`);
  await enterKey(page, "[role=status] button");
}));
test("keys: approve a conversion, undo it", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/conversions?status=pending`);
  const before = await page.locator("tbody[data-rows] tr").count();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await enterKey(page, "button[value=approved]");
  expect(await page.locator("tbody[data-rows] tr").count() === before - 1, "it still waits");
  await enterKey(page, "[role=status] button");
  expect(await page.locator("tbody[data-rows] tr").count() === before, "it did not come back");
}));
test("keys: an amount leads to its receipt", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/commissions`);
  await enterKey(page, "tbody[data-rows] a.money");
  expect(new URL(page.url()).pathname.startsWith("/commissions/"), page.url());
}));
test("keys: take a file", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/conversions`);
  await tab(page, ".list-bar details:last-of-type summary");
  await page.keyboard.press("Enter");
  await tab(page, ".list-bar a[href*='format=csv']");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(fs.readFileSync(await download.path(), "utf8").split("\n").length > 10, "the file is empty");
}));
test("keys: copy one's link", () => signedIn("partner", {}, async (page, context) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await enterKey(page, ".frame-menu a[href='/partner/links']");
  await tab(page, "x-copy button");
  await page.keyboard.press("Enter");
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("/c/"));
}));
test("keys: where one is paid", () => signedIn("partner", {}, async (page) => {
  await page.goto(`${url}/partner/payout-account?method=sepa`);
  await tab(page, "[name=holder]");
  await page.keyboard.type("Anna Berg");
  await tab(page, "[name=iban]");
  await page.keyboard.type("DE89370400440532013000");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await says(page, "3000");
}));

// ---- how many presses: at most as many as there are steps here ----

const TASKS = [
  ["see why an amount, 1", "partner", "/partner/earnings", ["tbody a[href^='/commissions/']"],
    (page) => page.url().includes("/commissions/")],
  ["other days, compared, 1", "demo", "/operator", [".date-bar a[href*='period=7d']"],
    async (page) => page.url().includes("7d") && await page.locator(".change").count() > 0],
  ["approve an application, 2", "demo", "/operator/applications", ["tbody th a", "button[data-key=a]"],
    async (page) => await page.locator("[role=status] button").count() > 0],
  ["a partner's page from Today, 1", "demo", "/operator", ["main a[href^='/operator/partners/prt_']"],
    (page) => page.url().includes("/operator/partners/prt_")],
];
for (const [name, who, where, steps, isDone] of TASKS) {
  test(`presses: ${name}`, () => signedIn(who, {}, async (page) => {
    await page.goto(url + where);
    for (const step of steps) {
      await press(page, step);
    }
    expect(await isDone(page), `not done at ${page.url()}`);
  }));
}
test("presses: copy my link, 1", () => signedIn("partner", {}, async (page, context) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${url}/partner/links`);
  await page.locator("x-copy button").first().press("Enter");
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("/c/"));
}));
test("presses: a file of the table that is shown, 2", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/conversions`);
  await page.locator(".list-bar details:last-of-type summary").press("Enter");
  const [download] = await Promise.all([page.waitForEvent("download"),
    page.locator(".list-bar a[href*='format=csv']").press("Enter")]);
  expect((await download.suggestedFilename()).endsWith(".csv"), await download.suggestedFilename());
}));
test("presses: the language, 2", () => signedIn("demo", {}, async (page) => {
  for (const language of ["ja", "en"]) {
    await page.locator(".frame-top details:first-of-type summary").press("Enter");
    await press(page, `button[value='${language}']`);
    expect(await page.getAttribute("html", "lang") === language, `not in ${language}`);
  }
}));
test("presses: an order by its number: /, the number, Enter", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/conversions`);
  const order = (await page.locator("tbody[data-rows] th a").nth(3).innerText()).trim();
  await page.keyboard.press("/");
  await page.keyboard.type(order);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  expect(await page.locator("tbody[data-rows] th", { hasText: order }).count() === 1, `${order} is not found`);
}));
test("presses: approve all that wait on the page, 2", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/conversions?status=pending`);
  const before = await page.locator("tbody[data-rows] tr").count();
  await page.locator("[data-select-all]").press(" ");
  await press(page, "button[value=approved]");
  expect(before > 1 && (await page.innerText("[role=status]")).includes(String(before)), await page.innerText("[role=status]"));
  await press(page, "[role=status] button");
}));

await finish(() => browser.close(), network.stop);
