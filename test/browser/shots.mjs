// SPDX-License-Identifier: Apache-2.0
// Pictures of pages, for people to look at: shots.mjs FOLDER [PATH…]; every language, both themes, narrow and wide.
import fs from "node:fs";
import path from "node:path";
import { LANGUAGES, THEMES, launch, look, serve } from "./browser.mjs";

const folder = process.argv[2] ?? "build/shots";
const paths = process.argv.length > 3 ? process.argv.slice(3) : ["/gallery"];
fs.mkdirSync(folder, { recursive: true });
const server = await serve();
const browser = await launch();
for (const language of (process.env.SHOT_LANGUAGES ?? LANGUAGES.join()).split(",")) {
  for (const theme of THEMES) {
    for (const width of [390, 1440]) {
      const context = await look(browser, server.url, { language, theme, width });
      const page = await context.newPage();
      for (const where of paths) {
        await page.goto(server.url + where, { waitUntil: "load" });
        await page.evaluate(() => document.fonts.ready.then(() => scrollTo(0, 0)));
        const name = where.replace(/\W+/g, "-").replace(/^-|-$/g, "") || "home";
        await page.screenshot({ path: path.join(folder, `${name}-${language}-${theme}-${width}.png`), fullPage: true });
      }
      await context.close();
    }
  }
}
await browser.close();
await server.stop();
console.log(`pictures in ${folder}`);
