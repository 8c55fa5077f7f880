// SPDX-License-Identifier: Apache-2.0
// The pages of visitors, partners and advertisers, looked through (pages.mjs); and none is left out.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "./browser.mjs";
import { MORE, SCREENS, scan, scanned } from "./pages.mjs";

for (const who of ["nobody", "partner", "advertiser"]) {
  scan(who, SCREENS, MORE);
}

// Those whose address holds a secret, that are parts of a page, streams or files, or that lead elsewhere; a postback and
// its calls are in postbacks_test.
const ELSEWHERE = new Set(["/partner/postbacks/{postback}", "/partner/deliveries/{delivery}",
  "/applications/{secret}", "/password/{ticket}", "/email/{ticket}", "/unsubscribe",
  "/sign-in/code", "/home", "/commissions/{commission}/receipt", "/operator/ledger/file", "/invoices/{invoice}", "/links/{link}/qr",
  "/operator/live/rows", "/operator/live/stream", "/partner/live"]);

test("no page is left out", async () => {
  const looked = [...SCREENS, ...MORE].map((where) => where.slice(where.indexOf(":") + 1).split("?")[0]);
  const web = fileURLToPath(new URL("../../src/web", import.meta.url));
  const tables = fs.readdirSync(web, { withFileTypes: true }).filter((one) => one.isDirectory())
    .flatMap(({ name }) => fs.readdirSync(path.join(web, name)).filter((file) => file.endsWith(".def"))
      .map((file) => fs.readFileSync(path.join(web, name, file), "utf8")));
  const pages = tables.flatMap((rows) => [...rows.matchAll(/^ROUTE\(GET,\s*"([^"]+)"[^)]*?\bROUTE_PAGE\b/gm)])
    .map(([, route]) => route);
  const missing = pages.filter((route) => !ELSEWHERE.has(route) &&
    !looked.some((where) => new RegExp(`^${route.replace(/\{\w+\}/g, "[^/]+")}$`).test(where)));
  expect(pages.length > 100 && missing.length === 0, `of ${pages.length} pages: ${missing.join(", ")}`);
});

await scanned();
