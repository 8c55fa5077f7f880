// SPDX-License-Identifier: Apache-2.0
// Looks through pages in a real browser on a demo network of its own, at 320, 390, 768 and 1440 pixels: no text is cut,
// nothing runs out of its box or the window; it is in its language, and all that is used has a name there; no amount is
// without its way to what explains it. Those of SCREENS in four languages, those of MORE in English and one more. axe by
// all rules, and by those of colours in the dark, for each page in one language, another for the next page: so that over
// the pages every language has all rules. With TRIBUTARY_AXE=all (./dev axe) every page in every language and both themes
// by all rules. The pages_*_test.mjs share the pages among them.
import { LANGUAGES, RULES, deadAmounts, demo, enter, expect, finish, launch, opened, sound, test,
  unreadable } from "./browser.mjs";
import { MORE, SCREENS, people, places, stock } from "./screens.mjs";

const WIDTHS = [320, 1440, 768, 390]; // axe looks at the last
export { MORE, SCREENS };

const network = await demo({ partners: 12, days: 35, seed: 2 });
const { url } = network;
const PEOPLE = await people(network);
await stock(network);
const place = places(url);
const browser = await launch();
// Pages that are the explanation themselves, or calculate an example, as public ones do.
const EXPLAINING = /^\/(gallery|conversions\/|commissions\/|operator\/programs\/\*|partner\/programs\/\*|operator\/enrollments)/;

const THEMES_BY_AXE = process.env.TRIBUTARY_AXE === "all" ? [["light", RULES.all], ["dark", RULES.all]]
  : [["light", RULES.all], ["dark", RULES.colours]];

async function byAxe(page, where) {
  for (const [theme, rules] of THEMES_BY_AXE) {
    await page.evaluate((now) => { document.documentElement.dataset.theme = now; }, theme);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme) === theme, `not ${theme}`);
    await sound(page, `${where}, ${theme}`, rules);
  }
}

async function look(page, who, where, language, isForAxe) {
  const wrong = [];
  const answer = await page.goto(url + await place(page, where));
  if (!answer.headers()["content-type"].startsWith("text/html") || (answer.status() >= 400 && who !== "nobody")) {
    return [`${where}: it answers ${answer.status()}`];
  }
  const lang = await page.getAttribute("html", "lang");
  if (lang !== language) {
    wrong.push(`it is in ${lang}`);
  }
  if (who !== "nobody" && !EXPLAINING.test(where)) {
    wrong.push(...(await deadAmounts(page)).map((amount) => `no way from ${amount}`));
  }
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    wrong.push(...(await unreadable(page)).map((sentence) => `at ${width}: ${sentence}`));
  }
  // Rows of a table are made alike: axe, whose time grows with them, sees the first ones.
  await page.evaluate(() => document.querySelectorAll("tbody").forEach((rows) =>
    [...rows.children].slice(6).forEach((row) => row.remove())));
  try {
    await (isForAxe ? byAxe(page, where) : sound(page, where, null));
  } catch (error) {
    wrong.push(error.message);
  }
  return wrong.map((sentence) => `${where}: ${sentence}`);
}

const OTHERS = LANGUAGES.length - 1;
// Whether the i-th page of a list is looked at in the l-th language, and whether axe does it.
const IN_ALL = (i, l) => [true, l === i % LANGUAGES.length];
const IN_TWO = (i, l) => [l === 0 || l === 1 + i % OTHERS, l === (i % LANGUAGES.length === 0 ? 0 : 1 + i % OTHERS)];
const IN_WHOLE = () => [true, true];

// A case for each language: who looks at these of SCREENS and of MORE.
export function scan(who, inAll, inSome) {
  const isWhole = process.env.TRIBUTARY_AXE === "all";
  const of = (list, when) => list.filter((where) => where.startsWith(`${who}:`))
    .map((where, i) => [where.slice(who.length + 1), (l) => (isWhole ? IN_WHOLE : when)(i, l)]);
  for (const [l, language] of LANGUAGES.entries()) {
    const screens = [...of(inAll, IN_ALL), ...of(inSome, IN_TWO)].map(([where, when]) => [where, ...when(l)])
      .filter(([, isWanted]) => isWanted);
    const looked = screens.filter(([, , isForAxe]) => isForAxe).length;
    test(`${screens.length} pages can be read, and axe finds nothing on ${looked}: ${who}, ${language}`,
      () => opened(browser, url, { language }, async (page) => {
        if (PEOPLE[who]) {
          await enter(page, url, ...PEOPLE[who]);
        }
        const wrong = [];
        for (const [where, , isForAxe] of screens) {
          wrong.push(...await look(page, who, where, language, isForAxe)
            .catch((error) => [`${where}: ${error.message}`]));
        }
        expect(wrong.length === 0, wrong.join("\n"));
      }));
  }
}

export const scanned = () => finish(() => browser.close(), network.stop);
