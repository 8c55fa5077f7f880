// SPDX-License-Identifier: Apache-2.0
// A database with rows goes through the real migrations: rows as they were written at the time are inserted, the later
// migrations run, and what those that move data made of them is looked at. All values are worked out here by hand.
#include <string.h>

#include "db/db_private.h"
#include "test_database.h"

// The last migrations before rows are added: the first that moves rows is 0008, and penalties are there since 0010.
#define BEFORE_AWARDS 7
#define BEFORE_LIGHTER_ROWS 30

// 2026-01-01 00:00 UTC is day 20454, 1767225600000 ms, quarter hour 1963584. BYTES stands for four bytes.
#define DAY_START "1767225600000"
#define AT_ELEVEN "1767265200000"
#define LAST_MILLISECOND "1767311999999"
#define NEXT_DAY "1767312000000"

static const char nouns[] =
    "INSERT INTO network VALUES (1, 'Net', 'EUR', 'UTC', '', 30, 1, BYTES, " DAY_START ");"
    "INSERT INTO network_user (id, email, role, owner_id, password_hash, created_at) VALUES"
    " (1, 'o@example.com', 'operator', 0, 'x', 1), (2, 'a@example.com', 'advertiser', 1, 'x', 1),"
    " (3, 'p@example.com', 'partner', 1, 'x', 1);"
    "INSERT INTO advertiser VALUES (1, 'Shop', 'EUR', BYTES, 'active', 1, 1);"
    "INSERT INTO program VALUES (1, 1, 'Shoes', 'EUR', '[]', 'active', 1, 1), (2, 1, 'Hats', 'EUR', '[]', 'active', 1, "
    "1);"
    "INSERT INTO program_terms VALUES (1, 1, 1, 'last_click', 3600000, 'click_id', 'none', 14, 0, 1);"
    "INSERT INTO plan (id, program_id, enrollment_id, number, plan_text, effective_at, created_at) VALUES"
    " (1, 1, 0, 1, 'pay 10% on sale', 0, 1), (2, 1, 1, 1, 'pay 12% on sale', 0, 1);"
    "INSERT INTO offer VALUES (1, 1, 'Boots', 'https://shop.example/', 'shop.example', '', 'click_id', 'sale=sale',"
    " 'active', 1, 1);"
    "INSERT INTO partner VALUES (1, 'anna', 'Anna', 'anna@example.com', 'blogger', NULL, 'active', 1, 1),"
    " (2, 'boris', 'Boris', 'boris@example.com', 'blogger', 1, 'active', 1, 1);"
    "INSERT INTO enrollment VALUES (1, 1, 1, 'approved', 1, 1), (2, 2, 1, 'rejected', 5, 1), (3, 2, 2, 'pending', 6, "
    "1);"
    "INSERT INTO audit_event VALUES"
    " (1, 7, 'console', 'enrollment.change', 'enrollment:2', '{\"partner\":2,\"status\":\"approved\"}'),"
    " (2, 8, 'console', 'enrollment.change', 'enrollment:2', '{\"partner\":2,\"status\":\"rejected\"}'),"
    " (3, 9, 'console', 'enrollment.create', 'enrollment:3', '{\"partner\":2,\"status\":\"pending\"}'),"
    " (4, 9, 'console', 'enrollment.change', 'enrollment:33', '{\"partner\":2,\"status\":\"approved\"}');"
    "INSERT INTO link VALUES (1, 'l1', 1, 1, 1, NULL, 'active', 1, 1);"
    "INSERT INTO click VALUES (77, 1, -5, -6, 1, 'DE', 2, '192.0.2.0', 'sub1=x');"
    "INSERT INTO ship_mark VALUES (0, 3, 4096, 1, " AT_ELEVEN ");";

