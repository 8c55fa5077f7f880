// SPDX-License-Identifier: Apache-2.0
// The measuring half of `./dev bench web`: node web.mjs PLAN.json prints what it measured as JSON. The plan names the
// server, the people, the pages and how many requests; web.py makes it and judges the answers.
import fs from "node:fs";
import http from "node:http";
import { launch, press, signIn } from "../browser/browser.mjs";

const plan = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const PHONE = { width: 390, height: 844, slower: 4, bytesPerSecond: 1.6e6 / 8, latency: 150 };
const DESK = { width: 1440, height: 900 };
const browser = await launch();

// ---- sessions ----

async function sessionOf(who) {
  const context = await browser.newContext({ locale: "en" });
  const page = await context.newPage();
  if (who.invitation) {
    await page.goto(who.invitation);
    await page.fill("[name=name]", "Bench");
    await page.fill("[name=password]", who.password);
    await press(page, ".gate-card button");
  } else {
    await signIn(page, plan.url, who.email, who.password);
  }
  const state = await context.storageState();
  await context.close();
  return state;
}

// ---- one page, cold ----

// Sums per kind of what came over the wire; heads and compressed bodies, as Chromium counts them.
function count(client) {
  const types = new Map();
  const sums = { requests: 0, bytes: 0, Font: 0, Script: 0, Stylesheet: 0 };
  client.on("Network.responseReceived", (event) => {
    if (!event.response.url.startsWith("data:")) { // nothing that goes over the wire
      types.set(event.requestId, event.type);
    }
  });
  client.on("Network.loadingFinished", (event) => {
    const type = types.get(event.requestId);
    if (type === undefined || type === "EventSource") {
      return;
    }
    sums.requests++;
    sums.bytes += event.encodedDataLength;
    if (type in sums) {
      sums[type] += event.encodedDataLength;
    }
  });
  return sums;
}

function observe() {
  window.seen = { shift: 0, paint: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    window.seen.shift += entry.value;
  })).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    window.seen.paint = entry.startTime;
  })).observe({ type: "largest-contentful-paint", buffered: true });
}

async function cold(storageState, where, form) {
  const context = await browser.newContext({ storageState, locale: "en",
    viewport: { width: form.width, height: form.height } });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Network.enable");
  if (form.slower) {
    await client.send("Emulation.setCPUThrottlingRate", { rate: form.slower });
    await client.send("Network.emulateNetworkConditions", { offline: false, latency: form.latency,
      downloadThroughput: form.bytesPerSecond, uploadThroughput: form.bytesPerSecond });
  }
  const sums = count(client);
  await page.addInitScript(observe);
  const answer = await page.goto(plan.url + where, { waitUntil: "load" });
  await page.waitForTimeout(form.slower ? 1500 : 600); // what moves or paints late shows itself
  const seen = await page.evaluate(() => window.seen);
  await context.close();
  if (answer.status() !== 200 || answer.request().redirectedFrom() !== null) {
    throw new Error(`${where} answers ${answer.status()} at ${answer.url()}`);
  }
  return { ...sums, ...seen };
}

// ---- first bytes ----

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function firstByte(where, cookie) {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    http.get(plan.url + where, { agent, headers: { Cookie: cookie, "Accept-Encoding": "gzip, br" } }, (answer) => {
      let time = null;
      answer.on("data", () => {
        time ??= performance.now() - from;
      });
      answer.on("end", () => resolve(time ?? performance.now() - from));
      answer.on("error", reject);
    }).on("error", reject);
  });
}

function share(sorted, part) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];
}

async function firstBytes(storageState, where) {
  const cookie = storageState.cookies.map((c) => `${c.name}=${c.value}`).join("; ");
  const times = [];
  for (let i = 0; i < plan.requests + 3; i++) {
    const time = await firstByte(where, cookie);
    if (i >= 3) { // the first ones fill caches
      times.push(time);
    }
  }
  times.sort((a, b) => a - b);
  return { p50: share(times, 0.5), p95: share(times, 0.95), requests: times.length };
}

// ---- events ----

// Milliseconds from the request of a click to its being counted on the page.
async function events(storageState, where, counter) {
  const context = await browser.newContext({ storageState, locale: "en", viewport: DESK });
  const page = await context.newPage();
  await page.goto(plan.url + where);
  await page.waitForTimeout(1000); // the stream is open
  const times = [];
  for (let i = 1; i <= plan.events; i++) {
    const from = performance.now();
    await fetch(`${plan.url}${plan.click}?sub1=bench${i}`, { redirect: "manual" });
    await page.waitForFunction(([at, n]) => Number(document.querySelector(at).textContent) >= n, [counter, i],
      { timeout: 30000, polling: 20 });
    times.push(performance.now() - from);
  }
  await context.close();
  times.sort((a, b) => a - b);
  return { p50: share(times, 0.5), p95: share(times, 0.95), events: times.length };
}

async function median(rounds, measure) {
  const all = [];
  for (let i = 0; i < rounds; i++) {
    all.push(await measure());
  }
  all.sort((a, b) => a.paint - b.paint);
  return all[Math.floor((all.length - 1) / 2)];
}

const sessions = { nobody: { cookies: [], origins: [] } };
for (const who of plan.people) {
  sessions[who.role] = await sessionOf(who);
}
const results = { pages: [], events: [] };
for (const { role, where, name } of plan.pages) {
  process.stderr.write(`${name}\n`);
  results.pages.push({
    name, where,
    desk: await median(plan.rounds, () => cold(sessions[role], where, DESK)),
    phone: await median(plan.rounds, () => cold(sessions[role], where, PHONE)),
    first: await firstBytes(sessions[role], where),
  });
}
for (const { role, where, name, counter } of plan.live) {
  results.events.push({ name, where, ...await events(sessions[role], where, counter) });
}
await browser.close();
console.log(JSON.stringify(results));
