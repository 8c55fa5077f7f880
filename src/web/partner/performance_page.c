// SPDX-License-Identifier: Apache-2.0
// Performance: what the partner who is signed in has brought.
#include "partner/performance_page.h"

#include "access.h"
#include "phrase/phrases.h"

enum rc web_partner_performance(struct call *call)
{
    static const enum report_dimension dimensions[] = {
        REPORT_LINK,     REPORT_OFFER,    REPORT_PROGRAM,  REPORT_DAY,      REPORT_HOUR,     REPORT_COUNTRY,
        REPORT_DEVICE,   REPORT_SOURCE,   REPORT_SUB1,     REPORT_SUB1 + 1, REPORT_SUB1 + 2, REPORT_SUB1 + 3,
        REPORT_SUB1 + 4, REPORT_SUB1 + 5, REPORT_SUB1 + 6, REPORT_SUB1 + 7, REPORT_SUB1 + 8, REPORT_SUB10};
    const struct performance_scope scope = {
        .path = "/partner/performance",
        .place = PLACE_PERFORMANCE,
        .title = PHRASE_EXPLORE_PERFORMANCE,
        .partner_id = access_own_partner(call),
        .dimensions = dimensions,
        .dimension_count = sizeof(dimensions) / sizeof(dimensions[0]),
        .conversions_path = "/partner/conversions",
        .commissions_path = "/partner/earnings",
        .narrows = PERFORMANCE_BY_PROGRAM | PERFORMANCE_BY_KIND | PERFORMANCE_BY_PLACE,
    };
    return performance_page(call, &scope);
}
