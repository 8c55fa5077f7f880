// SPDX-License-Identifier: Apache-2.0
// A partner's own terms get worse: he is asked on the program's page, and the operator's page of the enrollment tells
// what he said; setting him back first is no way round the notice; and what is announced can be withdrawn.
import { caller, demo, expect, finish, launch, opened, press, signIn, sound, test } from "./browser.mjs";

const DAY = 24 * 3600 * 1000;
const network = await demo({ partners: 4, days: 7, seed: 1 });
const { url } = network;
const browser = await launch();
const api = caller(network);

const partner = (await api("GET", "/users?limit=200")).data.find((one) => one.email === "partner@example.com").partner_id;
const enrollment = (await api("GET", `/enrollments?partner_id=${partner}&status=approved`)).data[0];

function change(body) {
  return fetch(`${url}/api/v1/enrollments/${enrollment.id}`, {
    method: "PATCH", body: JSON.stringify(body),
    headers: { Authorization: `Bearer ${network.token}`, "Content-Type": "application/json" },
  });
}

async function told(page) {
  await page.goto(`${url}/operator/enrollments/${enrollment.id}`);
  return page.locator("#replies").innerText();
}

test("an enrollment that is set back keeps its notice", async () => {
  for (const status of ["pending", "rejected", "archived", "approved"]) {
    expect((await change({ status })).status === 200, `it does not become ${status}`);
    const answer = await change({ terms: "pay 0.01% on sale" });
    const { error } = await answer.json();
    expect(answer.status === 422 && error.code === "notice_too_short", `${status}: ${answer.status} ${error?.code}`);
  }
});

for (const script of [true, false]) {
  test(`what the partner says to his own terms is told ${script ? "with" : "without"} script`, async () => {
    const at = new Date(Date.now() + (script ? 31 : 32) * DAY).toISOString();
    expect((await change({ terms: `pay 0.0${script ? 2 : 1}% on sale`, terms_effective_at: at })).status === 200,
      "terms with notice are refused");
    await opened(browser, url, { script }, async (page) => {
      await signIn(page, url, "demo@example.com", network.password);
      expect((await told(page)).includes("No answer yet"), "that he is silent is not told");
      for (const [button, words] of [["kept", "Keeps the present terms"], ["accepted", "Accepted"]]) {
        await opened(browser, url, { script }, async (other) => {
          await signIn(other, url, "partner@example.com", network.password);
          await other.goto(`${url}/partner/programs/${enrollment.program_id}`);
          await press(other, `#answer-own button[value=${button}]`);
        });
        const row = (await told(page)).split("Version").at(1);
        expect(row.includes(words) && row.includes("partner@example.com"), row);
      }
      if (script) {
        await sound(page);
      }
    });
  });
}

test("announced terms are withdrawn, and the partner's page says so", async () => {
  await opened(browser, url, { script: false }, async (page) => {
    await signIn(page, url, "demo@example.com", network.password);
    await page.goto(`${url}/operator/enrollments/${enrollment.id}`);
    await page.fill("#withdraw textarea", "We keep what we agreed.");
    await press(page, "#withdraw button");
    const row = (await told(page)).split("Version").at(1);
    expect(row.includes("Withdrawn") && row.includes("We keep what we agreed."), row);
    await opened(browser, url, { script: false }, async (other) => {
      await signIn(other, url, "partner@example.com", network.password);
      await other.goto(`${url}/partner/programs/${enrollment.program_id}`);
      const versions = await other.locator("#own-versions").innerText();
      expect(versions.includes("It was withdrawn on") && versions.includes("We keep what we agreed."), versions);
    });
  });
});

await finish(async () => {
  await browser.close();
  await network.stop();
});
