// SPDX-License-Identifier: Apache-2.0
// The operator's main pages, looked through (pages.mjs).
import { SCREENS, scan, scanned } from "./pages.mjs";

scan("operator", SCREENS, []);
await scanned();
