// SPDX-License-Identifier: Apache-2.0
// Lists, days, Explore and Live in a real browser on the demo network, as TAP: filters, sorting, columns, saved views,
// files, undo, periods, the way down from a row, a click seen as it happens; without script too.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { caller, demo, enter, expect, finish, launch, opened, press, test } from "./browser.mjs";

const network = await demo({ partners: 12, days: 35, seed: 2 });
const { url, link } = network;
const browser = await launch();
await caller(network)("POST", "/users", { email: "other@example.com", password: "a password of the other",
  role: "operator" });

function signedIn(who, options, use) {
  return opened(browser, url, options, async (page) => {
    await enter(page, url, `${who}@example.com`, who === "other" ? "a password of the other" : network.password);
    await use(page);
  });
}

const column = (page, n) => page.locator(`tbody[data-rows] tr > :nth-child(${n})`).allInnerTexts();

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`a list is searched, sorted, filtered and kept, ${how}`, () => signedIn("demo", { script }, async (page) => {
    await page.goto(`${url}/operator/partners`);
    await press(page, "thead a:has-text('Name')");
    const names = (await column(page, 2)).map((t) => t.split("\n")[0].toLowerCase());
    const sorted = [...names].sort((a, b) => (Buffer.from(a).compare(Buffer.from(b))));
    expect(names.length > 5 && names.join() === sorted.join(), `not sorted: ${names}`);
    await page.fill("#field-q", "berg");
    await press(page, "#field-q");
    const found = await column(page, 2);
    expect(found.length > 0 && found.every((t) => /berg/i.test(t)), `found ${found}`);
    expect(page.url().includes("sort=name"), "the sorting is gone");
    await page.click(".list-bar summary:has-text('Views')");
    await page.fill("#field-view-name", `Bergs ${how}`);
    await press(page, "button:has-text('Save this view')");
    await press(page, ".filters a:has-text('Clear')");
    expect((await column(page, 2)).length > found.length, "the filter stayed");
    await page.click(".list-bar summary:has-text('Views')");
    await press(page, `.list-bar a:has-text('Bergs ${how}')`);
    expect((await column(page, 2)).join() === found.join(), "the view shows something else");
    const view = page.locator(`.list-bar li:has-text('Bergs ${how}')`);
    const settings = async () => {
      await page.locator(".list-bar summary:has-text('Views')").press("Enter");
      await view.locator("summary").press("Enter");
    };
    await settings();
    await press(page, view.locator("form[action$=forget] button"));
    expect(await view.count() === 0, "the view is still there");
    expect((await page.innerText(".toast")).includes(`Bergs ${how}`), await page.innerText(".toast"));
    await press(page, ".toast button");
    expect(await view.count() === 1, "the view did not come back");
    expect((await column(page, 2)).join() === found.join(), "the undo led elsewhere");
  }));
  test(`a view is renamed, shared, copied by another operator, and shared no longer, ${how}`, async () => {
    const name = `Everybody ${how}`;
    const view = (page, called) => page.locator(`.list-bar .views li:has(a:text-is('${called}'))`);
    const menu = (page) => page.locator(".list-bar summary:has-text('Views')").press("Enter");
    const settings = async (page, called) => {
      await menu(page);
      await view(page, called).locator("summary").press("Enter");
    };
    await signedIn("demo", { script }, async (page) => {
      await page.goto(`${url}/operator/partners?sort=name`);
      for (const called of ["All", name]) {
        await menu(page);
        await page.fill("#field-view-name", called);
        await press(page, "button:has-text('Save this view')");
      }
      await settings(page, "All");
      await view(page, "All").locator("[name=name]").fill(name);
      await press(page, view(page, "All").locator("form[action$=rename] button"));
      expect(await page.locator("#error-name").count() === 1, "two views have one name");
      expect(await page.inputValue("[name=name]") === name, "what was typed is gone");
      await press(page, "main form button:has-text('Save')"); // again, as it is
      expect(await page.locator("#error-name").count() === 1, "two views have one name the second time");
      await press(page, "main a:has-text('Cancel')");
      expect(page.url().endsWith("/operator/partners?sort=name"), page.url());
      await settings(page, name);
      await view(page, name).locator("[name=name]").fill(`By ${name}`);
      await press(page, view(page, name).locator("form[action$=rename] button"));
      await settings(page, `By ${name}`);
      await press(page, view(page, `By ${name}`).locator("form[action$=share] button"));
      expect((await view(page, `By ${name}`).textContent()).includes("shared"), "it does not say that it is shared");
      await settings(page, "All");
      await press(page, view(page, "All").locator("form[action$=forget] button"));
    });
    await signedIn("other", { script }, async (page) => {
      await page.goto(`${url}/operator/partners`);
      await menu(page);
      const shared = view(page, `By ${name}`);
      expect((await shared.innerText()).includes("demo@example.com") || (await shared.innerText()).includes("Demo"),
        `whose it is: ${await shared.innerText()}`);
      expect(await shared.locator("details").count() === 0, "another's view can be changed");
      await press(page, shared.locator("a"));
      expect(page.url().endsWith("?sort=name"), page.url());
      await menu(page);
      await press(page, shared.locator("form[action$=copy] button"));
      expect(page.url().endsWith("?sort=name"), page.url());
      expect(await view(page, `By ${name}`).count() === 2, "there is no copy");
    });
    await signedIn("demo", { script }, async (page) => {
      await page.goto(`${url}/operator/partners`);
      await settings(page, `By ${name}`);
      await press(page, view(page, `By ${name}`).locator("form[action$=share] button"));
      expect(!(await view(page, `By ${name}`).textContent()).includes("shared"), "it is shared still");
    });
    await signedIn("other", { script }, async (page) => {
      await page.goto(`${url}/operator/partners`);
      await menu(page);
      expect(await view(page, `By ${name}`).count() === 1, "the copy is gone, or the other is there still");
      await press(page, view(page, `By ${name}`).locator("a"));
    });
  });
  test(`columns are chosen and remembered, ${how}`, () => signedIn("demo", { script }, async (page) => {
    await page.goto(`${url}/operator/partners`);
    await page.click(".list-bar summary:has-text('Columns')");
    await page.check("[name=columns][value=email]");
    await page.uncheck("[name=columns][value=country]");
    await press(page, "form[action='/account/columns'] button:has-text('Apply')");
    await page.goto(`${url}/operator/partners`);
    const heads = (await page.locator("thead th").allInnerTexts()).join();
    expect(heads.includes("E-mail") && !heads.includes("Country"), `columns: ${heads}`);
    await page.click(".list-bar summary:has-text('Columns')");
    await press(page, ".list-bar button[name=reset]");
    expect(!(await page.locator("thead th").allInnerTexts()).join().includes("E-mail"), "not as at first");
  }));
  test(`what was done to many is undone, ${how}`, () => signedIn("demo", { script }, async (page) => {
    await page.goto(`${url}/operator/partners?status=active`);
    const before = await page.locator("tbody[data-rows] tr").count();
    await page.locator("tbody td.check input").nth(0).check();
    await page.locator("tbody td.check input").nth(1).check();
    await press(page, "button[value=archived]");
    expect(await page.locator("tbody[data-rows] tr").count() === before - 2, "they are still active");
    expect((await page.innerText(".toast")).includes("2 partners archived"), await page.innerText(".toast"));
    await press(page, ".toast button");
    expect(await page.locator("tbody[data-rows] tr").count() === before, "they did not come back");
    await page.goto(`${url}/operator/partners`);
    if (!script) {
      await press(page, "button[value=archived]");
      expect((await page.innerText(".toast")).includes("Nothing is selected"), "no word of it");
    }
  }));
  test(`from a row down to the events, ${how}`, () => signedIn("demo", { script }, async (page) => {
    await page.goto(`${url}/operator/explore?by1=country&metric=clicks`);
    await press(page, page.locator("tbody[data-rows] tr:not(.total) th a").first());
    expect(page.url().includes("country=") && page.url().includes("by1=partner"), page.url());
    await press(page, page.locator("tbody[data-rows] tr:not(.total) th a").first());
    expect(page.url().includes("partner_id=prt_") && page.url().includes("by1=link"), page.url());
    expect(await page.locator(".filters .filter").count() >= 2, "the filters are not shown");
    await press(page, page.locator('tbody[data-rows] a[href^="/operator/live"]').first());
    expect(page.url().includes("partner_id=prt_"), "the events are not the partner's");
    expect(await page.locator("li.event").count() > 0, "no events");
    await page.locator("li.event summary").first().click();
    expect((await page.locator("li.event pre").nth(1).innerText()).startsWith("curl -i "), "no command");
  }));
  test(`days of one's own, and days that are none, ${how}`, () => signedIn("partner", { script }, async (page) => {
    await page.goto(`${url}/partner`);
    await page.click(".date-bar summary");
    const [from, to] = [await page.inputValue("#period-from"), await page.inputValue("#period-to")];
    expect((Date.parse(to) - Date.parse(from)) / 86400000 === 27, `${from} to ${to}`);
    await page.fill("#period-from", to);
    await page.fill("#period-to", from);
    await page.selectOption("#period-compare", "off");
    await press(page, ".date-bar form button");
    expect((await page.innerText("#error-period")).includes("first day comes after"), "no word of it");
    expect(await page.inputValue("#period-from") === to, "what was typed is gone");
    await page.fill("#period-from", from);
    await page.fill("#period-to", to);
    await press(page, ".date-bar form button");
    expect(await page.locator("#error-period").count() === 0, "still an error");
    expect(await page.locator(".change").count() === 0, "nothing is to be compared");
  }));
}

