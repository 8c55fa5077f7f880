// SPDX-License-Identifier: Apache-2.0
// Pictures of pages, for people to look at: shots.mjs FOLDER [PATH…]; every language, both themes, narrow and wide, from
// the demo network. A star in a path stands for the first thing that the list before it links to. PATHs are the operator's,
// unless they begin with partner, advertiser or nobody and a colon. SHOT_LANGUAGES=en,ja, SHOT_THEMES=light and
// SHOT_WIDTHS=390 narrow it down.
import fs from "node:fs";
import path from "node:path";
import { LANGUAGES, THEMES, demo, expect, launch, look, signIn } from "./browser.mjs";
import { SCREENS, people, places } from "./screens.mjs";

const folder = process.argv[2] ?? "build/shots";
const asked = process.argv.slice(3).map((where) => (where.startsWith("/") ? `operator:${where}` : where));
const chosen = (name, all) => (process.env[name] ? process.env[name].split(",") : all);
fs.mkdirSync(folder, { recursive: true });
const network = await demo({ partners: 40, days: 90, seed: 1 });
const PEOPLE = await people(network);
const place = places(network.url);

async function shoot(browser, who, screens, options) {
  const context = await look(browser, network.url, options);
  const page = await context.newPage();
  if (PEOPLE[who]) {
    await signIn(page, network.url, ...PEOPLE[who]);
  }
  for (const where of screens) {
    const answer = await page.goto(network.url + await place(page, where), { waitUntil: "load" });
    expect(answer.status() === 200, `${where}: ${answer.status()}`);
    await page.evaluate(() => document.fonts.ready.then(() => scrollTo(0, 0)));
    const name = where.split("?from=")[0].replace("*", "one").replace(/\W+/g, "-").replace(/^-|-$/g, "");
    const file = [name, options.language, options.theme, options.width].join("-");
    await page.screenshot({ path: path.join(folder, `${file}.png`), fullPage: true });
  }
  await context.close();
}

const browser = await launch();
for (const who of ["nobody", ...Object.keys(PEOPLE)]) {
  const screens = (asked.length > 0 ? asked : SCREENS).filter((where) => where.startsWith(`${who}:`))
    .map((where) => where.slice(who.length + 1));
  for (const language of screens.length > 0 ? chosen("SHOT_LANGUAGES", LANGUAGES) : []) {
    for (const theme of chosen("SHOT_THEMES", THEMES)) {
      for (const width of chosen("SHOT_WIDTHS", ["390", "1440"])) {
        await shoot(browser, who, screens, { language, theme, width: Number(width) });
      }
    }
  }
}
await browser.close();
await network.stop();
console.log(`pictures in ${folder}`);
