// SPDX-License-Identifier: Apache-2.0
// How many commissions the engine derives in a second on one core, without and with their explanations: random sales
// under plans of growing richness. Times are of the process, so other work on the machine does not count.
#include <stdio.h>
#include <time.h>

#include "commission/derive.h"
#include "core/bug.h"

#define SALES 1024
#define SECONDS_WANTED 2.0

struct sale {
    struct derive_facts facts;
    struct derive_item items[3];
    struct derive_partner uplines[7];
    struct derive_volume volume;
};

static struct sale sales[SALES];

static double cpu_seconds(void)
{
    struct timespec now;
    int rc = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    BUG_ON(rc != 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t random_next(uint64_t *seed) // splitmix64
{
    uint64_t z = (*seed += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

static struct money euros(int64_t minor)
{
    return (struct money){.minor = minor, .currency = {"EUR"}};
}

static void make_sales(size_t item_count)
{
    static const char *const kinds[] = {"digital", "physical", "service"};
    uint64_t seed = 1;
    for (size_t i = 0; i < SALES; i++) {
        struct sale *sale = &sales[i];
        int64_t amount = 100 + (int64_t)(random_next(&seed) % 50000);
        for (size_t k = 0; k < item_count; k++) {
            sale->items[k] = (struct derive_item){
                .kind = text_of(kinds[random_next(&seed) % 3]), .quantity = 1, .amount = euros(amount / 4)};
        }
        for (size_t k = 0; k < 7; k++) {
            sale->uplines[k] =
                (struct derive_partner){.partner_id = {100 + (int64_t)k}, .level = TEXT("gold"), .is_active = true};
        }
        int64_t before = (int64_t)(random_next(&seed) % 40);
        sale->volume = (struct derive_volume){.goal = TEXT("sale"),
                                              .period = PLAN_MONTH,
                                              .count_before = before,
                                              .count_all = before + 1,
                                              .sum_before = euros(before * 9000),
                                              .sum_all = euros(before * 9000 + amount)};
        sale->facts = (struct derive_facts){
            .goal = TEXT("sale"),
            .currency = {"EUR"},
            .amount = euros(amount),
            .discount = euros(amount / 10),
            .tax = euros(amount / 6),
            .shipping = euros(0),
            .refunded = euros(random_next(&seed) % 10 == 0 ? amount / 2 : 0),
            .items = sale->items,
            .item_count = item_count,
            .occurred_at = {.ms = INT64_C(1795344419000)},
            .local_day = 20779,
            .program_hold_days = 30,
            .partner = {.partner_id = {1}, .level = TEXT("gold"), .is_active = true},
            .country = random_next(&seed) % 2 == 0 ? TEXT("FR") : TEXT("DE"),
            .usage = -1,
            .volumes = &sale->volume,
            .volume_count = 1,
            .uplines = sale->uplines,
            .upline_count = 7,
        };
    }
}

static void measure(const char *name, const char *source, size_t item_count, enum derive_detail detail)
{
    AUTO_ARENA plans = arena_new((size_t)1 << 20);
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    struct plan *plan = NULL;
    struct plan_error error;
    if (plan_parse(plans, text_of(source), (struct currency){"EUR"}, &plan, &error) != RC_OK) {
        printf("%s: line %d: %s\n", name, error.line, error.message);
        return;
    }
    struct derive_plan list[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    make_sales(item_count);
    int64_t total = 0;
    int64_t count = 0;
    double begin = cpu_seconds();
    double spent = 0;
    while (spent < SECONDS_WANTED) {
        for (size_t i = 0; i < SALES; i++) {
            struct derived derived;
            commission_derive(arena, &sales[i].facts, list, 1, detail, &derived);
            total += derived.total.minor;
            if (i % 64 == 63) {
                arena_reset(arena);
            }
        }
        count += SALES;
        spent = cpu_seconds() - begin;
    }
    printf("  %-44s %-10s %10.0f a second, %5.2f µs each (sum %lld)\n", name,
           detail == DERIVE_AMOUNTS ? "amounts" : "explained", (double)count / spent, spent * 1e6 / (double)count,
           (long long)total);
}

int main(void)
{
    static const struct {
        const char *name;
        const char *source;
        size_t item_count;
    } rows[] = {
        {"one percentage", "pay 10% on sale", 0},
        {"three levels",
         "pay 10% on sale\nlevel 1 pays 5% of sale\nlevel 2 pays 2% of sale\nlevel 3 pays 10% of commission\n"
         "cap 20% of sale over all levels",
         0},
        {"three levels, conditions, tiers, three items",
         "pay 12% on sale of kind digital when country is FR\npay 8% on sale of kind physical\npay 10% on sale\n"
         "  from 10 sales a month 11%\n  from 20 sales a month 12%\n"
         "level 1 pays 5% of sale when recruiter level is gold\nlevel 2 pays 2% of sale\n"
         "level 3 pays 10% of commission\ncap 20% of sale over all levels\nbase before discount\nbase without tax",
         3},
    };
    printf("commissions derived on one core:\n");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure(rows[i].name, rows[i].source, rows[i].item_count, DERIVE_AMOUNTS);
        measure(rows[i].name, rows[i].source, rows[i].item_count, DERIVE_EXPLAINED);
    }
    return 0;
}
