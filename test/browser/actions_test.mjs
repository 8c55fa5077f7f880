// SPDX-License-Identifier: Apache-2.0
// What operators decide, every action of it, in a real browser on the demo network, as TAP: applications with undo, appeals
// of partners, compensations above a second person's limit; without script too. At or below the limit: money_test.
import { caller, demo, enter, expect, finish, launch, opened, press, test } from "./browser.mjs";

const network = await demo({ partners: 6, days: 35, seed: 1 });
const { url } = network;
const browser = await launch();
const api = caller(network);
const SECOND = { email: "second@example.com", password: "a second pair of eyes" };
await api("POST", "/users", { ...SECOND, role: "operator" });
const own = (await api("GET", "/users")).data.find((user) => user.email === "partner@example.com").partner_id;

function signedIn(who, options, use) {
  return opened(browser, url, options, async (page) => {
    await enter(page, url, `${who}@example.com`, who === "second" ? SECOND.password : network.password);
    await use(page);
  });
}
const has = async (page, selector, words) => {
  const said = await page.locator(selector).first().innerText();
  expect(said.includes(words), `"${words}" is not in "${said}" at ${page.url()}`);
};
const WAYS = [true, false].map((script) => [script, script ? "with script" : "without script"]);

// ---- applications ----

const DECISIONS = [
  ["Approved", async (page) => press(page, "button[data-key=a]")],
  ["Rejected", async (page) => {
    await page.locator("#reject > summary").press("Enter");
    await page.selectOption("#reject [name=reason]", "audience");
    await page.fill("#reject [name=words]", "Another <b>time</b>");
    await press(page, "#reject form button");
  }],
  ["Question asked", async (page) => {
    await page.locator("#ask > summary").press("Enter");
    await page.fill("#ask [name=question]", "Where do your readers live?");
    await press(page, "#ask form button");
  }],
];
for (const [script, how] of WAYS) {
  test(`an application is approved and rejected, each is undone on the next page; a question is asked, ${how}`,
    () => signedIn("demo", { script }, async (page) => {
      for (const [state, decide] of DECISIONS) {
        await page.goto(`${url}/operator/applications?status=${script || state !== "Question asked" ? "waiting" : "asked"}`);
        await press(page, "tbody th a");
        const name = await page.innerText("h1");
        const { pathname } = new URL(page.url());
        await decide(page);
        await has(page, ".notice[role=status]", name);
        await has(page, ".notice[role=status] .chip", state);
        if (state === "Question asked") {
          expect(await page.locator(".notice[role=status] button").count() === 0, "a question that was sent is taken back");
          continue;
        }
        await press(page, ".notice[role=status] button");
        await page.goto(url + pathname);
        await has(page, "main .card .chip", "Waiting");
        expect(await page.locator("button[data-key=a]").count() === 1, `${name} cannot be decided again`);
      }
      await page.goto(`${url}/operator/applications?status=asked`);
      await press(page, "tbody th a");
      await has(page, "main", "Where do your readers live?");
    }));
  test(`applications are approved together, and that is undone, ${how}`, () => signedIn("demo", { script }, async (page) => {
    await page.goto(`${url}/operator/applications`);
    const count = await page.locator("tbody tr").count();
    expect(count > 0, "nothing waits");
    await page.locator("tbody input[name=id]").first().check();
    await press(page, "button[name=action][value=approved]");
    await has(page, ".notice[role=status]", "1 application approved");
    expect(await page.locator("tbody tr").count() === count - 1, "it still waits");
    await press(page, ".notice[role=status] button");
    await has(page, ".notice[role=status]", "taken back");
    expect(await page.locator("tbody tr").count() === count, "it did not come back");
  }));
}

// ---- appeals ----

const commissions = (await api("GET", `/commissions?partner_id=${own}&limit=20`)).data;
let used = 0;
const appeal = () => api("POST", "/disputes", { partner_id: own, commission_id: commissions[used++].id,
  reason: "wrong_amount", message: "The order was larger." });

