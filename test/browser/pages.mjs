// SPDX-License-Identifier: Apache-2.0
// Looks through pages in a real browser on a demo network of its own, at 320, 390, 768 and 1440 pixels: no text is cut,
// nothing runs out of its box or the window; it is in its language, and all that is used has a name there; no amount is
// without its way to what explains it. Those of SCREENS in four languages, those of MORE in English and one more. axe in
// English, by all rules, and by those of colours in the dark. The pages_*_test.mjs share the pages among them.
import { LANGUAGES, RULES, axe, deadAmounts, demo, enter, expect, finish, launch, opened, sound, test,
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

async function look(page, who, where, language) {
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
    await sound(page, where, language === "en" ? RULES.all : null);
    if (language === "en") {
      await page.evaluate(() => { document.documentElement.dataset.theme = "dark"; });
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme) === "dark", "not dark");
      const found = await axe(page, RULES.colours);
      expect(found.violations.length === 0, `dark: ${JSON.stringify(found.violations.map((v) => v.nodes[0].html))}`);
    }
  } catch (error) {
    wrong.push(error.message);
  }
  return wrong.map((sentence) => `${where}: ${sentence}`);
}

// A case for each language: who looks at these of SCREENS and of MORE.
export function scan(who, inAll, inSome) {
  const of = (list) => list.filter((where) => where.startsWith(`${who}:`)).map((where) => where.slice(who.length + 1));
  for (const [l, language] of LANGUAGES.entries()) {
    const screens = [...of(inAll), ...of(inSome).filter((_, i) => l === 0 || l === 1 + i % (LANGUAGES.length - 1))];
    test(`${screens.length} pages can be read, and axe finds nothing: ${who}, ${language}`,
      () => opened(browser, url, { language }, async (page) => {
        if (PEOPLE[who]) {
          await enter(page, url, ...PEOPLE[who]);
        }
        const wrong = [];
        for (const where of screens) {
          wrong.push(...await look(page, who, where, language).catch((error) => [`${where}: ${error.message}`]));
        }
        expect(wrong.length === 0, wrong.join("\n"));
      }));
  }
}

export const scanned = () => finish(() => browser.close(), network.stop);