// One commission of a recruiter stands beside that of the credited partner: the plans of the first in order count.
static const char money[] =
    "INSERT INTO conversion VALUES"
    " (1, 1, 1, 'sale', 'sale', 'A-1', 9000, 0, 'EUR', 'approved', 'approved', '', " AT_ELEVEN ", " AT_ELEVEN ","
    "  'postback', 1, 1, 1, 77, 'click_id', '', 0, '', '', BYTES, 'DE', 2),"
    " (2, 1, 0, 'sale', 'sale', 'A-2', 500, 0, 'EUR', 'pending', 'pending', '', " LAST_MILLISECOND ", " NEXT_DAY ","
    "  'postback', 1, NULL, 0, 0, '', 'no_evidence', 0, '', '', BYTES, '', 0),"
    " (3, 1, 1, 'sale', 'sale', 'A-3', 2000, 0, 'EUR', 'approved', 'approved', '', " NEXT_DAY ", " NEXT_DAY ","
    "  'postback', 1, 1, 1, 77, 'click_id', '', 0, '', '', BYTES, 'DE', 2);"
    "INSERT INTO refund VALUES (1, 1, 'R-1', 1000, " NEXT_DAY ", " NEXT_DAY "), (2, 3, 'R-1', 500, " NEXT_DAY ", 9);"
    "INSERT INTO refund_exchange VALUES (2, 612);"
    "INSERT INTO commission VALUES"
    " (1, 1, 'cnv:1:1:1', 1, 1, 2, '2,1', 'EUR', 900, 900, 0, 'pending', 5, 1),"
    " (2, 1, 'cnv:1:2:1', 2, 1, 1, '1', 'EUR', 90, 90, 0, 'pending', 5, 1),"
    " (3, 3, 'cnv:3:1:1', 1, 1, 1, '1', 'EUR', 200, 200, 0, 'pending', 5, 1);"
    "INSERT INTO commission_change VALUES (1, 1, 'accrued', 0, 900, 'pending', '{}', 1, 1);"
    "INSERT INTO ledger_account VALUES (1, 'program', 1, 'commission_expense', 'EUR', 900, 1, BYTES),"
    " (2, 'partner', 1, 'pending', 'EUR', -900, 1, BYTES);"
    "INSERT INTO ledger_entry VALUES (1, 'cnv:1:1:1:1', 'accrual', 'commission', 1, 1, 1, 0, 0);"
    "INSERT INTO ledger_posting VALUES (1, 2, 2, -900, 0, -900, 1, BYTES), (1, 1, 1, 900, 0, 900, 1, BYTES);"
    "UPDATE ledger_entry SET is_sealed = 1 WHERE id = 1;";

// quarter, program, offer, partner, link, country, device; clicks, unique, leads, sales, rejected, refunded, revenue,
// commission. 11:00, 11:15 and 12:00 of the first day, 00:00 of the next.
static const char counts[] = "INSERT INTO performance VALUES"
                             " (1963628, 1, 1, 1, 1, 'DE', 2, 10, 7, 1, 2, 0, 1, 9000, 900),"
                             " (1963629, 1, 1, 1, 1, 'FR', 1, 5, 4, 0, 1, 1, 0, 2000, 200),"
                             " (1963632, 1, 2, 2, 2, 'DE', 2, 3, 3, 0, 0, 0, 0, 0, 0),"
                             " (1963628, 2, 3, 0, 0, '', 0, 0, 0, 0, 1, 0, 0, 500, 0),"
                             " (1963680, 1, 1, 1, 1, 'DE', 2, 1, 1, 0, 0, 0, 0, 0, 0);";

static const char penalties[] =
    "INSERT INTO settlement_terms VALUES (1, 1, 1, 'network', 'cost_plus', 300000, 0, 5, 3, 0, 1);"
    "INSERT INTO penalty VALUES (1, 1, 1, 1, 'EUR', 900, 4500, 10, 20, 30, 'waived', 'agreed', 40);";

