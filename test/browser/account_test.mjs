// SPDX-License-Identifier: Apache-2.0
// People in a real browser, as TAP: an invitation accepted, two-step sign-in with an app's code and with a recovery code, a
// password forgotten and set by a letter that went through a real SMTP server, roles, settings, the outbox, the audit log,
// and reading as a partner; without script too.
import { createHmac } from "node:crypto";
import * as shared from "./browser.mjs";
import { command, demo, expect, finish, launch, opened, press as send, test } from "./browser.mjs";
import { mailbox } from "./mailbox.mjs";

const mail = await mailbox();
const { letter } = mail;
const network = await demo({ partners: 4, days: 7, seed: 1, options: mail.options });
const { url } = network;
const browser = await launch();
const run = (...words) => command(network.data, ...words);
const inContext = (options, use) => opened(browser, url, options, use);
const signIn = (page, email, secret = network.password) => shared.signIn(page, url, email, secret);

// RFC 6238 by Node's own means.
function code(secret, step) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}
const stepNow = () => Math.floor(Date.now() / 30000);

const h1 = (page) => page.locator("h1").innerText();

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  const email = `rita-${script}@example.org`;
  test(`an invitation is accepted, once, ${how}`, () => inContext({ script }, async (page) => {
    const link = run("user", "invite", "--email", email, "--public-url", url).trim();
    await page.goto(link);
    await page.fill("[name=password]", "short");
    await send(page, ".gate-card button");
    expect(await page.locator("#error-password").count() === 1, "a short password is not refused at its field");
    await page.fill("[name=name]", "Rita");
    await page.fill("[name=password]", "a long enough one");
    await send(page, ".gate-card button");
    expect(await h1(page) === "Today", `it is ${await h1(page)}`);
    const again = await page.goto(link);
    expect(again.status() === 404, "the link opens twice");
  }));
  test(`two steps: app, recovery code, ${how}`, () => inContext({ script }, async (page, context) => {
    await signIn(page, email, "a long enough one");
    await page.goto(`${url}/account/second-factor`);
    const secret = await page.locator("#copy-secret").inputValue();
    await page.fill("[name=code]", "12");
    await send(page, "main form .button[data-kind=primary]");
    expect(await page.locator("#error-code").count() === 1, "a wrong code is not marked");
    expect(await page.locator("#copy-secret").inputValue() === secret, "the key is another one after a wrong code");
    const first = stepNow();
    await page.fill("[name=code]", code(secret, first));
    await send(page, "main form .button[data-kind=primary]");
    const codes = await page.locator(".codes code").allInnerTexts();
    expect(codes.length === 10, `${codes.length} recovery codes`);
    await context.clearCookies({ name: "session" });
    await signIn(page, email, "a long enough one");
    expect(new URL(page.url()).pathname === "/sign-in/code", `it is ${page.url()}`);
    await page.goto(`${url}/operator`);
    expect(new URL(page.url()).pathname === "/sign-in", "the password alone is enough");
    await signIn(page, email, "a long enough one");
    await page.fill("[name=code]", code(secret, first + 1)); // the next one: the first was used
    await send(page, ".gate-card button");
    expect(await h1(page) === "Today", `the app's code leads to ${await h1(page)}`);
    await context.clearCookies({ name: "session" });
    for (const wanted of ["Today", "Second step"]) { // the same recovery code twice
      await signIn(page, email, "a long enough one");
      await page.fill("[name=code]", codes[0]);
      await send(page, ".gate-card button");
      expect(await h1(page) === wanted, `a recovery code leads to ${await h1(page)}, not ${wanted}`);
      await context.clearCookies({ name: "session" });
    }
  }));
}

test("a forgotten password is set by a letter", () => inContext({}, async (page) => {
  const link = run("user", "invite", "--email", "paul@example.org", "--duty", "support", "--public-url", url).trim();
  await page.goto(link);
  await page.fill("[name=password]", "the first password");
  await send(page, ".gate-card button");
  await page.context().clearCookies({ name: "session" });
  await page.goto(`${url}/sign-in`);
  await page.click("a[href='/password']");
  await page.fill("[name=email]", "paul@example.org");
  await send(page, ".gate-card button");
  expect((await page.locator(".notice").innerText()).includes("on its way"), "the page does not say what happens");
  const text = await letter("paul@example.org", "A new password");
  await page.goto(text.match(/http:\S+\/password\/\S+/)[0]);
  await page.fill("[name=password]", "the second password");
  await send(page, ".gate-card button");
  await signIn(page, "paul@example.org", "the second password");
  expect(await h1(page) === "Today", `it is ${await h1(page)}`);
  await letter("paul@example.org", "Your password was changed");
  // Support sees no users, and what it may not change says so.
  await page.goto(`${url}/operator/settings`);
  expect(await page.locator("nav.tabs a[href='/operator/users'], a[href='/operator/users']").count() === 0, "users");
  expect((await page.goto(`${url}/operator/users`)).status() === 403, "users are open to support");
}));

