// SPDX-License-Identifier: Apache-2.0
// Starting and stopping of what answers visits.
#include "click/click_service.h"

#include "log/log.h"

#define COUNTRIES_LOOK_MS 2000 // at the file, whether it is a new one

static void log_start(const struct click_service *service)
{
    if (service->opened.lost_bytes == 0) {
        return;
    }
    struct log_line line;
    log_begin(&line, "spool_damage");
    log_int64(&line, "lost_bytes", service->opened.lost_bytes);
    log_text(&line, "detail", TEXT("behind the last good record: a write that was not acknowledged, or damage"));
    log_end(&line);
}

static enum rc open_countries(struct click_service *service, const char *path, struct fault *fault)
{
    if (path == NULL) {
        return RC_OK;
    }
    TRY(country_book_new(path, &service->countries, fault));
    return country_book_watch(service->countries, COUNTRIES_LOOK_MS) == RC_OK
               ? RC_OK
               : fault_internal(fault, RC_FAULT, "no thread for the file of countries");
}

// Nothing is shipped under a number that is another server's.
static enum rc start_shipping(struct click_service *service, const struct click_node_options *node, struct db *db,
                              struct fault *fault)
{
    TRY(click_node_begin(&service->node, node, db, fault));
    return click_shipper_start(service->shipper) == RC_OK
               ? RC_OK
               : fault_internal(fault, RC_FAULT, "no thread for the shipper");
}

enum rc click_service_start(struct click_service *service, const struct click_service_options *options, struct db *db,
                            struct fault *fault)
{
    *service = (struct click_service){.catalog = catalog_new()};
    struct spool_options spool = {
        .folder = options->folder, .node = options->node, .segment_bytes = options->segment_bytes};
    struct click_node_options node = {
        .folder = options->folder, .node = options->node, .database = options->database, .clock = options->clock};
    enum rc rc = catalog_refresh(service->catalog, db, clock_now(options->clock), fault);
    rc = rc != RC_OK ? rc : click_node_check(&node, db, fault);
    rc = rc != RC_OK ? rc : open_countries(service, options->countries, fault);
    rc = rc != RC_OK ? rc : click_spool_open(&spool, db, &service->opened, fault);
    if (rc != RC_OK) {
        click_service_stop(service);
        return rc;
    }
    log_start(service);
    click_id_generator_init(&service->ids, options->node, service->opened.last_number);
    click_recorder_init(&service->recorder, &(struct click_recorder_parts){.catalog = service->catalog,
                                                                           .spool = service->opened.spool,
                                                                           .ids = &service->ids,
                                                                           .keyring = options->keyring,
                                                                           .countries = service->countries});
    service->shipper = click_shipper_new(&(struct click_ship_options){.spool = service->opened.spool,
                                                                      .mark = service->opened.mark,
                                                                      .node = options->node,
                                                                      .database = options->database,
                                                                      .clock = options->clock,
                                                                      .catalog = service->catalog});
    node.shipper = service->shipper;
    rc = start_shipping(service, &node, db, fault);
    if (rc != RC_OK) {
        click_service_stop(service);
    }
    return rc;
}

void click_service_stop(struct click_service *service)
{
    click_node_end(&service->node);
    click_shipper_free(service->shipper);
    spool_close(service->opened.spool);
    catalog_free(service->catalog);
    country_book_free(service->countries);
    *service = (struct click_service){.catalog = NULL};
}
