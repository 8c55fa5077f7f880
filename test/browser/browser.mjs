// SPDX-License-Identifier: Apache-2.0
// What the browser tests and the pictures share: Debian's Chromium through playwright-core, servers with networks of their
// own, signing in, axe, and telling the outcome as TAP. TRIBUTARY_BINARY names the program, TRIBUTARY_URL a server that
// runs already.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

export const LANGUAGES = ["en", "fr", "ru", "ja"];
export const THEMES = ["light", "dark"];

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

// Chromium without what draws windows, which takes a third less of the processor; or, where it is not installed, the whole.
const CHROMIUMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

// playwright-core gives each browser an empty profile of its own and removes it.
export async function launch() {
  const executablePath = process.env.TRIBUTARY_CHROMIUM ?? CHROMIUMS.find((file) => fs.existsSync(file));
  return chromium.launch({ executablePath, args: FLAGS });
}

export async function freePort() {
  return new Promise((resolve, reject) => {
    const socket = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
    socket.on("error", reject);
  });
}

export const OPERATOR = { email: "operator@example.org", password: "a password for the browser tests" };

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// What axe looks for: everything; what a theme decides.
export const RULES = {
  all: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  colours: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};
const BINARY = process.env.TRIBUTARY_BINARY ?? "build/debug/src/main/tributary";

// ---- networks ----

// What the program prints; its words, then the data folder.
export function command(data, ...words) {
  const done = spawnSync(BINARY, [...words, "--data", data], { encoding: "utf8" });
  if (done.status !== 0) {
    throw new Error(`${words.join(" ")}: ${done.error ?? done.stderr}`);
  }
  return done.stdout;
}

