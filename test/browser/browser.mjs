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

// playwright-core gives each browser an empty profile of its own and removes it.
export async function launch() {
  const executablePath = process.env.TRIBUTARY_CHROMIUM ?? "/usr/bin/chromium";
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
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
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

// Serves what make(data, folder) made in a new folder, which goes with the server; what it returned is kept.
async function start(make, options = []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tributary-browser-"));
  const data = path.join(folder, "data");
  const made = make(data, folder);
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
  return start((data, folder) => {
    const password = path.join(folder, "password");
    fs.writeFileSync(password, `${OPERATOR.password}\n`, { mode: 0o600 });
    command(data, "init", "--name", "Browser", "--currency", "EUR", "--email", OPERATOR.email, "--password-file",
      password);
    return { token: command(data, "token", "create", "--name", "browser").trim() };
  }, options);
}

// The demo network: also the password of demo@example.com and partner@example.com, and a link's path.
export async function demo({ partners, days, seed, options }) {
  return start((data) => {
    const told = command(data, "demo", "--partners", `${partners}`, "--days", `${days}`, "--seed", `${seed}`);
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
  script = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: script, locale: "en",
    reducedMotion: "reduce" });
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

// axe finds nothing on the page, and nothing is wider than the window.
export async function sound(page, where = page.url()) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width <= page.viewportSize().width, `${where} is ${width} pixels wide`);
  const found = await axe(page);
  expect(found.violations.length === 0, `${where}: ${JSON.stringify(
    found.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 200)]))}`);
}

export async function axe(page) {
  await page.evaluate(AXE);
  return page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), TAGS);
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
