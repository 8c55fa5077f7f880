// SPDX-License-Identifier: Apache-2.0
// The pages of the demo network, of each kind at least one: what is photographed (shots.mjs) and looked through
// (pages.mjs). WHO:PATH; a star stands for the first thing that the list before it, or the one named by from, links to.
import { caller, expect } from "./browser.mjs";

export const SCREENS = [
  "nobody:/programs", "nobody:/programs/*", "nobody:/programs/*/apply", "nobody:/sign-in", "nobody:/status",
  "operator:/operator", "operator:/operator/live", "operator:/operator/explore", "operator:/operator/conversions",
  "operator:/conversions/*?from=/operator/conversions", "operator:/operator/commissions",
  "operator:/commissions/*?from=/operator/commissions", "operator:/operator/partners", "operator:/operator/partners/*",
  "operator:/operator/contracts", "operator:/operator/applications", "operator:/operator/programs",
  "operator:/operator/programs/*",
  "operator:/operator/programs/*/offers", "operator:/operator/programs/*/plan", "operator:/operator/payouts",
  "operator:/operator/advertisers", "operator:/operator/advertisers/*", "operator:/operator/compensations", "operator:/operator/penalties?status=all",
  "operator:/operator/ledger", "operator:/operator/disputes", "operator:/operator/links", "operator:/operator/users",
  "operator:/operator/settings", "operator:/operator/audit", "operator:/account/security", "operator:/gallery",
  "partner:/partner", "partner:/partner/links", "partner:/partner/performance", "partner:/partner/conversions",
  "partner:/partner/earnings", "partner:/partner/programs", "partner:/partner/programs/*", "partner:/partner/withdraw",
  "partner:/partner/payout-account", "partner:/team",
  "advertiser:/advertiser", "advertiser:/advertiser/orders", "advertiser:/advertiser/partners",
  "advertiser:/advertiser/balance",
];

// Those besides that are looked through and not photographed.
export const MORE = [
  "nobody:/nothing-here", "nobody:/password", "nobody:/invitation/x",
  "operator:/operator?period=today", "operator:/operator/explore?view=heat&metric=clicks",
  "operator:/operator/explore?by1=country&view=map&metric=sales",
  "operator:/operator/explore?by1=device&by2=country&view=pivot", "operator:/operator/conversions?q=nothing-like-it",
  "operator:/find", "operator:/find?q=berg", "operator:/operator/programs/new", "operator:/operator/programs/*/settings", "operator:/operator/programs/*/offers/new",
  "operator:/operator/programs/*/plan/versions", "operator:/operator/programs/*/partners",
  "operator:/operator/programs/*/coupons", "operator:/operator/programs/*/public", "operator:/operator/setup?step=shop",
  "operator:/operator/partners/new", "operator:/operator/partners/*/edit", "operator:/operator/domains",
  "operator:/operator/enrollments/*?from=/operator/programs/*/partners", "operator:/operator/advertisers/new",
  "operator:/operator/applications/*", "operator:/operator/users/invite", "operator:/operator/roles", "operator:/operator/mail",
  "operator:/operator/withdrawals?status=all", "operator:/operator/invoices", "operator:/operator/payout-terms",
  "operator:/operator/payout-sources", "operator:/operator/tax", "operator:/operator/ledger/accounts",
  "operator:/operator/ledger/entries", "operator:/operator/ledger/periods", "operator:/operator/rates",
  "operator:/operator/disputes?status=all", "operator:/operator/refunds", "operator:/account",
  "operator:/programs/*/integration?from=/operator/programs/*", "operator:/operator/offers/*?from=/operator/programs/*/offers", "operator:/operator/ledger/accounts/*",
  "operator:/operator/ledger/entries/*", "operator:/operator/ledger/files", "operator:/operator/payouts/*", "operator:/payouts/*?from=/operator/payouts/*",
  "operator:/disputes/*?from=/operator/disputes?status=all",
  "partner:/partner/letters", "partner:/partner/postbacks",
  "operator:/account/second-factor",
  "partner:/partner?from=2026-01-02&to=2026-01-01", "partner:/partner/performance?by1=day", "partner:/partner/documents",
  "partner:/partner/tax", "partner:/partner/disputes", "partner:/partner/statement",
  "partner:/commissions/*?from=/partner/earnings",
  "advertiser:/advertiser/performance", "advertiser:/programs/*/integration?from=/advertiser",
  "advertiser:/programs/*/webhooks?from=/advertiser",
];

const SHOP = { email: "shop@example.com", password: "a password of the shop" };

const PROFILE = { legal_name: "A. Berg", line1: "1 High Street", city: "Cork", country: "IE", is_self_billing_agreed: true };

// What the demo has not and some pages are about: a payout run with an invoice, and an appeal.
export async function stock(network) {
  const api = caller(network);
  const run = await api("POST", "/payout-runs", { currency: "USD" });
  await api("POST", `/payout-runs/${run.id}/approve`);
  await api("PUT", "/network/tax-profile", PROFILE);
  await api("PUT", `/partners/${run.items[0].partner_id}/tax-profile`, PROFILE);
  await api("POST", `/payout-items/${run.items[0].id}/invoice`);
  const commission = (await api("GET", "/commissions?limit=1")).data[0];
  await api("POST", "/disputes", { partner_id: commission.partner_id, commission_id: commission.id, reason: "wrong_amount",
    message: "The order was larger." });
}

// Who signs in on a demo network: [e-mail, password] of each role. The demo has no advertiser who does: one is made.
export async function people(network) {
  const api = caller(network);
  const advertisers = await api("GET", "/advertisers");
  await api("POST", "/users", { ...SHOP, role: "advertiser", advertiser_id: advertisers.data[0].id });
  return {
    operator: ["demo@example.com", network.password],
    partner: ["partner@example.com", network.password],
    advertiser: [SHOP.email, SHOP.password],
  };
}

// A function of a page and a path: the path with its star replaced.
export function places(url) {
  const found = new Map();
  return async function place(page, where) {
    const [pattern, from] = where.split("?from=");
    const before = pattern.split("*")[0];
    if (before === pattern || (from !== undefined && !from.startsWith("/"))) {
      return where;
    }
    const key = `${before} ${from ?? ""}`;
    if (!found.has(key)) {
      await page.goto(url + (from === undefined ? before.slice(0, -1) : await place(page, from)));
      const links = await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      const names = links.filter((href) => href?.startsWith(before))
        .map((href) => href.slice(before.length).match(/^[\w-]+/)?.[0]);
      const first = names.find((name) => name && name !== "new");
      expect(first, `${from ?? before} links to nothing`);
      found.set(key, first);
    }
    return pattern.replace("*", found.get(key));
  };
}
