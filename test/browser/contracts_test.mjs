// SPDX-License-Identifier: Apache-2.0
// An operator agrees a contract with a partner, is told what is wrong, withdraws it; the partner sees where his stands.
import { caller, demo, expect, finish, launch, opened, press, signIn, sound, test } from "./browser.mjs";

const network = await demo({ partners: 4, days: 7, seed: 1 });
const { url } = network;
const browser = await launch();
const api = caller(network);
const agreed = (await api("GET", "/contracts")).data;
const taken = new Set(agreed.map((one) => one.partner_id));
const enrollments = (await api("GET", "/enrollments?status=approved")).data;
const enrollment = enrollments.find((one) => !taken.has(one.partner_id));
const partner = await api("GET", `/partners/${enrollment.partner_id}`);

for (const script of [true, false]) {
  test(`a contract is agreed and withdrawn ${script ? "with" : "without"} script`,
    () => opened(browser, url, { script }, async (page) => {
      await signIn(page, url, "demo@example.com", network.password);
      await page.goto(`${url}/operator/enrollments/${enrollment.id}`);
      expect((await page.locator("#contract").innerText()).includes("No contract") === script, "whether there is one");
      await press(page, "#contract a.button");
      const code = page.locator("#new [name=partner_id]");
      expect(await code.inputValue() === partner.code, "the partner's code is not in the form");
      await page.selectOption("#new [name=program_id]", enrollment.program_id);
      await page.fill("#new [name=target]", "a dozen");
      await press(page, "#new .button[data-kind=primary]");
      expect(await page.locator("#error-target").count() === 1, "the target is not refused at its field");
      expect(await page.locator("#new [name=target]").inputValue() === "a dozen", "what was typed is lost");
      await page.fill("#new [name=target]", "12");
      await press(page, "#new .button[data-kind=primary]");
      const row = page.locator("ul.rows > li").first();
      expect((await row.innerText()).includes("of 12"), "the contract is not in the list");
      if (script) {
        await sound(page);
      }
      await code.fill(partner.code);
      await page.selectOption("#new [name=program_id]", enrollment.program_id);
      await page.fill("#new [name=target]", "13");
      await press(page, "#new .button[data-kind=primary]");
      expect(await page.locator("#error-partner_id").count() === 1, "a second contract is not refused");
      await press(page, "ul.rows > li:first-child button[value=withdraw]");
      expect(await page.locator(".notice[role=alert]").count() > 0, "nothing says that a reason is missing");
      await page.locator("ul.rows > li").first().locator("[name=note]").fill("agreed otherwise");
      await press(page, "ul.rows > li:first-child button[value=withdraw]");
      const told = await page.locator("ul.rows > li").first().innerText();
      expect(told.includes("Withdrawn") && told.includes("agreed otherwise"), told);
    }));
}

test("the partner sees where his contract stands", () => opened(browser, url, { width: 390 }, async (page) => {
  await signIn(page, url, "partner@example.com", network.password);
  const contract = agreed.find((one) => one.target === "400");
  await page.goto(`${url}/partner/programs/${contract.program_id}`);
  const told = await page.locator("#contract").innerText();
  expect(told.includes("of 400") && told.includes("renewed"), told);
  await sound(page);
}));

await finish(async () => {
  await browser.close();
  await network.stop();
});