test("keys: / searches, J and K go from row to row, X selects", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/partners`);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("x");
  expect(await page.locator("tbody td.check input").first().isChecked(), "the first row is not selected");
  expect(await page.locator(".bulk").isVisible(), "no actions");
  await page.keyboard.press("/");
  expect(await page.evaluate(() => document.activeElement.id) === "field-q", "the search has no focus");
}));

test("files hold what is shown", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/conversions?status=approved&sort=-amount`);
  await page.click(".list-bar summary:has-text('Export')");
  const csv = await (await page.request.get(url + await page.getAttribute("a:has-text('CSV file')", "href"))).text();
  const lines = csv.replace(/^\ufeff/, "").trim().split("\r\n");
  expect(lines[0] === "Order,Date,Partner,Program,Amount,Currency,Commission,Currency,State", lines[0]);
  const amounts = lines.slice(1).map((line) => Number(line.match(/,(-?\d+(?:\.\d+)?),[A-Z]{3},/)[1]));
  expect(amounts.length > 50, `only ${amounts.length} rows: not all pages`);
  expect(lines.slice(1).every((line) => line.endsWith(",Approved")), "not only approved ones");
  const file = path.join(path.dirname(network.data), "conversions.xlsx");
  const answer = await page.request.get(url + await page.getAttribute("a:has-text('Excel')", "href"));
  fs.writeFileSync(file, await answer.body());
  const sheet = spawnSync("python3", ["-c", "import sys,zipfile,re; z=zipfile.ZipFile(sys.argv[1]); " +
    "print(len(re.findall('<row ', z.read('xl/worksheets/sheet1.xml').decode())))", file], { encoding: "utf8" });
  expect(Number(sheet.stdout) === lines.length, `the sheet has ${sheet.stdout} rows, the file ${lines.length}`);
  const report = await page.request.get(`${url}/operator/explore?by1=program&by2=day&format=csv`);
  expect((await report.text()).includes("Program,Day,Clicks"), "no report");
}));

