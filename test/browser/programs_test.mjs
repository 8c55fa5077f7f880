// SPDX-License-Identifier: Apache-2.0
// What is offered, in a real browser, as TAP: an operator makes a program and an offer, writes a plan with a mistake,
// sees where it is, puts it right, publishes; pauses with undo; tries a plan on the past. With a script and without.
import path from "node:path";
import { demo, enter, expect, finish, launch, opened, press, sound, test } from "./browser.mjs";

const shots = process.env.PROGRAM_SHOTS;
const network = await demo({ partners: 6, days: 35, seed: 1 });
const { url } = network;
const browser = await launch();

function signedIn(options, use) {
  return opened(browser, url, options, async (page) => {
    await enter(page, url, "demo@example.com", network.password);
    await use(page);
  });
}

async function shot(page, name) {
  if (shots) {
    await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
  }
}


const TIERED = "pay 30% on sale\n  from 11 sales a month 35%\nhold 14 days\n";

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  const name = `Testers ${how}`;
  test(`a program, an offer and a plan are made, ${how}`, () => signedIn({ script, width: 1440 }, async (page) => {
    await page.goto(`${url}/operator/programs/new`);
    await page.fill("[name=name]", name);
    await page.fill("[name=window]", "0");
    await press(page, "form[action='/operator/programs'] button");
    expect(await page.locator("#error-window").count() === 1, "the wrong window is not marked");
    expect(await page.inputValue("[name=name]") === name, "what was typed is gone");
    await page.fill("[name=window]", "45");
    await page.fill("[name=summary]", "Boots for everybody.");
    await page.check("[name=is_public]");
    await press(page, "form[action='/operator/programs'] button");
    expect(page.url().endsWith("/plan"), `it leads to ${page.url()}`);
    const plan = page.url();
    // A template, then a mistake: where it is and what was meant.
    await press(page, "a[href*='template=tiered']");
    await page.fill("textarea[name=text]", "pay 30% on sale\nhold 14 dais\n");
    if (script) {
      await page.waitForSelector("#plan-panel[data-line='2']");
      expect((await page.locator(".plan-numbers b").innerText()).trim() === "2", "the line does not stand out");
    } else {
      await press(page, "button[value=check]");
      expect(await page.locator("#error-text").count() === 1, "the text is not marked");
    }
    const place = await page.locator("#plan-panel").innerText();
    expect(place.includes("Line 2, column 9") && place.includes("Did you mean 'days'?"), `the place is ${place}`);
    await shot(page, `plan-wrong-${script}`);
    await page.fill("textarea[name=text]", `${TIERED}promise at most 30% of sale\n`);
    if (script) {
      await page.waitForSelector("#plan-panel:not([data-line]) .finding[data-tone=danger]");
    } else {
      await press(page, "button[value=check]");
    }
    expect((await page.locator("#plan-panel").innerText()).includes("35%"), "no sentence of the tier");
    expect(await page.locator(".finding[data-tone=danger]").count() === 1, "the broken promise is not shown");
    await shot(page, `plan-refuted-${script}`);
    await page.fill("textarea[name=text]", TIERED);
    await press(page, "button[value=publish]");
    expect((await page.locator("#confirm").innerText()).includes("0 partners"), "it does not say whom it concerns");
    await shot(page, `plan-confirm-${script}`);
    await press(page, "button[value=confirm]");
    expect(page.url().includes("/plan/versions"), `it leads to ${page.url()}`);
    expect(await page.locator(".diff [data-change=added]").count() === 3, "the version is not shown");
    // A worse one needs notice, and the form says so at the field.
    await page.goto(plan);
    await page.fill("textarea[name=text]", "pay 20% on sale\nhold 14 days\n");
    await press(page, "button[value=publish]");
    await press(page, "button[value=confirm]");
    const earliest = new Date(Date.now() + 31 * 86400000);
    const said = await page.locator("#error-effective_at").innerText();
    expect(said.includes(String(earliest.getUTCFullYear())), `the earliest day is not told: ${said}`);
    await page.fill("[name=effective_at]", new Date(Date.now() + 32 * 86400000).toISOString().slice(0, 10));
    await press(page, "button[value=publish]");
    await press(page, "button[value=confirm]");
    expect(await page.locator(".diff [data-change=removed]").count() === 2, "no difference is shown");
    // An offer: refused with what was typed, then made.
    const program = plan.replace("/plan", "");
    await page.goto(`${program}/offers/new`);
    await page.fill("[name=name]", "Boots");
    await page.fill("[name=destination_url]", "no address");
    await press(page, "form.stack button[data-kind=primary]");
    expect(await page.locator("#error-destination_url").count() === 1, "the address is not marked");
    await page.fill("[name=destination_url]", "https://shop.example/boots");
    await page.fill("[name=goals]", "sale\nsignup lead");
    await press(page, "form.stack button[data-kind=primary]");
    expect((await page.locator("tbody tr").innerText()).includes("signup"), "the offer is not there");
    // Paused, and undone.
    await page.goto(program);
    expect((await page.locator("main").innerText()).includes("45 days"), "the window is not shown");
    await press(page, "form[action$='/status/paused'] button");
    expect((await page.locator("main .chip").first().innerText()).includes("Paused"), "it is not paused");
    await press(page, ".toast button");
    expect((await page.locator("main .chip").first().innerText()).includes("Active"), "undo did nothing");
  }));
  test(`a plan is tried on the past, ${how}`, () => signedIn({ script, width: 1440 }, async (page) => {
    await page.goto(`${url}/operator/programs`);
    await press(page, "main h2 a:has-text('Nordlicht')");
    await press(page, ".tabs a[href$='/plan']");
    await page.fill("textarea[name=text]", "pay 50% on sale\n");
    await press(page, "button[value=backtest]");
    for (let i = 0; i < 50 && await page.locator("#backtest .kpis").count() === 0; i++) {
      await page.waitForTimeout(200);
      if (!script) {
        await page.reload();
      }
    }
    const words = await page.locator("#backtest").innerText();
    expect(/[1-9]\d* partners gain, 0 lose/.test(words), `it says ${words}`);
    expect(await page.locator("#backtest tbody tr").count() > 0, "no partners");
    await shot(page, `plan-backtest-${script}`);
  }));
}

