// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium through playwright-core, and a server of its own with an empty network: shared by the tests and the
// pictures. TRIBUTARY_BINARY names the program, TRIBUTARY_URL a server that runs already.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
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

// {url, stop, token, data}: a new network in a folder that ends with the server; token is the operator's for the API.
export async function serve() {
  if (process.env.TRIBUTARY_URL) {
    return { url: process.env.TRIBUTARY_URL, stop: async () => {}, token: process.env.TRIBUTARY_TOKEN };
  }
  const binary = process.env.TRIBUTARY_BINARY ?? "build/debug/src/main/tributary";
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tributary-browser-"));
  const data = path.join(folder, "data");
  const password = path.join(folder, "password");
  fs.writeFileSync(password, `${OPERATOR.password}\n`, { mode: 0o600 });
  const made = spawnSync(binary, ["init", "--data", data, "--name", "Browser", "--currency", "EUR", "--email",
    OPERATOR.email, "--password-file", password], { encoding: "utf8" });
  if (made.status !== 0) {
    throw new Error(`init: ${made.error ?? made.stderr}`);
  }
  const token = spawnSync(binary, ["token", "create", "--data", data, "--name", "browser"], { encoding: "utf8" })
    .stdout.trim();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(binary, ["serve", "--quiet", "--data", data, "--listen", `127.0.0.1:${port}`],
    { stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  for (let i = 0; i < 200; i++) {
    try {
      await fetch(`${url}/healthz`);
      return {
        url,
        token,
        data,
        stop: async () => {
          server.kill("SIGTERM");
          await ended;
          fs.rmSync(folder, { recursive: true, force: true });
        },
      };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  server.kill("SIGKILL");
  throw new Error("the server does not answer");
}

// A fresh context: no cookies but language and theme, nothing kept.
export async function look(browser, url, { language = "en", theme = "light", width = 1440, height = 900,
  script = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: script, locale: "en" });
  await context.addCookies([
    { name: "language", value: language, url },
    { name: "theme", value: theme, url },
  ]);
  return context;
}