// Text of a level's rows after the migrations: the counts above, added up by hand.
static const struct {
    int level;
    const char *rows;
} levels[] = {
    // as they were, quarter|partner|program|offer|link|country|device, then the eight counts
    {0, "1963628|0|2|3|0||0|0,0,0,1,0,0,500,0\n1963628|1|1|1|1|DE|2|10,7,1,2,0,1,9000,900\n"
        "1963629|1|1|1|1|FR|1|5,4,0,1,1,0,2000,200\n1963632|2|1|2|2|DE|2|3,3,0,0,0,0,0,0\n"
        "1963680|1|1|1|1|DE|2|1,1,0,0,0,0,0,0\n"},
    // quarters, hours and days of programs
    {1, "1963628|0|1|0|0||0|10,7,1,2,0,1,9000,900\n1963628|0|2|0|0||0|0,0,0,1,0,0,500,0\n"
        "1963629|0|1|0|0||0|5,4,0,1,1,0,2000,200\n1963632|0|1|0|0||0|3,3,0,0,0,0,0,0\n"
        "1963680|0|1|0|0||0|1,1,0,0,0,0,0,0\n"},
    {2, "1963628|0|1|0|0||0|15,11,1,3,1,1,11000,1100\n1963628|0|2|0|0||0|0,0,0,1,0,0,500,0\n"
        "1963632|0|1|0|0||0|3,3,0,0,0,0,0,0\n1963680|0|1|0|0||0|1,1,0,0,0,0,0,0\n"},
    {3, "1963584|0|1|0|0||0|18,14,1,3,1,1,11000,1100\n1963584|0|2|0|0||0|0,0,0,1,0,0,500,0\n"
        "1963680|0|1|0|0||0|1,1,0,0,0,0,0,0\n"},
    // days of offers, of countries, of devices, of links; eight days of partners, from quarter 2556 x 768 on
    {4, "1963584|0|1|1|0||0|15,11,1,3,1,1,11000,1100\n1963584|0|1|2|0||0|3,3,0,0,0,0,0,0\n"
        "1963584|0|2|3|0||0|0,0,0,1,0,0,500,0\n1963680|0|1|1|0||0|1,1,0,0,0,0,0,0\n"},
    {5, "1963584|0|1|0|0|DE|0|13,10,1,2,0,1,9000,900\n1963584|0|1|0|0|FR|0|5,4,0,1,1,0,2000,200\n"
        "1963584|0|2|0|0||0|0,0,0,1,0,0,500,0\n1963680|0|1|0|0|DE|0|1,1,0,0,0,0,0,0\n"},
    {6, "1963584|0|1|0|0||1|5,4,0,1,1,0,2000,200\n1963584|0|1|0|0||2|13,10,1,2,0,1,9000,900\n"
        "1963584|0|2|0|0||0|0,0,0,1,0,0,500,0\n1963680|0|1|0|0||2|1,1,0,0,0,0,0,0\n"},
    {7, "1963584|0|2|3|0||0|0,0,0,1,0,0,500,0\n1963584|1|1|1|1||0|15,11,1,3,1,1,11000,1100\n"
        "1963584|2|1|2|2||0|3,3,0,0,0,0,0,0\n1963680|1|1|1|1||0|1,1,0,0,0,0,0,0\n"},
    {8, "1963008|0|2|0|0||0|0,0,0,1,0,0,500,0\n1963008|1|1|0|0||0|16,12,1,3,1,1,11000,1100\n"
        "1963008|2|1|0|0||0|3,3,0,0,0,0,0,0\n"},
    // hours of offers, of countries, of devices; days of offers, countries and devices
    {9, "1963628|0|1|1|0||0|15,11,1,3,1,1,11000,1100\n1963628|0|2|3|0||0|0,0,0,1,0,0,500,0\n"
        "1963632|0|1|2|0||0|3,3,0,0,0,0,0,0\n1963680|0|1|1|0||0|1,1,0,0,0,0,0,0\n"},
    {10, "1963628|0|1|0|0|DE|0|10,7,1,2,0,1,9000,900\n1963628|0|1|0|0|FR|0|5,4,0,1,1,0,2000,200\n"
         "1963628|0|2|0|0||0|0,0,0,1,0,0,500,0\n1963632|0|1|0|0|DE|0|3,3,0,0,0,0,0,0\n"
         "1963680|0|1|0|0|DE|0|1,1,0,0,0,0,0,0\n"},
    {11, "1963628|0|1|0|0||1|5,4,0,1,1,0,2000,200\n1963628|0|1|0|0||2|10,7,1,2,0,1,9000,900\n"
         "1963628|0|2|0|0||0|0,0,0,1,0,0,500,0\n1963632|0|1|0|0||2|3,3,0,0,0,0,0,0\n"
         "1963680|0|1|0|0||2|1,1,0,0,0,0,0,0\n"},
    {12, "1963584|0|1|1|0|DE|2|10,7,1,2,0,1,9000,900\n1963584|0|1|1|0|FR|1|5,4,0,1,1,0,2000,200\n"
         "1963584|0|1|2|0|DE|2|3,3,0,0,0,0,0,0\n1963584|0|2|3|0||0|0,0,0,1,0,0,500,0\n"
         "1963680|0|1|1|0|DE|2|1,1,0,0,0,0,0,0\n"},
};