test("a partner is added, enrolled, noted, given level and terms", () => signedIn({ width: 1440 }, async (page) => {
  await page.goto(`${url}/operator/partners/new`);
  await page.fill("[name=name]", "Rosa Frei");
  await page.fill("[name=country]", "Germany");
  await press(page, "form.measure button[data-kind=primary]");
  expect(await page.locator("#error-country").count() === 1, "the unknown country is not marked");
  await page.fill("[name=country]", "de");
  await page.fill("[name=recruited_by]", "nobody-has-this");
  await press(page, "form.measure button[data-kind=primary]");
  expect(await page.locator("#error-recruited_by").count() === 1, "the unknown recruiter is not marked");
  await page.fill("[name=recruited_by]", "anna-berg");
  await press(page, "form.measure button[data-kind=primary]");
  const partner = page.url();
  expect((await page.locator("main").innerText()).includes("Anna Berg"), "her recruiter is not shown");
  await page.selectOption("[name=program_id]", { label: "Nordlicht Outdoor" });
  await press(page, "form.enroll button");
  await page.fill("[name=note]", "Called on Monday: wants <b>banners</b>.");
  await press(page, "form[action$='/note'] button");
  const activity = await page.locator("#activity").innerText();
  expect(activity.includes("wants <b>banners</b>"), "the note is not there as it was typed");
  await press(page, "#programs tbody th a");
  await page.fill("[name=level]", "gold");
  await press(page, "form[action$='/level'] button");
  expect((await page.locator("main").innerText()).includes("gold"), "no level");
  await page.fill("[name=terms]", "pay 15% on sael");
  await press(page, "form[action$='/terms'] button");
  expect((await page.locator("#error-terms").innerText()).includes("Line 1, column"), "the place is not told");
  // More than the program pays comes at once, though caps of its plan stood over mixed orders; less needs notice.
  await page.fill("[name=terms]", "pay 15% on sale");
  await press(page, "form[action$='/terms'] button");
  expect((await page.locator("#terms").innerText()).includes("15%"), "better terms do not come at once");
  await page.fill("[name=terms]", "pay 7% on sale");
  await press(page, "form[action$='/terms'] button");
  expect(await page.locator("#error-terms_effective_at").count() === 1, "terms that pay less may come at once");
  const day = new Date(Date.now() + 40 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await page.fill("[name=terms_effective_at]", day);
  await press(page, "form[action$='/terms'] button");
  expect((await page.locator("#terms").innerText()).includes("7%"), "the terms are not told in words");
  await shot(page, "enrollment");
  await page.goto(partner);
  expect((await page.locator("#programs").innerText()).includes("Individual"), "the terms are not individual");
  await shot(page, "partner");
  await sound(page, "partner");
}));
test("links are found, and a domain is answered for", () => signedIn({ width: 1440 }, async (page) => {
  await page.goto(`${url}/operator/links`);
  await page.fill("[name=q]", "anna");
  await press(page, "[name=q]");
  const rows = await page.locator("tbody tr").allInnerTexts();
  expect(rows.length > 0 && rows.every((row) => /anna/i.test(row)), `found ${rows.join(" | ")}`);
  await shot(page, "links");
  await page.goto(`${url}/operator/domains`);
  await page.fill("[name=host]", "https://go.rosa.example/x");
  await press(page, "form.measure button[data-kind=primary]");
  expect(await page.locator("#error-host").count() === 1, "an address is taken for a name");
  const asked = (host) => fetch(`${url}/ask?domain=${host}`).then((answer) => answer.status);
  expect(await asked("go.rosa.example") === 404, "it answers for a stranger");
  await page.fill("[name=host]", "Go.Rosa.Example");
  await press(page, "form.measure button[data-kind=primary]");
  expect(await asked("go.rosa.example") === 200 && await asked("GO.rosa.example") === 200, "it does not answer");
  await shot(page, "domains");
  await press(page, "tbody form button");
  expect(await asked("go.rosa.example") === 404, "it answers for an archived one");
  await sound(page, "domains");
}));

for (const [language, said] of [["fr", "Vouliez-vous écrire 'days'"], ["ru", "имелось в виду 'days'"],
  ["ja", "'days' の間違いではありませんか"]]) {
  test(`what is wrong with a plan and with a partner's terms is said in ${language}`, () => signedIn({ language },
    async (page) => {
      await page.goto(`${url}/operator/programs`);
      await page.goto(url + await page.locator("main a[href^='/operator/programs/prg_']").first().getAttribute("href"));
      await page.goto(`${page.url()}/plan`);
      await page.fill("textarea[name=text]", "pay 30% on sale\nhold 14 dais\n");
      await page.waitForSelector("#plan-panel[data-line='2']");
      expect((await page.locator("#plan-panel").innerText()).includes(said), "it is said in another language");
      expect(await page.locator("#plan-panel [lang]").count() === 0, "a part is in a language of its own");
      await page.goto(`${url}/operator/partners`);
      await press(page, "main tbody th a");
      await press(page, "#programs tbody th a");
      await page.fill("[name=terms]", "pay 15% on sale\nhold 14 dais");
      await press(page, "form[action$='/terms'] button");
      expect((await page.locator("#error-terms").innerText()).includes(said), "terms are in another language");
    }));
}

await finish(() => browser.close(), network.stop);