for (const script of [true, false]) {
  test(`a partner's list is of days, searched, turned and taken along, ${script ? "with script" : "without script"}`, () =>
    signedIn("partner", { script }, async (page) => {
      const given = (name) => new URL(page.url()).searchParams.get(name);
      const days = () => page.locator(".list-bar summary:has(use[href$='#calendar'])");
      await page.goto(`${url}/partner/conversions?limit=50`);
      const all = [];
      for (let turned = 0; turned < 100; turned++) { // every page, then back to the first
        all.push(...await page.locator("tbody[data-rows] th a").allInnerTexts());
        if (await page.locator(".pager a[rel=next]").count() === 0) {
          break;
        }
        await press(page, ".pager a[rel=next]");
      }
      await press(page, ".pager a");
      expect((await page.locator("tbody[data-rows] th a").first().innerText()) === all[0], "the first page is another");
      const csv = await (await page.request.get(`${url}/partner/conversions?format=csv`)).text();
      const lines = csv.replace(/^\ufeff/, "").trim().split("\r\n");
      expect(lines[0] === "Order,Commission,Currency,State,Date,Amount,Currency,Program", lines[0]);
      expect(all.length > 10 && new Set(all).size === all.length, `${all.length} rows, some twice`);
      expect(lines.slice(1).map((line) => line.split(",")[0]).join() === all.join(), "the file holds other rows");
      await page.goto(`${url}/partner/conversions`);
      await days().press("Enter");
      await press(page, ".list-bar a[href*='period=7d']");
      expect(given("period") === "7d", page.url());
      const week = await page.locator("tbody[data-rows] th a").allInnerTexts();
      expect(week.length > 0 && week.length < all.length, `${week.length} rows of the week`);
      await press(page, ".tabs a:has-text('Approved')");
      expect(given("period") === "7d" && given("status") === "approved", page.url());
      await days().press("Enter");
      await page.fill("#list-from", "2099-01-01");
      await page.fill("#list-to", "2099-01-02");
      await press(page, page.locator(".list-bar form:has(#list-from) button"));
      expect(await page.locator("#error-days").isVisible(), "days to come are shown");
      expect(await page.inputValue("#list-from") === "2099-01-01", "what was typed is gone");
      await page.goto(`${url}/partner/conversions?period=7d`);
      await press(page, ".filters a");
      expect(given("period") === null, page.url());
      await page.fill("#field-q", all[3]);
      await press(page, "#field-q");
      expect((await page.locator("tbody[data-rows] th a").allInnerTexts()).includes(all[3]), "it is not found");
      await page.goto(`${url}/partner/earnings`);
      await press(page, "thead a:has-text('Amount')");
      const amounts = (await page.locator("tbody[data-rows] a.money [aria-hidden]").allInnerTexts())
        .map((text) => Number(text.replace(/[^\d.]/g, "")));
      expect(amounts.length > 5 && amounts.every((one, i) => i === 0 || one <= amounts[i - 1]), `not sorted: ${amounts}`);
    }));
}

