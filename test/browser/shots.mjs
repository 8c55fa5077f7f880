// SPDX-License-Identifier: Apache-2.0
// Pictures of pages: shots.mjs FOLDER [PATH…]; every language, both themes, narrow and wide.
import fs from "node:fs";
import path from "node:path";
import { BASE, LANGUAGES, THEMES, launch, look } from "./browser.mjs";

const folder = process.argv[2] ?? "build/shots";
const paths = process.argv.length > 3 ? process.argv.slice(3) : ["/gallery"];
fs.mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const language of (process.env.SHOT_LANGUAGES ?? LANGUAGES.join()).split(",")) {
  for (const theme of THEMES) {
    for (const width of [390, 1440]) {
      const context = await look(browser, { language, theme, width });
      const page = await context.newPage();
      for (const where of paths) {
        await page.goto(BASE + where, { waitUntil: "networkidle" });
        const name = where.replace(/\W+/g, "-").replace(/^-|-$/g, "") || "home";
        await page.screenshot({ path: path.join(folder, `${name}-${language}-${theme}-${width}.png`), fullPage: true });
      }
      await context.close();
    }
  }
}
await browser.close();
console.log(`pictures in ${folder}`);