// What else the rows are now: a column of text, and its rows.
static const struct {
    const char *query;
    const char *rows;
} answers[] = {
    {"SELECT id || '|' || local_day || '|' || plan_ids || '|' || needs || '|' || facts FROM conversion ORDER BY id",
     "1|20454|2,1|0|\n2|20454||0|\n3|20455|1|0|\n"},
    {"SELECT id || '|' || duty || '|' || language || '|' || name FROM network_user ORDER BY id",
     "1|owner||\n2|admin||\n3|owner||\n"},
    {"SELECT id || '|' || binds FROM plan ORDER BY id", "1|all\n2|all\n"},
    {"SELECT id || '|' || status || '|' || coalesce(approved_at, -1) FROM enrollment ORDER BY id",
     "1|approved|1\n2|rejected|5\n3|pending|-1\n"},
    {"SELECT id || '|' || is_public || '|' || summary FROM program ORDER BY id", "1|0|\n2|0|\n"},
    {"SELECT id || '|' || segment || '|' || country || '|' || coalesce(recruited_by, 0) FROM partner ORDER BY id",
     "1|||0\n2|||1\n"},
    {"SELECT hue || '|' || name FROM network", "264|Net\n"},
    {"SELECT id || '|' || role || '|' || level || '|' || amount_minor FROM commission ORDER BY id",
     "1|credited|0|900\n2|credited|0|90\n3|credited|0|200\n"},
    {"SELECT entry_id || '|' || position || '|' || account_id || '|' || amount_minor || '|' || balance_before_minor"
     " || '|' || balance_after_minor || '|' || account_version FROM ledger_posting WHERE hash = BYTES"
     " ORDER BY entry_id, position",
     "1|1|1|900|0|900|1\n1|2|2|-900|0|-900|1\n"},
    {"SELECT id || '|' || conversion_id || '|' || refund_key || '|' || amount_minor || '|' || occurred_at || '|'"
     " || received_at || '|' || coalesce(takes_back, 0) FROM refund ORDER BY id",
     "1|1|R-1|1000|" NEXT_DAY "|" NEXT_DAY "|0\n2|3|R-1|500|" NEXT_DAY "|9|0\n"},
    {"SELECT refund_id || '|' || amount_minor FROM refund_exchange", "2|612\n"},
    {"SELECT id || '|' || commission_id || '|' || partner_id || '|' || terms_id || '|' || currency || '|' || base_minor"
     " || '|' || amount_minor || '|' || due_at || '|' || overdue_at || '|' || accrued_at || '|' || status || '|'"
     " || note || '|' || settled_at || '|' || coalesce(plan_id, 0) FROM penalty",
     "1|1|1|1|EUR|900|4500|10|20|30|waived|agreed|40|0\n"},
    {"SELECT id || '|' || visitor || '|' || network_agent || '|' || parameters FROM click WHERE visitor = -5",
     "77|-5|-6|sub1=x\n"},
    {"SELECT node || '|' || segment || '|' || position FROM ship_mark", "0|3|4096\n"},
};

