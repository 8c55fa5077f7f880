// SPDX-License-Identifier: Apache-2.0
// The first run in a real browser, as TAP: from an empty network to the receipt of a test order, with script and
// without; how many screens, fields and seconds it takes; bad input; axe in every language and both themes.
import http from "node:http";
import { LANGUAGES, OPERATOR, THEMES, expect, finish, launch, opened, press, rulesOf, serve, sound, test, freePort, signIn } from "./browser.mjs";

const browser = await launch();

// A shop whose only page has the tag that the network shows.
let shopPage = "<!doctype html><title>Shop</title>";
const shopPort = await freePort();
const shop = `http://localhost:${shopPort}`;
const server = http.createServer((_, response) => {
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
  response.end(shopPage);
}).listen(shopPort);

function signedIn(network, options, use) {
  return opened(browser, network.url, options, async (page, context) => {
    await signIn(page, `${network.url}/sign-in?return=%2Foperator`, OPERATOR.email, OPERATOR.password);
    await use(page, context);
  });
}

for (const script of [true, false]) {
  test(`from an empty network to a receipt, ${script ? "with script" : "without script"}`, async () => {
    const network = await serve();
    try {
      await signedIn(network, { script }, async (page, context) => {
        const began = Date.now();
        let screens = 1; // signing in
        let fields = 2;
        const heading = () => page.locator("main .card h2").first().innerText();
        const at = async (step, words) => {
          screens++;
          expect((await heading()) === words, `${step}: ${await heading()} at ${page.url()}`);
        };
        const fill = async (name, value) => {
          fields++;
          await page.fill(`[name=${name}]`, value);
        };
        const go = (name) => press(page, `main :is(a, button):has-text("${name}")`);
        // An empty network begins with its set-up.
        await page.waitForURL("**/operator/setup**");
        await at("network", "Name your network");
        await fill("time_zone", "Europe/Paris");
        await go("Continue");
        await at("product", "Add a product");
        await fill("destination_url", `${shop}/`);
        await go("Continue");
        await at("plan", "Say what partners earn");
        await go("Continue");
        await at("partner", "Add your first partner");
        await fill("name", "Anna");
        await go("Add partner and link");
        await at("shop", "Connect the shop");
        const tag = await page.locator("main pre").first().innerText();
        expect(tag.startsWith(`<script async src="${network.url}/t.js" data-program="prg_`), tag);
        expect((await page.locator("#live").innerText()).includes("Nothing has come in yet"), "something came in");
        shopPage = `<!doctype html><html lang="en"><title>Shop</title>${tag}`;
        // The shop is opened in another tab, by a browser with a script.
        const visitor = await browser.newContext();
        const tab = await visitor.newPage();
        const check = await page.locator('main a[target="_blank"]').first().getAttribute("href");
        await Promise.all([tab.waitForResponse(`${network.url}/e`), tab.goto(check)]);
        if (!script) {
          await go("Load again");
        }
        await page.locator("#live [data-tone=success]").waitFor();
        await go("Continue");
        await at("click", "Make a test click");
        const link = await page.inputValue("#copy-link");
        await Promise.all([tab.waitForResponse(`${network.url}/e`), tab.goto(link)]);
        await visitor.close();
        if (!script) {
          await go("Load again");
        }
        await page.locator("#live :text-is('Click seen')").waitFor();
        await go("Continue");
        await at("order", "Report a test order");
        await go("Report the order");
        screens++;
        const receipt = await page.locator("main").innerText();
        expect(new URL(page.url()).pathname.startsWith("/commissions/"), page.url());
        expect(receipt.includes("€24.00"), "20 % of 120 EUR is not 24 EUR");
        const seconds = (Date.now() - began) / 1000;
        expect(screens <= 9 && fields <= 14, `${screens} screens, ${fields} fields`);
        console.log(`# ${seconds.toFixed(1)} s, ${screens} screens with sign-in and receipt, ${fields} typed fields`);
        // Taken back: the order is rejected as a test.
        await page.goto(`${network.url}/operator/setup?step=done`);
        await go("Take the test orders back");
        expect(await page.locator("form[action$=undo]").count() === 0, "there are test orders still");
        await page.goto(`${network.url}/operator/conversions`);
        expect((await page.locator("main tbody").innerText()).includes("Rejected"), "it was not rejected");
        await context.close();
      });
    } finally {
      await network.stop();
    }
  });
}

