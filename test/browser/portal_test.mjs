// SPDX-License-Identifier: Apache-2.0
// The portals in a real browser on the demo network, as TAP: sign-in, approve, receipt, language, links; without script
// too; axe on every page, in every language and both themes; nothing wider than a phone.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { LANGUAGES, THEMES, launch, look, freePort } from "./browser.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const binary = process.env.TRIBUTARY_BINARY ?? "build/debug/src/main/tributary";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tributary-portal-"));
const data = path.join(folder, "data");
const made = spawnSync(binary, ["demo", "--data", data, "--partners", "6", "--days", "35", "--seed", "1"],
  { encoding: "utf8" });
if (made.status !== 0) {
  throw new Error(`demo: ${made.error ?? made.stderr}`);
}
const password = made.stdout.match(/sign in: \S+ (\S+)/)[1];
const url = `http://127.0.0.1:${await freePort()}`;
const server = spawn(binary, ["serve", "--quiet", "--data", data, "--listen", url.slice(7)],
  { stdio: ["ignore", "ignore", "inherit"] });
for (let i = 0; i < 200 && !(await fetch(`${url}/healthz`).then(() => true, () => false)); i++) {
  await new Promise((resolve) => setTimeout(resolve, 100));
}
const browser = await launch();
const cases = [];
const test = (name, run) => cases.push({ name, run });
const expect = (condition, message) => {
  if (!condition) {
    throw new Error(message);
  }
};

async function signedIn(who, options, use) {
  const context = await look(browser, url, options);
  try {
    const page = await context.newPage();
    await page.goto(`${url}/home`);
    expect(new URL(page.url()).pathname === "/sign-in", `nobody was led to ${page.url()}`);
    await page.fill("[name=email]", `${who}@example.com`);
    await page.fill("[name=password]", password);
    await page.click(".gate-card button");
    await use(page);
  } finally {
    await context.close();
  }
}

const PAGES = {
  demo: ["/operator", "/operator/conversions", "/operator/partners", "/account"],
  partner: ["/partner", "/partner/links", "/partner/earnings"],
};
for (const who of Object.keys(PAGES)) {
  for (const language of LANGUAGES) {
    for (const theme of THEMES) {
      test(`axe finds nothing, nothing is wider than a phone: ${who}, ${language}, ${theme}`,
        () => signedIn(who, { language, theme, width: 390 }, async (page) => {
          const list = who === "demo" ? "/operator/conversions" : "/partner/earnings";
          await page.goto(url + list);
          const receipt = await page.locator('a[href^="/commissions/"]').first().getAttribute("href");
          for (const where of [...PAGES[who], receipt]) {
            await page.goto(url + where);
            const root = page.locator("html");
            const shown = `${await root.getAttribute("lang")} ${await root.getAttribute("data-theme")}`;
            expect(shown === `${language} ${theme}`, `${where} is ${shown}`);
            const width = await page.evaluate(() => document.documentElement.scrollWidth);
            expect(width <= 390, `${where} is ${width} pixels wide`);
            await page.evaluate(AXE);
            const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), TAGS);
            expect(found.violations.length === 0, `${where}: ${JSON.stringify(
              found.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 200)]))}`);
          }
        }));
    }
  }
}

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
    await Promise.all([page.waitForNavigation(), button.press("Enter")]);
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
    await page.click("#new button");
    expect(await page.locator("#error-destination_url").count() === 1, "the field is not marked");
    expect(await page.inputValue("[name=destination_url]") === "https://somewhere-else.example/x", "not kept");
    await page.fill("[name=destination_url]", "");
    await page.fill("[name=code]", `browser-${script}`);
    await page.click("#new button");
    expect(await page.locator(`#copy-browser-${script}`).count() === 1, "the link was not made");
  }));
  test(`the language is switched and stays with the person, ${how}`, () => signedIn("demo", { script }, async (page) => {
    await page.click("summary:has-text('Language')");
    await page.click("button[value='fr']");
    expect(await page.locator("html").getAttribute("lang") === "fr", "still not French");
    await page.goto(`${url}/account`);
    await page.locator(".frame-top details").first().locator("summary").click();
    await page.click("button[value='en']");
    expect(await page.locator("html").getAttribute("lang") === "en", "still French");
  }));
}

test("a wrong password says so and keeps the e-mail", async () => {
  const context = await look(browser, url, {});
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill("[name=email]", "demo@example.com");
  await page.fill("[name=password]", "wrong");
  await page.click(".gate-card button");
  expect((await page.locator("[role=alert]").innerText()).includes("do not match"), "no word of it");
  expect(await page.inputValue("[name=email]") === "demo@example.com", "the e-mail is gone");
  await context.close();
});

console.log(`1..${cases.length}`);
let bad = 0;
for (const [i, { name, run }] of cases.entries()) {
  try {
    await run();
    console.log(`ok ${i + 1} - ${name}`);
  } catch (error) {
    bad++;
    console.log(String(error.message ?? error).split("\n").map((line) => `# ${line}`).join("\n"));
    console.log(`not ok ${i + 1} - ${name}`);
  }
}
await browser.close();
const ended = new Promise((resolve) => server.on("exit", resolve));
server.kill("SIGTERM");
await ended;
fs.rmSync(folder, { recursive: true, force: true });
process.exit(bad ? 1 : 0);