// Serves what make(data) made in a new folder, which goes with the server; what it returned is kept.
async function start(make, options = []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tributary-browser-"));
  const data = path.join(folder, "data");
  const made = make(data);
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = spawn(BINARY, ["serve", "--quiet", "--data", data, "--listen", url.slice(7), ...options],
    { stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  for (let i = 0; i < 200; i++) {
    if (await fetch(`${url}/healthz`).then(() => true, () => false)) {
      return {
        ...made,
        url,
        data,
        stop: async () => {
          server.kill("SIGTERM");
          await ended;
          fs.rmSync(folder, { recursive: true, force: true });
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  server.kill("SIGKILL");
  throw new Error("the server does not answer");
}

// {url, stop, token, data}: an empty network; token is the operator's for the API.
export async function serve(options) {
  if (process.env.TRIBUTARY_URL) {
    return { url: process.env.TRIBUTARY_URL, stop: async () => {}, token: process.env.TRIBUTARY_TOKEN };
  }
  return start((data) => ({
    token: copied("browser", data, (made, folder) => {
      const password = path.join(folder, "password");
      fs.writeFileSync(password, `${OPERATOR.password}\n`, { mode: 0o600 });
      command(made, "init", "--name", "Browser", "--currency", "EUR", "--email", OPERATOR.email, "--password-file",
        password);
      return command(made, "token", "create", "--name", "browser").trim();
    }),
  }), options);
}

// Makes a network at data by make(data, folder), and gives what that told. TRIBUTARY_DEMOS is a folder of a run of several
// suites: what one of them has made under a name the others copy.
function copied(name, data, make) {
  const demos = process.env.TRIBUTARY_DEMOS;
  if (!demos) {
    return make(data, path.dirname(data));
  }
  const kept = path.join(demos, name);
  if (!fs.existsSync(kept)) {
    const made = fs.mkdtempSync(`${kept}.`);
    fs.writeFileSync(path.join(made, "told"), make(path.join(made, "data"), made));
    try {
      fs.renameSync(made, kept);
    } catch (error) { // another suite was first
      expect(fs.existsSync(kept), error);
      fs.rmSync(made, { recursive: true });
    }
  }
  fs.cpSync(path.join(kept, "data"), data, { recursive: true });
  return fs.readFileSync(path.join(kept, "told"), "utf8");
}

// The demo network: also the password of demo@example.com and partner@example.com, and a link's path.
export async function demo({ partners, days, seed, options }) {
  return start((data) => {
    const words = ["--partners", `${partners}`, "--days", `${days}`, "--seed", `${seed}`];
    const told = copied(`demo${words.join("")}`, data, (made) => command(made, "demo", ...words));
    return {
      password: told.match(/sign in: \S+ (\S+)/)[1],
      token: told.match(/API token: (\S+)/)[1],
      link: told.match(/link: (\S+)/)[1],
    };
  }, options);
}

// Calls the API as the network's operator: api("POST", "/partners", {…}). Anything but success is an error.
export function caller(network) {
  return async (method, where, body) => {
    const answer = await fetch(`${network.url}/api/v1${where}`, {
      method,
      headers: { Authorization: `Bearer ${network.token}`, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const found = await answer.json();
    expect(answer.ok, `${method} ${where}: ${answer.status} ${JSON.stringify(found)}`);
    return found;
  };
}

// ---- pages ----

// A fresh context: no cookies but language and theme, nothing kept. Reduced motion: while one page gives way to the next
// by a transition, which on a slow machine without script takes long, Chromium keeps the mouse off both.
export async function look(browser, url, { language = "en", theme = "light", width = 1440, height = 900,
  script = true, cookies = [] } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: script, locale: "en",
    reducedMotion: "reduce" });
  context.setDefaultTimeout(120000); // what does not come at all; a slow machine is no failure
  await context.addCookies(cookies);
  await context.addCookies([
    { name: "language", value: language, url },
    { name: "theme", value: theme, url },
  ]);
  return context;
}

// use(page, context) in a fresh context.
export async function opened(browser, url, options, use) {
  const context = await look(browser, url, options);
  try {
    await use(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

// Presses a button or follows a link by its key, and waits for the page that comes; gives its answer.
export async function press(page, target) {
  const at = typeof target === "string" ? page.locator(target).first() : target;
  const [answer] = await Promise.all([page.waitForNavigation(), at.press("Enter")]);
  return answer;
}

export async function signIn(page, url, email, password) {
  await page.goto(url.includes("/", 8) ? url : `${url}/sign-in`);
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", password);
  await press(page, ".gate-card button");
}

// The same once for each person of a network: afterwards the page begins with the session that was begun then, at /home.
// Not for tests that end sessions.
const sessions = new Map();

export async function enter(page, url, email, password) {
  const key = `${url} ${email}`;
  if (!sessions.has(key)) {
    await signIn(page, url, email, password);
    sessions.set(key, (await page.context().cookies()).filter((cookie) => cookie.name === "session"));
    return;
  }
  await page.context().addCookies(sessions.get(key));
  await page.goto(`${url}/home`);
}

// axe finds nothing on the page by these rules, everything that is used has a name, and nothing is wider than the window.
// Without rules axe, which takes a second or more, is left out: what it found nothing in in one language differs in another
// by its words only.
export async function sound(page, where = page.url(), rules = RULES.all) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width <= page.viewportSize().width, `${where} is ${width} pixels wide`);
  const unnamed = await nameless(page);
  expect(unnamed.length === 0, `${where}: without a name: ${unnamed.join(", ")}`);
  if (rules === null) {
    return;
  }
  const found = await axe(page, rules);
  expect(found.violations.length === 0, `${where}: ${JSON.stringify(
    found.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 200)]))}`);
}

// For the i-th look at a page, in another language each: all rules, then those of colours in the other theme, then none.
export function rulesOf(i) {
  return [RULES.all, RULES.colours, null][Math.min(i, 2)];
}

// What it finds against the rules. Of what is right it would name every element, which takes most of its time.
export async function axe(page, rules = RULES.all) {
  if (!await page.evaluate(() => "axe" in window)) {
    await page.evaluate(AXE);
  }
  return page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { runOnly, preload: false, resultTypes: ["violations"] });
    return { violations };
  }, rules);
}

// Links, buttons and fields that nothing names, and a page without a title: what words can take away.
function nameless(page) {
  return page.evaluate(() => {
    const used = "a[href], button, summary, select, textarea, input:not([type=hidden])";
    const said = (e) => e?.textContent.trim() || e?.querySelector("img[alt], [aria-label]");
    const found = [...document.querySelectorAll(used)].filter((e) => !said(e) && !e.getAttribute("aria-label") &&
      !(e.getAttribute("aria-labelledby") ?? "").split(" ").some((id) => said(document.getElementById(id))) &&
      ![...(e.labels ?? [])].some(said));
    return [...(document.title.trim() && document.documentElement.lang ? [] : ["the page"]),
      ...found.slice(0, 5).map((e) => e.outerHTML.slice(0, 160))];
  });
}

// What of the page's text cannot be read: cut off by its box (an ellipsis is meant, and so is a box that scrolls), running
// out of its box or out of the window; and a page wider than the window. Sentences, the first few.
export function unreadable(page) {
  return page.evaluate(() => {
    const found = [];
    const tell = (what, e) => found.push(`${what}: ${e.outerHTML.replace(/\s+/g, " ").slice(0, 140)}`);
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) {
      found.push(`the page is ${root.scrollWidth} pixels wide`);
    }
    const hides = (overflow) => overflow === "hidden" || overflow === "clip";
    const isFree = ".visually-hidden, .wide, .skip, svg, progress, input, textarea, select, option, .frame-menu";
    for (const e of document.body.querySelectorAll("*")) {
      const box = e.getBoundingClientRect();
      // Most elements hold what they show: no more is asked of those.
      const isWhole = e.scrollWidth <= e.clientWidth + 1 && e.scrollHeight <= e.clientHeight + 2 &&
        box.right <= innerWidth + 1 && box.left >= -1;
      if (isWhole || e.childNodes.length === 0 || box.width === 0 || e.closest(isFree) || !e.checkVisibility()) {
        continue;
      }
      const style = getComputedStyle(e);
      const isScrolled = e.parentElement.closest(".table-scroll, .segments, [data-scroll], pre, [tabindex='0']");
      const isTold = style.textOverflow === "ellipsis";
      if (hides(style.overflowX) && !isTold && e.scrollWidth > e.clientWidth + 1) {
        tell(`cut at ${e.clientWidth} of ${e.scrollWidth}`, e);
      } else if (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 2) {
        tell(`cut at ${e.clientHeight} of ${e.scrollHeight} down`, e);
      } else if (style.overflowX === "visible" && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 &&
        (e.matches(".button, .chip, .kpi, .card, .filter, .notice, .menu > summary") ||
          [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""))) {
        tell(`${e.scrollWidth} wide in a box of ${e.clientWidth}`, e);
      } else if (!isScrolled && (box.right > innerWidth + 1 || box.left < -1) && style.position !== "fixed") {
        tell(`from ${Math.round(box.left)} to ${Math.round(box.right)} of ${innerWidth}`, e);
      }
    }
    return found.slice(0, 6);
  });
}

// Amounts that no link leads on from, but in sentences, charts, receipts' heads and form controls.
export function deadAmounts(page) {
  return page.evaluate(() => {
    const amount = /(€|US\$|JP¥|¥|RUB|₽)\s?[\d−-]|[\d]\s?(€|₽)/;
    const walker = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.parentElement;
      const isDead = amount.test(node.textContent) && at.closest("td, .kpi-value, .row-between, .receipt-hero") &&
        !at.closest("a, .chart, button, option, #ledger");
      if (isDead) {
        found.push(node.textContent.trim());
      }
    }
    for (const way of document.querySelectorAll(".date-bar + .kpis .kpi a")) { // a sum of days: to the same days
      if (amount.test(way.textContent) && !/[?&](period|from)=/.test(way.search)) {
        found.push(`${way.textContent.trim()} to the same days`);
      }
    }
    return found;
  });
}

// ---- cases ----

const cases = [];

export function test(name, run) {
  cases.push({ name, run });
}

export function expect(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

// Runs all cases in their order, tells each as TAP, calls what ends, and leaves with 1 when one failed.
export async function finish(...ends) {
  console.log(`1..${cases.length}`);
  let failed = 0;
  for (const [i, { name, run }] of cases.entries()) {
    try {
      await run();
      console.log(`ok ${i + 1} - ${name}`);
    } catch (error) {
      failed++;
      console.log(String(error.stack ?? error).split("\n").map((line) => `# ${line}`).join("\n"));
      console.log(`not ok ${i + 1} - ${name}`);
    }
  }
  for (const end of ends) {
    await end();
  }
  process.exit(failed > 0 ? 1 : 0);
}
