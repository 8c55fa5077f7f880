// SPDX-License-Identifier: Apache-2.0
// A partner sets a postback up, tests it and sees what was answered; then a real sale is told to a real server, signed; with
// and without script.
import { createHmac } from "node:crypto";
import http from "node:http";
import * as shared from "./browser.mjs";
import { caller, demo, expect, finish, launch, opened, press, sound, test } from "./browser.mjs";

const calls = [];
const tracker = http.createServer((request, response) => {
  calls.push({ url: request.url, headers: request.headers });
  response.writeHead(request.url.startsWith("/wrong") ? 500 : 200);
  response.end(request.url.startsWith("/wrong") ? "no such campaign" : "recorded");
});
await new Promise((resolve) => tracker.listen(0, "127.0.0.1", resolve));
const at = `http://127.0.0.1:${tracker.address().port}`;
const network = await demo({ partners: 4, days: 7, seed: 1, options: ["--postback-private"] });
const { url } = network;
const browser = await launch();
const api = caller(network);

// Waits for a state, never for a time: the page is loaded again until it says so.
async function until(page, where, words) {
  for (let i = 0; i < 300; i++) {
    await page.goto(where);
    if ((await page.locator("main").innerText()).includes(words)) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`"${words}" does not come: ${await page.locator("main").innerText()}`);
}
async function asPartner(page) {
  await shared.enter(page, url, "partner@example.com", network.password);
  await page.goto(`${url}/partner/postbacks`);
}
async function make(page, address) {
  await page.fill("[name=url]", address);
  await press(page, "#new .button[data-kind=primary]");
}

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`a postback is set up, tested and removed, ${how}`, () => opened(browser, url, { script }, async (page) => {
    await asPartner(page);
    await make(page, `${at}/{email}`);
    expect(await page.locator("#error-url").count() === 1, "an unknown macro is not refused at its field");
    expect(await page.locator("[name=url]").inputValue() === `${at}/{email}`, "what was typed is lost");
    await make(page, `${at}/wrong?o={order_id}`);
    const postback = page.url().split("?")[0];
    await press(page, "#log .button[data-kind=primary]");
    await until(page, page.url(), "Failed");
    const told = await page.locator("main").innerText();
    expect(told.includes("500") && told.includes("no such campaign") && told.includes("/wrong?o=TEST-1"), told);
    if (script) {
      await sound(page);
    }
    await page.goto(postback);
    if (script) {
      await sound(page);
    }
    await page.locator("#settings [name=url]").fill(`${at}/ok?o={order_id}&x={sub1}`);
    await press(page, "#settings .button[data-kind=primary]");
    await press(page, "#log .button[data-kind=primary]");
    await until(page, page.url(), "Delivered");
    await page.goto(`${postback}#remove`);
    await press(page, "#remove .button[data-kind=danger]");
    expect(page.url() === `${url}/partner/postbacks`, page.url());
    expect((await page.goto(postback)).status() === 404, "it is still there");
  }));
}

test("a sale is told, signed, and stands in the log", () => opened(browser, url, {}, async (page) => {
  await asPartner(page);
  await make(page, `${at}/sale?e={event}&o={order_id}&c={commission}&cur={currency}`);
  const secret = await page.locator("#copy-secret").inputValue();
  const log = page.url().split("?")[0];
  const own = (await api("GET", "/users?limit=200")).data.find((one) => one.email === "partner@example.com").partner_id;
  const program = (await api("GET", `/enrollments?partner_id=${own}`)).data[0].program_id;
  await api("POST", "/coupons", { partner_id: own, program_id: program, code: "TOLDOF" });
  await api("POST", "/conversions", { program_id: program, order_id: "T 1&2", amount: "50.00", coupon: "TOLDOF" });
  await until(page, log, "T 1&2");
  await until(page, log, "Delivered");
  const told = calls.filter((one) => one.url.startsWith("/sale?"));
  expect(told.some((one) => one.url.includes("e=sale&o=T%201%262&c=")), JSON.stringify(told));
  const { headers } = told[0];
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${at}${told[0].url}`;
  const wanted = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  expect(headers["webhook-signature"] === wanted, `${headers["webhook-signature"]}, not ${wanted}`);
  expect(new Set(told.map((one) => one.headers["webhook-id"])).size === told.length, "told twice");
  await page.goto(log);
  await sound(page);
}));

for (const script of [true, false]) {
  test(`letters are chosen, ${script ? "with" : "without"} script`, () => opened(browser, url, { script }, async (page) => {
    await asPartner(page);
    await page.goto(`${url}/partner/letters`);
    const was = await page.locator("[name=payout]").isChecked();
    await page.locator("[name=payout]").setChecked(!was);
    await press(page, "main .button[data-kind=primary]");
    expect(await page.locator("[name=payout]").isChecked() === !was, "the choice is not kept");
    expect(await page.locator("[name=terms]").isChecked(), "another choice changed");
  }));
}

await finish(async () => {
  await browser.close();
  await network.stop();
  tracker.close();
});