// What the guards of rebuilt tables refuse of these rows, and what they let pass.
static const char *const refused[] = {
    "UPDATE refund SET amount_minor = 1 WHERE id = 1",
    "DELETE FROM refund WHERE id = 1",
    "INSERT INTO refund (id, conversion_id, refund_key, amount_minor, occurred_at, received_at)"
    " VALUES (9, 1, NULL, 1, 1, 1)",
    "INSERT INTO refund (id, conversion_id, amount_minor, occurred_at, received_at, takes_back)"
    " VALUES (9, 1, -1, 1, 1, 99)",
    "UPDATE refund_exchange SET amount_minor = 1",
    "DELETE FROM refund_exchange",
    "INSERT INTO refund_exchange VALUES (99, 1)",
    "UPDATE ledger_posting SET amount_minor = 1 WHERE entry_id = 1 AND position = 1",
    "DELETE FROM ledger_posting",
    "INSERT INTO ledger_posting VALUES (1, 3, 1, 5, 900, 905, 2, BYTES)",
    "INSERT INTO ledger_posting VALUES (99, 1, 1, 5, 900, 905, 2, BYTES)",
    "UPDATE ledger_entry SET kind = 'release' WHERE id = 1",
    "INSERT INTO ledger_entry VALUES (3, 'k', 'accrual', 'commission', 1, 1, 1, 0, 0);"
    "INSERT INTO ledger_posting VALUES (3, 1, 1, 5, 900, 905, 2, BYTES), (3, 2, 2, -4, -900, -904, 2, BYTES);"
    "UPDATE ledger_entry SET is_sealed = 1 WHERE id = 3",
    "INSERT INTO penalty (id, commission_id, partner_id, currency, base_minor, amount_minor, due_at, overdue_at,"
    " accrued_at, status, note) VALUES (2, 2, 2, 'EUR', 90, 450, 1, 1, 1, 'owed', '')",
    "UPDATE conversion SET local_day = 1 WHERE id = 1",
};
static const char accepted[] =
    "INSERT INTO refund (id, conversion_id, amount_minor, occurred_at, received_at, takes_back)"
    " VALUES (3, 1, -1000, 1, 1, 1);"
    "INSERT INTO ledger_entry VALUES (2, 'k', 'accrual', 'commission', 1, 1, 1, 0, 0);"
    "INSERT INTO ledger_posting VALUES (2, 1, 1, 5, 900, 905, 2, BYTES), (2, 2, 2, -5, -900, -905, 2, BYTES);"
    "UPDATE ledger_entry SET is_sealed = 1 WHERE id = 2;"
    "INSERT INTO penalty (id, commission_id, partner_id, plan_id, currency, base_minor, amount_minor, due_at,"
    " overdue_at, accrued_at, status, note) VALUES (2, 2, 2, 1, 'EUR', 90, 450, 1, 1, 1, 'owed', '');";

static int empty_setup(void **state)
{
    *state = test_database_new_empty(*(const enum db_kind *)*state);
    return 0;
}

// The text in the database's own spelling of bytes.
static const char *spelled(struct arena *arena, const struct db *db, const char *sql)
{
    struct text text = TEXT("");
    const char *mark = NULL;
    for (; (mark = strstr(sql, "BYTES")) != NULL; sql = mark + strlen("BYTES")) {
        text = text_format(arena, "%.*s%.*s%s", TEXT_PRINT(text), (int)(mark - sql), sql,
                           db_kind_of(db) == DB_SQLITE ? "X'01020304'" : "'\\x01020304'::bytea");
    }
    return text_zero_terminated(arena, text_format(arena, "%.*s%s", TEXT_PRINT(text), sql));
}

static enum rc run_script(struct db *db, const char *sql)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    TRY(db_write_begin(db));
    AUTO_TRANSACTION(db);
    TRY(db->driver->script(db, spelled(arena, db, sql)));
    return db_commit(db);
}

static void fill(struct db *db, const char *sql)
{
    if (run_script(db, sql) != RC_OK) {
        fail_msg("%s", db_failure(db));
    }
}

static void migrate_to(struct db *db, size_t count)
{
    struct fault fault = {0};
    if (db_migrate_list(db, db_migrations, count, &fault) != RC_OK) {
        fail_msg("%s %s", fault.message, fault.detail);
    }
}

struct reading {
    struct arena *arena;
    struct text rows;
};

static enum rc reading_call(void *user, const struct db_value *values)
{
    struct reading *reading = user;
    reading->rows = text_format(reading->arena, "%.*s%.*s\n", TEXT_PRINT(reading->rows), TEXT_PRINT(values[0].t));
    return RC_OK;
}