test("what was typed stays, the field is marked, steps can be skipped and gone on with", async () => {
  const network = await serve();
  try {
    await signedIn(network, { script: false }, async (page) => {
      await page.goto(`${network.url}/operator/setup?step=network`);
      await page.fill("[name=time_zone]", "Mars/Base");
      await press(page, "main button:has-text('Continue')");
      expect(await page.locator("#error-time_zone").count() === 1, "the zone is not marked");
      expect(await page.inputValue("[name=time_zone]") === "Mars/Base", "the zone is gone");
      await page.goto(`${network.url}/operator/setup?step=product`);
      await page.fill("[name=destination_url]", "https://user@shop.example/");
      await page.fill("[name=name]", "Boots <b>");
      await press(page, "main button:has-text('Continue')");
      expect(await page.locator("#error-destination_url").count() === 1, "the address is not marked");
      expect(await page.inputValue("[name=name]") === "Boots <b>", "the name is gone");
      // Without a product the other steps say what they need.
      for (const step of ["plan", "partner", "shop", "click", "order"]) {
        await page.goto(`${network.url}/operator/setup?step=${step}`);
        expect(await page.locator("main .empty a").count() >= 1, `${step} is a dead end`);
      }
      await page.goto(`${network.url}/operator/setup?step=product`);
      await page.fill("[name=destination_url]", `${shop}/`);
      await press(page, "main button:has-text('Continue')");
      for (const [name, value] of [["value", "a lot"], ["value", "-1"], ["hold_days", "400"]]) {
        await page.goto(`${network.url}/operator/setup?step=plan`);
        await page.fill(`[name=${name}]`, value);
        await press(page, "main button:has-text('Continue')");
        expect(await page.locator(`#error-${name}`).count() === 1, `${name} ${value} is not marked`);
        expect(await page.inputValue(`[name=${name}]`) === value, `${value} is gone`);
      }
      // Skipped; come back later, it goes on where something is missing.
      await Promise.all([page.waitForURL("**step=partner"), page.locator("main a:has-text('Skip')").press("Enter")]);
      await page.goto(`${network.url}/operator/setup`);
      expect((await page.locator("main .card h2").first().innerText()) === "Say what partners earn", "another step");
    });
  } finally {
    await network.stop();
  }
});

test("axe finds nothing, nothing is wider than a phone", async () => {
  const network = await serve();
  try {
    const steps = ["network", "product", "plan", "partner", "shop", "click", "order", "done"];
    // Once empty, once with everything.
    for (const isFull of [false, true]) {
      if (isFull) {
        await signedIn(network, { script: false }, async (page) => {
          const send = async (step, fields) => {
            await page.goto(`${network.url}/operator/setup?step=${step}`);
            for (const [name, value] of Object.entries(fields)) {
              await page.fill(`[name=${name}]`, value);
            }
            await page.click("main button[data-kind=primary]");
          };
          await send("product", { destination_url: `${shop}/` });
          await send("plan", {});
          await send("partner", { name: "Anna" });
          await page.goto(`${network.url}/operator/setup?step=click`);
          await fetch(await page.inputValue("#copy-link"), { redirect: "manual" });
          await send("order", {});
          await page.goto(`${network.url}/operator/setup?step=shop`);
          const program = (await page.locator("main pre").first().innerText()).match(/prg_\w+/)[0];
          await fetch(`${network.url}/e`, { method: "POST", headers: { Origin: "https://elsewhere.example" },
            body: JSON.stringify({ program_id: program, event: "check" }) });
          steps.push(`/programs/${program}/integration`);
        });
      }
      // Two languages empty, two full, light and dark.
      for (const [i, language] of LANGUAGES.filter((_, n) => n % 2 === (isFull ? 1 : 0)).entries()) {
        const theme = THEMES[(i + (isFull ? 1 : 0)) % 2];
        await signedIn(network, { language, theme, width: 390 }, async (page) => {
          for (const step of steps) {
            const where = step.startsWith("/") ? step : `/operator/setup?step=${step}`;
            await page.goto(network.url + where);
            await sound(page, `${where}, ${language}, ${theme}`, rulesOf(i));
            expect(await page.getAttribute("html", "lang") === language, "another language");
          }
        });
      }
    }
  } finally {
    await network.stop();
  }
});

await finish(() => browser.close(), () => server.close(), () => server.closeAllConnections());