test("an owner invites, and the letter leads to the partner's pages", () => inContext({}, async (page, context) => {
  await signIn(page, "demo@example.com");
  await page.goto(`${url}/operator/partners`);
  const partner = (await page.locator("tbody th a").first().getAttribute("href")).split("/").pop();
  await page.goto(`${url}/operator/users/invite`);
  await page.fill("[name=email]", "anna@example.org");
  await page.selectOption("[name=as]", "partner:owner");
  await page.fill("[name=owner]", "nonsense");
  await send(page, "main form button");
  expect(await page.locator("#error-owner").count() === 1, "the field is not marked");
  expect(await page.inputValue("[name=email]") === "anna@example.org", "what was typed is lost");
  await page.fill("[name=owner]", partner);
  await send(page, "main form button");
  expect((await page.locator("tbody").innerText()).includes("anna@example.org"), "not in the list");
  const text = await letter("anna@example.org", "Your invitation to");
  await context.clearCookies({ name: "session" });
  await page.goto(text.match(/http:\S+\/invitation\/\S+/)[0]);
  await page.fill("[name=password]", "a long enough one");
  await send(page, ".gate-card button");
  expect(new URL(page.url()).pathname === "/partner", `it is ${page.url()}`);
  await page.goto(`${url}/team`);
  await page.fill("#invite [name=email]", "ben@example.org");
  await send(page, "#invite button");
  expect((await page.locator("tbody").innerText()).includes("ben@example.org"), "not in the team");
  await letter("ben@example.org", "Your invitation to");
}));

for (const script of [true, false]) {
  test(`reading as a partner changes nothing and ends, ${script ? "with" : "without"} script`,
    () => inContext({ script }, async (page) => {
      await signIn(page, "demo@example.com");
      await page.goto(`${url}/operator/partners`);
      await send(page, "tbody th a >> nth=0");
      const name = await h1(page);
      await send(page, "form[action$='/view'] button");
      expect((await page.locator(".viewing").innerText()).includes(name), "no banner");
      await page.goto(`${url}/partner/links`);
      expect(await page.locator(".viewing").count() === 1, "no banner on the next page");
      await page.fill("[name=code]", "not-mine");
      const answer = await send(page, "#new button");
      expect(answer.status() === 403, `a link was made: ${answer.status()}`);
      expect((await page.goto(`${url}/operator`)).status() === 403, "the operator's pages are open meanwhile");
      await page.goto(`${url}/partner`);
      await send(page, ".viewing button");
      expect(await h1(page) === name, "it does not lead back");
      await page.goto(`${url}/operator/audit?action=partner.`);
      const log = await page.locator("tbody").innerText();
      expect(log.includes("partner.view_end") && log.includes("demo@example.com"), "the audit log does not tell");
    }));
}

test("settings are checked, kept and seen", () => inContext({}, async (page) => {
  await signIn(page, "demo@example.com");
  await page.goto(`${url}/operator/settings`);
  await page.fill("[name=hue]", "150");
  await page.fill("[name=time_zone]", "Mars/Base");
  await send(page, "main form button.button[data-kind=primary]");
  expect(await page.locator("#error-time_zone").count() === 1, "the zone is not marked");
  expect(await page.inputValue("[name=hue]") === "150", "what was typed is lost");
  await page.fill("[name=time_zone]", "Europe/Paris");
  await send(page, "main form button.button[data-kind=primary]");
  expect(await page.locator(".notice[data-tone=success]").count() === 1, "not saved");
  const hue = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--hue").trim());
  expect(hue === "150", `the hue is ${hue}`);
}));

for (const script of [true, false]) {
  test(`a logo is refused, kept, shown and taken away, ${script ? "with" : "without"} script`, () => inContext({ script },
    async (page) => {
      const file = (name, mimeType, text) => ({ name, mimeType, buffer: Buffer.from(text) });
      const upload = async (given) => {
        await page.setInputFiles("[name=logo]", given);
        await send(page, "form[enctype] button:not([name])");
      };
      const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>';
      await signIn(page, "demo@example.com");
      await page.goto(`${url}/operator/settings`);
      await upload(file("logo.svg", "image/svg+xml", svg.replace("<path", "<script>alert(1)</script><path")));
      expect(await page.locator("#error-logo").count() === 1, "a script is taken");
      await upload(file("logo.png", "image/png", "no picture"));
      expect(await page.locator("#error-logo").count() === 1, "what is no picture is taken");
      await upload(file("logo.svg", "image/svg+xml", svg));
      const at = await page.getAttribute(".frame .brand img", "src");
      const answer = await fetch(url + at);
      expect(await answer.text() === svg, "another picture is served");
      expect(answer.headers.get("content-type") === "image/svg+xml", answer.headers.get("content-type"));
      expect(/default-src 'none'.*sandbox/.test(answer.headers.get("content-security-policy")), "it may run");
      expect(answer.headers.get("cache-control").includes("immutable"), answer.headers.get("cache-control"));
      const sign = await (await fetch(`${url}/sign-in`)).text();
      expect(sign.includes(`src="${at}"`), "the public pages do not show it");
      await send(page, "form[enctype] button[name=remove]");
      expect(await page.locator(".frame .brand img").count() === 0, "it is still there");
      expect((await fetch(url + at)).status === 404, "it is still served");
    }));
}

await finish(() => browser.close(), network.stop, mail.stop);