for (const [script, how] of WAYS) {
  test(`an appeal is answered, and decided either way; another is withdrawn, ${how}`, async () => {
    const [accepted, upheld, withdrawn] = [await appeal(), await appeal(), await appeal()];
    await signedIn("demo", { script }, async (page) => {
      await page.goto(`${url}/disputes/${accepted.id}`);
      await page.fill("[name=body]", "We ask <i>the shop</i>.");
      await press(page, "button[value=reply]");
      await has(page, "main .card .chip", "Answered");
      await has(page, ".messages", "We ask <i>the shop</i>.");
      for (const [one, outcome] of [[accepted, "accepted"], [upheld, "upheld"]]) {
        await page.goto(`${url}/disputes/${one.id}`);
        await page.fill("[name=body]", `It is ${outcome}.`);
        await press(page, `button[value=${outcome}]`);
        await has(page, "main .card .chip", "Decided");
        expect(await page.locator("#answer").count() === 0, "what is decided can be decided again");
      }
    });
    await signedIn("partner", { script }, async (page) => {
      await page.goto(`${url}/disputes/${accepted.id}`);
      await has(page, ".messages", "It is accepted.");
      await page.goto(`${url}/disputes/${withdrawn.id}`);
      await page.fill("[name=body]", "I found it.");
      await press(page, "button[value=reply]");
      await has(page, ".messages", "I found it.");
      await press(page, "button[value=withdrawn]");
      await has(page, "main .card .chip", "Decided");
      await page.goto(`${url}/partner/disputes`);
      expect(await page.locator(`tbody a[href='/disputes/${upheld.id}']`).count() === 1, "it is not in the partner's list");
    });
    const outcomes = await Promise.all([accepted, upheld, withdrawn].map(({ id }) => api("GET", `/disputes/${id}`)));
    expect(outcomes.map(({ outcome }) => outcome).join() === "accepted,upheld,withdrawn", JSON.stringify(outcomes));
  });
}
test("an answer without a word comes back with its field marked", async () => {
  const { id } = await appeal();
  await signedIn("demo", {}, async (page) => {
    await page.goto(`${url}/disputes/${id}`);
    for (const action of ["reply", "accepted", "upheld"]) {
      await page.evaluate(() => { document.querySelector("#answer").noValidate = true; });
      await press(page, `button[value=${action}]`);
      expect(await page.locator("#error-body").count() === 1, `${action} without a word passes`);
    }
    await has(page, "main .card .chip", "Open");
  });
});

// ---- compensations ----

for (const [script, how] of WAYS) {
  test(`a large compensation is approved or declined by somebody else, ${how}`, async () => {
    const { partner_id: partner, program_id: program } = commissions[0];
    const { code } = await api("GET", `/partners/${partner}`);
    const { currency } = await api("GET", `/programs/${program}`);
    const row = (page, reason) => page.locator("tbody tr", { hasText: `${reason} ${how}` }).first();
    await signedIn("demo", { script }, async (page) => {
      await page.goto(`${url}/operator/payout-terms`);
      await page.fill(`[name=second_${currency}]`, "0.01");
      await press(page, "main form button.button[data-kind=primary]");
      for (const reason of ["Lost leads", "A gift"]) {
        await page.goto(`${url}/operator/compensations`);
        await page.fill("[name=partner_id]", "nobody-has-this");
        await page.selectOption("[name=program_id]", program);
        await page.fill("[name=amount]", "25");
        await page.fill("[name=reason]", `${reason} ${how}`);
        await press(page, "#new button");
        expect(await page.locator("#error-partner_id").count() === 1, "a code that nobody has is taken");
        expect(await page.inputValue("[name=reason]") === `${reason} ${how}`, "what was typed is gone");
        await page.fill("[name=partner_id]", code);
        await press(page, "#new button");
        expect(await row(page, reason).locator("button[value=approve]").count() === 0, "who proposed may approve");
        expect(await row(page, reason).locator("button[value=decline]").count() === 1, "it cannot be declined");
      }
    });
    await signedIn("second", { script }, async (page) => {
      await page.goto(`${url}/operator/compensations`);
      await press(page, row(page, "Lost leads").locator("button[value=approve]"));
      expect((await row(page, "Lost leads").innerText()).includes("Approved"), await row(page, "Lost leads").innerText());
      await row(page, "A gift").locator("[name=note]").fill("not without a contract");
      await press(page, row(page, "A gift").locator("button[value=decline]"));
      const told = await row(page, "A gift").innerText();
      expect(told.includes("Declined") && told.includes("not without a contract"), told);
      expect(await row(page, "A gift").locator("button").count() === 0, "what is declined can be decided again");
    });
  });
}

await finish(() => browser.close(), network.stop);
