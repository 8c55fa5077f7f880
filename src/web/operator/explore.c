// SPDX-License-Identifier: Apache-2.0
// Explore: everything of the network.
#include "operator/explore.h"

#include "phrase/phrases.h"

enum rc web_operator_explore(struct call *call)
{
    static const enum report_dimension dimensions[] = {
        REPORT_PARTNER,  REPORT_PROGRAM,  REPORT_OFFER,    REPORT_LINK,     REPORT_DAY,
        REPORT_HOUR,     REPORT_COUNTRY,  REPORT_DEVICE,   REPORT_SOURCE,   REPORT_SUB1,
        REPORT_SUB1 + 1, REPORT_SUB1 + 2, REPORT_SUB1 + 3, REPORT_SUB1 + 4, REPORT_SUB1 + 5,
        REPORT_SUB1 + 6, REPORT_SUB1 + 7, REPORT_SUB1 + 8, REPORT_SUB10};
    static const struct performance_scope scope = {
        .path = "/operator/explore",
        .place = PLACE_EXPLORE,
        .title = PHRASE_EXPLORE_TITLE,
        .dimensions = dimensions,
        .dimension_count = sizeof(dimensions) / sizeof(dimensions[0]),
        .conversions_path = "/operator/conversions",
        .clicks_path = "/operator/live",
        .commissions_path = "/operator/commissions",
        .narrows = PERFORMANCE_BY_PARTNER | PERFORMANCE_BY_PROGRAM | PERFORMANCE_BY_KIND | PERFORMANCE_BY_PLACE,
    };
    return performance_page(call, &scope);
}
