#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How many commissions the engine derives in a second on one core (release build): test/bench/derive_bench.c.
set -eu
cd "$(dirname "$0")/../.."
ninja -C build/release test/bench/derive_bench >/dev/null
exec build/release/test/bench/derive_bench
