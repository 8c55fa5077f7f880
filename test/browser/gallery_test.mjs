// SPDX-License-Identifier: Apache-2.0
// The gallery in a real browser, as TAP: accessibility (axe-core, WCAG 2.0 to 2.2, A and AA) with menus open, layout shifts,
// sizes, words that are in no catalogue, and that it works without script. (pages_operator_test.mjs looks it through otherwise.)
import { axe, expect, finish, launch, look, serve, test } from "./browser.mjs";

const server = await serve();
const browser = await launch();

async function open(options, use, where = "/gallery") {
  const context = await look(browser, server.url, options);
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  page.on("pageerror", (error) => trouble.push(String(error)));
  try {
    await page.goto(server.url + where, { waitUntil: "load" });
    await page.evaluate("document.fonts.ready.then(() => true)").catch(() => {});
    await use(page, context);
    expect(trouble.length === 0, `the console says: ${trouble.join("; ")}`);
  } finally {
    await context.close();
  }
}

test("axe finds nothing with menus and tables open, on a phone", () => open({ width: 390 }, async (page) => {
  await page.evaluate(() => document.querySelectorAll(".disclosure").forEach((d) => (d.open = true)));
  await page.click(".date-bar .menu > summary");
  const found = await axe(page);
  expect(found.violations.length === 0, JSON.stringify(found.violations.map((v) => [v.id, v.nodes[0].html])));
}));

for (const width of [390, 1440]) {
  for (const language of ["en", "ru", "ja"]) {
    test(`nothing shifts while it loads: ${language}, ${width}`, () => open({ width, language }, async (page) => {
      const shift = await page.evaluate(() => new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
          .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 300);
      }));
      expect(shift < 0.001, `the layout shifted by ${shift}`);
    }));
  }
}

test("sizes are within the budgets", () => open({}, async (page) => {
  const files = await page.evaluate(() => performance.getEntriesByType("resource")
    .map((entry) => [entry.name.replace(/.*\/|-[0-9a-f]{12}.*/g, ""), entry.encodedBodySize, entry.name]));
  const size = (part) => files.filter(([, , name]) => name.includes(part)).reduce((sum, [, n]) => sum + n, 0);
  expect(size(".css") > 0 && size(".css") <= 20 * 1024, `styles: ${size(".css")}`);
  expect(size(".js") > 0 && size(".js") <= 30 * 1024, `script: ${size(".js")}`);
  expect(size(".woff2") <= 80 * 1024, `fonts: ${size(".woff2")}`);
  expect(new Set(files.map(([, , name]) => name.split("#")[0])).size <= 10, `requests: ${JSON.stringify(files)}`);
}));

test("every word is of the catalogue", () => open({ language: "en-XA" }, async (page) => {
  const bare = await page.evaluate(() => {
    const found = [];
    // Names and ids have translate="no"; figures, dates and what is in a phrase are none of this test's business.
    const isFree = (text) => !/\p{L}{2}/u.test(text) || text.includes("[!!");
    const months = /^[\d ]*\p{L}{3,4} \d{4}(, \d\d:\d\d)?$/u;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const place = walker.currentNode.parentElement;
      const isMoney = /^[−]?[A-Z]{0,3}.?\d[\d.,]*$/u.test(text);
      if (!isFree(text) && !isMoney && !months.test(text) && !place.closest('[translate="no"], script, .definitions dd, svg')) {
        found.push(`${place.tagName} ${text}`);
      }
    }
    for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
      for (const name of ["aria-label", "placeholder", "title", "alt"]) {
        const text = element.getAttribute(name) ?? "";
        if (!isFree(text) && !element.closest('[translate="no"]') && !text.startsWith("https://")) {
          found.push(`${element.tagName} ${name}=${text}`);
        }
      }
    }
    return found;
  });
  expect(bare.length === 0, bare.join("\n"));
}));

test("without script: read, switch the language, open a dialog", () => open({ script: false }, async (page) => {
  expect(await page.locator("h1").innerText() === "Components", "no title");
  await page.click("summary:has-text('Language')");
  await page.click("button[value='fr']");
  expect(await page.locator("h1").innerText() === "Composants", "the language did not change");
  expect(new URL(page.url()).pathname === "/gallery", `it led to ${page.url()}`);
  await page.click("a[href='#dialog']");
  expect(await page.locator("#dialog").isVisible(), "the dialog did not open");
}));

test("the theme changes at once and stays", () => open({}, async (page) => {
  const surface = () => page.evaluate(() => getComputedStyle(document.querySelector(".card")).backgroundColor);
  const light = await surface();
  await page.click("summary:has-text('Appearance')");
  const answer = page.waitForResponse((response) => response.url().endsWith("/preferences"));
  await page.click("button[value='dark']");
  const dark = await surface();
  expect(light !== dark, `still ${dark}`);
  await answer;
  await page.reload();
  expect(await surface() === dark, "light again after a reload");
}));

test("charts answer to the keyboard, tables to Shift, copying copies", () => open({}, async (page, context) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.focus("x-chart");
  await page.keyboard.press("End");
  expect((await page.locator("x-chart .tip").first().innerText()).includes("so far"), "no tip");
  await page.keyboard.press("ArrowLeft");
  expect(/Clicks [\d,]+/.test(await page.locator("x-chart .tip").first().innerText()), "no figures in the tip");
  expect(await page.locator(".bulk").isHidden(), "the bar shows though nothing is selected");
  const boxes = page.locator("tbody td.check input");
  await boxes.nth(0).click();
  await boxes.nth(3).click({ modifiers: ["Shift"] });
  expect(await page.locator("tbody td.check input:checked").count() === 4, "the range was not selected");
  expect(await page.locator(".bulk").isVisible(), "the bar does not show");
  await page.locator("x-copy button").first().click();
  expect((await page.evaluate(() => navigator.clipboard.readText())).startsWith("https://go.example/c/"), "not copied");
}));

await finish(() => browser.close(), server.stop);
