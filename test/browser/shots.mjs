// SPDX-License-Identifier: Apache-2.0
// Pictures of pages, for people to look at: shots.mjs FOLDER [PATH…]; every language, both themes, narrow and wide, from
// the demo network. A star in a path stands for the first thing that the list before it links to. PATHs are the operator's,
// unless they begin with partner, advertiser or nobody and a colon. SHOT_LANGUAGES=en,ja, SHOT_THEMES=light and
// SHOT_WIDTHS=390 narrow it down.
import fs from "node:fs";
import path from "node:path";
import { LANGUAGES, THEMES, caller, demo, expect, launch, look, signIn } from "./browser.mjs";

const SCREENS = [
  "nobody:/programs", "nobody:/programs/*", "nobody:/programs/*/apply", "nobody:/sign-in", "nobody:/status",
  "operator:/operator", "operator:/operator/live", "operator:/operator/explore", "operator:/operator/conversions",
  "operator:/conversions/*?from=/operator/conversions", "operator:/operator/commissions",
  "operator:/commissions/*?from=/operator/commissions", "operator:/operator/partners", "operator:/operator/partners/*",
  "operator:/operator/contracts",
  "operator:/operator/applications", "operator:/operator/programs", "operator:/operator/programs/*",
  "operator:/operator/programs/*/offers", "operator:/operator/programs/*/plan", "operator:/operator/payouts",
  "operator:/operator/ledger", "operator:/operator/disputes", "operator:/operator/links", "operator:/operator/users",
  "operator:/operator/settings", "operator:/operator/audit", "operator:/account/security", "operator:/gallery",
  "partner:/partner", "partner:/partner/links", "partner:/partner/performance", "partner:/partner/conversions",
  "partner:/partner/earnings", "partner:/partner/programs", "partner:/partner/programs/*", "partner:/partner/withdraw",
  "partner:/partner/payout-account", "partner:/team",
  "advertiser:/advertiser", "advertiser:/advertiser/orders", "advertiser:/advertiser/partners",
  "advertiser:/advertiser/balance",
];
const SHOP = { email: "shop@example.com", password: "a password of the shop" };

const folder = process.argv[2] ?? "build/shots";
const asked = process.argv.slice(3).map((where) => (where.startsWith("/") ? `operator:${where}` : where));
const chosen = (name, all) => (process.env[name] ? process.env[name].split(",") : all);
fs.mkdirSync(folder, { recursive: true });
const network = await demo({ partners: 40, days: 90, seed: 1 });
const advertisers = await caller(network)("GET", "/advertisers");
await caller(network)("POST", "/users", { ...SHOP, role: "advertiser", advertiser_id: advertisers.data[0].id });
const PEOPLE = {
  operator: ["demo@example.com", network.password],
  partner: ["partner@example.com", network.password],
  advertiser: [SHOP.email, SHOP.password],
};

// The path with its star replaced by what the list before it, or the one named by from, links to first.
const found = new Map();
async function place(page, where) {
  const [pattern, from] = where.split("?from=");
  const before = pattern.split("*")[0];
  if (before === pattern) {
    return pattern;
  }
  if (!found.has(before)) {
    await page.goto(network.url + (from ?? before.slice(0, -1)));
    const links = await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    const first = links.find((href) => href?.startsWith(before) && /^[\w-]+$/.test(href.slice(before.length)) &&
      !href.endsWith("/new"));
    expect(first, `${from ?? before} links to nothing`);
    found.set(before, first.slice(before.length));
  }
  return pattern.replace("*", found.get(before));
}

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