// What a figure says, in hundredths, and what the rows of the file behind it sum to.
async function follow(page, figure, column) {
  const [text, href] = [await figure.innerText(), await figure.getAttribute("href")];
  const asked = new URL(href, url).searchParams;
  const csv = await (await page.request.get(`${url}${href}&format=csv`)).text();
  const [heads, ...rows] = csv.replace(/^\ufeff/, "").trim().split("\r\n").map((line) => line.split(","));
  const at = heads.indexOf(column);
  expect(at > 0, `no ${column} in ${heads}`);
  expect(rows.every((row) => row[at + 1] === asked.get("currency")), `another currency behind ${href}`);
  const sum = rows.reduce((all, row) => all + Math.round(Number(row[at]) * 100), 0);
  expect(sum === Math.round(Number(text.replace(/[^\d.]/g, "")) * 100), `${text} at ${page.url()}: ${sum / 100} behind ${href}`);
}

for (const [who, where, columns] of [["demo", "/operator", ["Revenue", "Amount"]], ["partner", "/partner", ["Amount"]]]) {
  test(`figures of ${where} lead to lists of the same sum`, () => signedIn(who, {}, async (page) => {
    for (const days of ["", "?period=7d", "?period=last_month", "?period=all"]) {
      await page.goto(`${url}${where}${days}`);
      for (const [i, label] of (columns.length > 1 ? ["Revenue", "Commission"] : ["Commission"]).entries()) {
        const figures = page.locator(`.kpi:has(.kpi-label:text-is('${label}')) a`);
        expect(await figures.count() > 0, `${label} leads nowhere`);
        for (const figure of await figures.all()) {
          await follow(page, figure, columns[i]);
        }
      }
    }
  }));
}

