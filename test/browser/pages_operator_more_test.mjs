// SPDX-License-Identifier: Apache-2.0
// The operator's other pages, looked through (pages.mjs).
import { MORE, scan, scanned } from "./pages.mjs";

scan("operator", [], MORE);
await scanned();
