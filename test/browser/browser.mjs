// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium through playwright-core, and the pages of a running server: shared by the tests and the pictures.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

export const LANGUAGES = ["en", "fr", "ru", "ja"];
export const THEMES = ["light", "dark"];
export const WIDTHS = [390, 768, 1440];

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

// A browser with an empty profile, which ends with it. The profile is the caller's: a context of its own for each look.
export async function launch() {
  const executablePath = process.env.TRIBUTARY_CHROMIUM ?? "/usr/bin/chromium";
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "tributary-browser-"));
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, `--disk-cache-dir=${profile}`] });
  browser.on("disconnected", () => fs.rmSync(profile, { recursive: true, force: true }));
  return browser;
}

export const BASE = process.env.TRIBUTARY_URL ?? "http://127.0.0.1:8080";

// A fresh context: no cookies but language and theme, nothing kept.
export async function look(browser, { language = "en", theme = "light", width = 1440, height = 900, script = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: script, locale: language });
  await context.addCookies([
    { name: "language", value: language, url: BASE },
    { name: "theme", value: theme, url: BASE },
  ]);
  return context;
}