for (const language of ["en", "fr", "ru", "ja"]) {
  test(`what a list sums to is seen whole on a phone, in ${language}`, () =>
    signedIn("demo", { language, width: 390 }, async (page) => {
      for (const list of ["conversions", "commissions"]) {
        await page.goto(`${url}/operator/${list}?period=28d&status=pending`);
        const hidden = await page.locator(".sums .table-scroll").evaluate((box) => box.scrollWidth - box.clientWidth);
        expect(hidden <= 0, `${hidden} px of the sums of ${list} are cut`);
      }
    }));
}

const counted = (page) => page.evaluate(() => Number(document.querySelector("[data-count=clicks]").textContent));
// Clicks until the page counts: what comes just before its stream is heard is not news to it.
async function heard(page) {
  for (let i = 0; i < 60; i++) {
    await fetch(`${url}${link}`, { redirect: "manual" });
    for (let n = 0; n < 30; n++) {
      if (await counted(page) > 0) {
        return i + 1;
      }
      await page.waitForTimeout(100);
    }
  }
  throw new Error(`${page.url()} counts nothing`);
}

// How soon is measured by ./dev bench web.
test("an event is seen as it happens, and waits until it is wanted", () => signedIn("demo", {}, async (page) => {
  await page.goto(`${url}/operator/live`);
  await heard(page);
  const [before, held] = [await counted(page), Number(await page.innerText("[data-pill-count]"))];
  const first = await page.locator("li.event").first().getAttribute("id");
  const times = [];
  for (let i = 1; i <= 10; i++) {
    const from = Date.now();
    await fetch(`${url}${link}?sub1=live${i}`, { redirect: "manual" });
    await page.waitForFunction((n) => Number(document.querySelector("[data-pill-count]").textContent) >= n,
      held + i, { polling: 20 });
    times.push(Date.now() - from);
  }
  times.sort((a, b) => a - b);
  console.log(`# seen after ${times[4]} ms (median), ${times[9]} ms (longest of 10)`);
  expect(await page.locator("li.event").first().getAttribute("id") === first, "rows moved by themselves");
  expect(await counted(page) >= before + 10, "the counter has not counted");
  await page.click("[data-pill]");
  expect((await page.locator("li.event").first().innerText()).includes("Click"), "the click is not there");
  await page.click("[data-pause]");
  await fetch(`${url}${link}`, { redirect: "manual" });
  await page.waitForTimeout(1200);
  expect(await page.locator("[data-pill]").isHidden(), "paused, and a new row came");
  await page.click("[data-pause]");
  await page.waitForFunction(() => !document.querySelector("[data-pill]").hidden, null);
}));

test("a partner's counter counts its own clicks only", () => signedIn("partner", {}, async (page) => {
  await page.goto(`${url}/partner`);
  const clicks = await heard(page);
  expect(await counted(page) <= clicks, `${await counted(page)} of ${clicks}`);
}));

await finish(() => browser.close(), network.stop);
