// SPDX-License-Identifier: Apache-2.0
// Public pages, applications and a partner's first minutes in a real browser, as TAP: the calculator, the form with its
// questions and with hostile text in every field, the queue by keys, taking back, terms, links; without script too.
import { caller, demo, enter, expect, finish, launch, press, sound, test, opened as openedIn } from "./browser.mjs";

const network = await demo({ partners: 8, days: 40, seed: 5 });
const { url } = network;
const browser = await launch();

const api = caller(network);

// One program that everybody may join, one where a person decides; both public.
const programs = (await api("GET", "/programs")).data;
const open = programs.find((one) => one.currency === "EUR");
const closed = programs.find((one) => one.currency === "USD");
for (const [program, slug, enrollment] of [[open, "walkers", "open"], [closed, "desks", "approval"]]) {
  await api("PATCH", `/programs/${program.id}`, { is_public: true, enrollment, summary: "For people who walk far" });
  await api("PATCH", `/programs/${program.id}/page`, { slug, partners_min: 2, about: "Boots and tents.\n\nMade well.",
    requirements: "No coupon sites." });
}
const number = await api("POST", `/programs/${closed.id}/questions`, { kind: "number", is_required: true,
  label_en: "How many readers a month?", label_ru: "Сколько читателей в месяц?" });
await api("POST", `/programs/${closed.id}/questions`, { kind: "choice", label_en: "Where?", choices: "Blog\nShop" });
await api("POST", `/programs/${closed.id}/questions`, { kind: "text", label_en: "Why?" });

const opened = (options, use) => openedIn(browser, url, options, use);

function signedIn(who, options, use) {
  return opened(options, async (page) => {
    await enter(page, url, `${who}@example.com`, network.password);
    await use(page);
  });
}

test("addresses for machines and previews", async () => {
  const ask = async (where, headers = {}) => fetch(url + where, { headers, redirect: "manual" });
  expect((await ask("/")).headers.get("location") === "/programs", "the root does not lead to the directory");
  const robots = await (await ask("/robots.txt")).text();
  expect(robots.includes("Disallow: /\n") && robots.includes("Sitemap: "), robots);
  expect((await (await ask("/sitemap.xml")).text()).includes("/programs/walkers</loc>"), "not in the sitemap");
  const manifest = await (await ask("/manifest.webmanifest")).json();
  expect(manifest.start_url === "/home" && manifest.icons.length > 0, "the manifest");
  const picture = Buffer.from(await (await ask("/programs/walkers/preview.png")).arrayBuffer());
  expect(picture.readUInt32BE(16) === 1200 && picture.readUInt32BE(20) === 630, "the picture's size");
  const page = await (await ask("/programs/walkers")).text();
  const block = page.match(/<script type="application\/ld\+json">(.*?)<\/script>/s)[1];
  const linked = JSON.parse(block);
  expect(linked[0]["@type"] === "Offer" && linked[1].mainEntity.length >= 6, "the structured data");
  expect((await ask("/programs/walkers")).headers.get("cache-control").startsWith("public"), "not cacheable");
  const missing = await ask("/nothing-here", { Accept: "text/html" });
  expect(missing.status === 404 && missing.headers.get("content-type").startsWith("text/html"), "no page for 404");
  expect((await ask("/nothing-here")).headers.get("content-type").startsWith("application/json"), "404 for programs");
  expect((await ask(`/programs/${programs.find((one) => one !== open && one !== closed).id}`)).status === 404,
    "a program that is not public is shown");
});

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  test(`the calculator answers, and says what is wrong, ${how}`, () => opened({ script }, async (page) => {
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(`${url}/programs/walkers`);
    await page.fill("[name=orders]", "10");
    await page.fill("[name=amount]", "100.00");
    if (script) {
      await page.waitForFunction(() => document.querySelector("[data-total]").textContent.includes("80"));
    } else {
      await press(page, "#calculator button");
    }
    const total = await page.locator("[data-total]").innerText();
    expect(total === "€80.00", `ten orders of 100 at 8 % are ${total}`);
    await page.goto(`${url}/programs/walkers?orders=many&amount=1`);
    expect(await page.locator("#error-orders").count() === 1, "the field is not marked");
    expect(await page.inputValue("[name=orders]") === "many", "what was typed is lost");
    expect(errors.length === 0, errors.join("; "));
  }));

  test(`the calculator takes a decimal comma in French, ${how}`, () => opened({ script, language: "fr" },
    async (page) => {
      await page.goto(`${url}/programs/walkers`);
      await page.fill("[name=orders]", "1");
      await page.fill("[name=amount]", "100,50");
      if (script) {
        await page.waitForFunction(() => document.querySelector("[data-total]").textContent.includes("8,04"));
      } else {
        await press(page, "#calculator button");
      }
      const total = await page.locator("[data-total]").innerText();
      expect(total === "8,04\u00a0€", `8 % of 100.50 are ${total}`);
      expect(await page.inputValue("[name=amount]") === "100,50", "what was typed is another text now");
    }));

  test(`a form that lacks something comes back with all that was typed, ${how}`, () => opened({ script },
    async (page) => {
      await page.goto(`${url}/programs/desks/apply`);
      await page.evaluate(() => document.querySelector("form[action$=apply]").setAttribute("novalidate", ""))
        .catch(() => {});
      await page.fill("[name=name]", "Anna Berg");
      await page.fill("[name=email]", `half-${script}@example.org`);
      await page.fill(`[name=answer_${number.id}]`, "lots");
      await page.fill("[name=promotion]", "In my letters");
      await press(page, "form[action$=apply] button");
      expect(await page.locator(`#error-answer_${number.id}`).count() === 1, "the question is not marked");
      expect(await page.inputValue("[name=name]") === "Anna Berg", "the name is lost");
      expect(await page.inputValue("[name=promotion]") === "In my letters", "the words are lost");
      await page.fill(`[name=answer_${number.id}]`, "1200");
      await press(page, "form[action$=apply] button");
      expect((await page.locator("[role=status]").innerText()).includes(`half-${script}@example.org`), "not sent");
    }));
}

const HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE application; --",
  "javascript:alert(1)", "{{csrf}}", "%00%0a%0d", "\u202Egnp.exe", "=cmd|' /C calc'!A0", "../../etc/passwd",
  "\uFFFD\u0301\u200B", "a".repeat(5000)];
test("hostile text in every field is refused or shown as text", () => opened({}, async (page) => {
  let dialogs = 0;
  page.on("dialog", (dialog) => { dialogs++; return dialog.dismiss(); });
  for (const text of HOSTILE) {
    await page.goto(`${url}/programs/desks/apply`);
    await page.evaluate(() => document.querySelector("form[action$=apply]").setAttribute("novalidate", ""));
    for (const field of await page.locator("form[action$=apply] :is(input:not([type=hidden]), textarea)").all()) {
      await field.fill(text);
    }
    await page.fill("[name=email]", `hostile${HOSTILE.indexOf(text)}@example.org`);
    await page.fill("[name=website]", "");
    await page.fill(`[name=answer_${number.id}]`, "1");
    const answer = await press(page, "form[action$=apply] button");
    expect([200, 422].includes(answer.status()), `${answer.status()} for ${text.slice(0, 30)}`);
  }
  expect(dialogs === 0, "something ran");
}));

// ---- the queue: what is not confirmed does not wait, so these come by the API, and the letter's address from there ----

async function applied(email, program = closed) {
  const answers = program === closed ? [{ question_id: number.id, answer: "900" }] : [];
  return api("POST", "/applications", { program_id: program.id, name: `Applicant ${email}`,
    email: `${email}@example.org`, website: `https://${email}.example/`, niche: "tents", country: "DE", answers });
}

test("an unconfirmed application waits for nobody's decision", async () => {
  const one = await applied("unconfirmed");
  expect(one.status === "unconfirmed", one.status);
  await signedIn("demo", {}, async (page) => {
    await page.goto(`${url}/operator/applications`);
    expect(!(await page.content()).includes("unconfirmed@example.org"), "it stands in the queue");
    await page.goto(`${url}/operator/applications/${one.id}`);
    expect(await page.locator("[data-key=a]").count() === 0, "it can be approved");
    await sound(page, "an application");
  });
});

test("the operator says what a page says and asks", () => signedIn("demo", { script: false }, async (page) => {
  await page.goto(`${url}/operator/programs/${open.id}/public?language=fr`);
  await page.fill("[name=headline]", "Pour marcheurs <b>hardis</b>");
  await page.fill("[name=slug]", "desks");
  await press(page, `form[action$="/public"] button`);
  expect(await page.locator("#error-slug").count() === 1, "a taken address is not marked");
  await page.fill("[name=slug]", "walkers");
  await press(page, `form[action$="/public"] button`);
  await page.goto(`${url}/operator/programs/${open.id}/public`);
  await page.fill("[name=label_en]", "Which channel?");
  await page.selectOption("[name=kind]", "choice");
  await page.fill("[name=choices]", "Only one");
  await press(page, `form[action$="/public/questions"] button`);
  expect(await page.locator("#error-choices").count() === 1, "one choice is enough");
  expect(await page.inputValue("[name=label_en]") === "Which channel?", "the question is lost");
  await page.fill("[name=choices]", "Blog\nVideo");
  await press(page, `form[action$="/public/questions"] button`);
  expect((await page.locator("#questions").innerText()).includes("Which channel?"), "not asked");
  await press(page, `form[action$="/archive"] button`);
  expect(!(await page.locator("#questions").innerText()).includes("Which channel?"), "still asked");
  await opened({ language: "fr" }, async (other) => {
    await other.goto(`${url}/programs/walkers`);
    expect((await other.locator(".lead").innerText()) === "Pour marcheurs <b>hardis</b>", "not in French");
  });
}));

test("a partner reads the terms, builds a link, and may join more", () => signedIn("partner", {}, async (page) => {
  await page.goto(`${url}/partner/programs`);
  await sound(page, "/partner/programs");
  await page.locator('a[href^="/partner/programs/prg_"]').first().click();
  expect(await page.locator("#terms li").count() > 2, "no sentences");
  expect(await page.locator("#calculator").count() === 1, "no calculator");
  await sound(page, "the terms");
  await page.goto(`${url}/partner/links`);
  await sound(page, "/partner/links");
  await page.fill("[name=to]", "https://evil.example/");
  await press(page, "#builder button");
  expect(await page.locator("#error-to").count() === 1, "another host is taken");
  const hosts = (await page.locator("#hint-to").innerText()).replace(/^.*: /, "").split(",");
  await page.goto(`${url}/partner/links`);
  await page.fill("[name=to]", `https://${hosts[0]}/boots?colour=red`);
  await page.fill("[name=sub1]", "spring & summer");
  await press(page, "#builder button");
  const built = await page.inputValue("#copy-built");
  const answer = await fetch(built, { redirect: "manual" });
  expect(answer.status === 302 && answer.headers.get("location").startsWith(`https://${hosts[0]}/boots?colour=red`),
    `${built} leads to ${answer.headers.get("location")}`);
}));

await finish(() => browser.close(), network.stop);