// arena: outlives the connection's use, which knows a statement by its place.
static void assert_rows(struct arena *arena, struct db *db, const char *query, const char *rows)
{
    static const struct db_column out[] = {{.name = "row", .type = DB_TYPE_TEXT}};
    const char *sql = spelled(arena, db, query);
    struct db_statement *statement = arena_one(arena, struct db_statement);
    *statement = (struct db_statement){.name = "filled", .sqlite = sql, .postgres = sql, .out = out, .out_count = 1};
    struct reading reading = {.arena = arena, .rows = TEXT("")};
    if (db_run(db, statement, NULL, reading_call, &reading, NULL) != RC_OK) {
        fail_msg("%s", db_failure(db));
    }
    if (!text_equal(reading.rows, text_of(rows))) {
        fail_msg("%s\ngives\n%.*swanted\n%s", query, TEXT_PRINT(reading.rows), rows);
    }
}

static void assert_levels(struct arena *arena, struct db *db)
{
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        struct text query = text_format(
            arena,
            "SELECT quarter || '|' || partner_id || '|' || program_id || '|' || offer_id || '|' || link_id || '|'"
            " || country || '|' || device || '|' || clicks || ',' || unique_clicks || ',' || leads || ',' || sales"
            " || ',' || rejected || ',' || refunded || ',' || revenue_minor || ',' || commission_minor"
            " FROM performance WHERE level = %d"
            " ORDER BY quarter, partner_id, program_id, offer_id, link_id, country, device",
            levels[i].level);
        assert_rows(arena, db, text_zero_terminated(arena, query), levels[i].rows);
    }
    assert_rows(arena, db, "SELECT CAST(count(DISTINCT level) AS TEXT) FROM performance", "13\n");
}

static void rows_go_through_all_migrations(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct db *db = test_database_db(*state);
    migrate_to(db, BEFORE_AWARDS);
    fill(db, nouns);
    fill(db, money);
    fill(db, counts);
    migrate_to(db, BEFORE_LIGHTER_ROWS);
    fill(db, penalties);
    migrate_to(db, db_migration_count);
    struct fault fault = {0};
    assert_int_equal(db_schema_check(db, &fault), RC_OK);
    assert_levels(arena, db);
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        assert_rows(arena, db, answers[i].query, answers[i].rows);
    }
}

static void rebuilt_tables_are_guarded(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct db *db = test_database_db(*state);
    migrate_to(db, BEFORE_AWARDS);
    fill(db, nouns);
    fill(db, money);
    migrate_to(db, BEFORE_LIGHTER_ROWS);
    fill(db, penalties);
    migrate_to(db, db_migration_count);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (run_script(db, refused[i]) != RC_REFUSED) {
            fail_msg("%s: %s", refused[i], db_failure(db));
        }
    }
    assert_int_equal(run_script(db, "INSERT INTO refund (id, conversion_id, refund_key, amount_minor, occurred_at,"
                                    " received_at) VALUES (9, 1, 'R-1', 1, 1, 1)"),
                     RC_CONFLICT);
    fill(db, accepted);
    assert_rows(arena, db, "SELECT id || '|' || amount_minor FROM refund ORDER BY id", "1|1000\n2|500\n3|-1000\n");
    assert_rows(arena, db, "SELECT CAST(count(*) AS TEXT) FROM ledger_posting", "4\n");
}

// The schema is the golden one, however the tables came to be.
static void the_schema_is_that_of_a_new_database(void **state)
{
    struct db *db = test_database_db(*state);
    migrate_to(db, BEFORE_AWARDS);
    fill(db, nouns);
    fill(db, money);
    fill(db, counts);
    migrate_to(db, db_migration_count);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct test_database *fresh = test_database_new(test_database_kind(*state));
    struct text expected = TEXT_NONE;
    struct text found = TEXT_NONE;
    assert_int_equal(db_schema_text(test_database_db(fresh), arena, &expected), RC_OK);
    assert_int_equal(db_schema_text(db, arena, &found), RC_OK);
    test_database_free(fresh);
    assert_true(text_equal(found, expected));
}

#define CASE(function) TEST_DATABASE_CASE_WITH(function, empty_setup)

static const struct CMUnitTest cases[] = {
    CASE(rows_go_through_all_migrations),
    CASE(rebuilt_tables_are_guarded),
    CASE(the_schema_is_that_of_a_new_database),
};

int main(void)
{
    return TEST_DATABASE_RUN("db_filled", cases);
}
