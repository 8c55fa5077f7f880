// SPDX-License-Identifier: Apache-2.0
// Writing of the OpenAPI document.
#include "openapi.h"

#include <string.h>

#include "core/bug.h"

#define DOCUMENT_BYTES_MAX ((size_t)4 << 20)
#define SCHEMAS_MAX 400

struct document {
    struct arena *arena;
    struct json_writer json;
    const struct schema *schemas[SCHEMAS_MAX];
    size_t schema_count;
};

static void document_add_schema(struct document *document, const struct schema *schema)
{
    if (schema == NULL || schema->count == 0) {
        return;
    }
    for (size_t i = 0; i < document->schema_count; i++) {
        if (document->schemas[i] == schema) {
            return;
        }
        BUG_ON(strcmp(document->schemas[i]->name, schema->name) == 0);
    }
    BUG_ON(document->schema_count == SCHEMAS_MAX);
    document->schemas[document->schema_count++] = schema;
    for (size_t i = 0; i < schema->count; i++) {
        document_add_schema(document, schema->fields[i].items);
    }
}

static void put_reference(struct document *document, const char *name)
{
    json_begin_object(&document->json);
    json_put_text(&document->json, "$ref", text_format(document->arena, "#/components/schemas/%s", name));
    json_end_object(&document->json);
}

static void put_words(struct document *document, const char *words)
{
    struct text rest = text_of(words);
    struct text word;
    json_name(&document->json, "enum");
    json_begin_array(&document->json);
    while (text_split(&rest, ',', &word)) {
        json_add_text(&document->json, word);
    }
    json_end_array(&document->json);
}

static void put_type(struct json_writer *json, const char *type, bool is_nullable)
{
    if (!is_nullable) {
        json_put_text(json, "type", text_of(type));
        return;
    }
    json_name(json, "type");
    json_begin_array(json);
    json_add_text(json, text_of(type));
    json_add_text(json, TEXT("null"));
    json_end_array(json);
}

static void put_text_kind(struct document *document, const struct field *field, bool is_nullable)
{
    struct json_writer *json = &document->json;
    put_type(json, "string", is_nullable);
    switch (field->kind) {
    case FIELD_KIND_TEXT:
        json_put_int64(json, "minLength", is_nullable ? 0 : field->min);
        json_put_int64(json, "maxLength", field->max);
        break;
    case FIELD_KIND_CODE:
        json_put_text(json, "pattern", TEXT("^[A-Za-z0-9_-]{1,64}$"));
        break;
    case FIELD_KIND_EMAIL:
        json_put_text(json, "format", TEXT("email"));
        break;
    case FIELD_KIND_URL:
        json_put_text(json, "format", TEXT("uri"));
        break;
    case FIELD_KIND_CHOICE:
        if (!is_nullable) {
            put_words(document, field->words);
        }
        break;
    case FIELD_KIND_CURRENCY:
        json_put_text(json, "pattern", TEXT("^[A-Za-z]{3}$"));
        break;
    case FIELD_KIND_ID:
        json_put_text(json, "pattern", text_format(document->arena, "^%s_[0-9a-z]{13}$", field->words));
        break;
    case FIELD_KIND_INSTANT:
        json_put_text(json, "format", TEXT("date-time"));
        break;
    case FIELD_KIND_DURATION:
        json_put_text(json, "format", TEXT("duration"));
        break;
    case FIELD_KIND_PERCENT:
    case FIELD_KIND_DECIMAL:
        json_put_text(json, "pattern", TEXT("^-?[0-9]+(\\.[0-9]+)?%?$"));
        break;
    case FIELD_KIND_INT64:
    case FIELD_KIND_BOOL:
    case FIELD_KIND_WORDS:
    case FIELD_KIND_MONEY:
    case FIELD_KIND_JSON:
    case FIELD_KIND_RAW:
    case FIELD_KIND_LIST:
    case FIELD_KIND_OBJECT:
        BUG_ON(true);
    }
}

static void put_list_kind(struct document *document, const struct field *field, bool is_nullable)
{
    struct json_writer *json = &document->json;
    put_type(json, "array", is_nullable);
    json_name(json, "items");
    if (field->kind == FIELD_KIND_LIST) {
        put_reference(document, field->items->name);
        return;
    }
    json_begin_object(json);
    json_put_text(json, "type", TEXT("string"));
    json_end_object(json);
}

// A member's schema. Members of answers may be null whenever their kind can be absent; of requests when it says so.
static void put_field_schema(struct document *document, const struct field *field, bool is_answer)
{
    struct json_writer *json = &document->json;
    bool is_nullable = is_answer ? (field->flags & FIELD_REQUIRED) == 0 : (field->flags & FIELD_NULLABLE) != 0;
    if (field->kind == FIELD_KIND_JSON || field->kind == FIELD_KIND_RAW) {
        json_add_raw(json, text_of(field->words));
        return;
    }
    if (field->kind == FIELD_KIND_MONEY || field->kind == FIELD_KIND_OBJECT) {
        json_begin_object(json);
        json_name(json, "oneOf");
        json_begin_array(json);
        put_reference(document, field->kind == FIELD_KIND_MONEY ? "Money" : field->items->name);
        json_add_raw(json, TEXT("{\"type\":\"null\"}"));
        json_end_array(json);
    } else {
        json_begin_object(json);
        if (field->kind == FIELD_KIND_INT64) {
            put_type(json, "integer", is_nullable);
            json_put_int64(json, "minimum", field->min);
            json_put_int64(json, "maximum", field->max);
        } else if (field->kind == FIELD_KIND_BOOL) {
            put_type(json, "boolean", is_nullable);
        } else if (field->kind == FIELD_KIND_WORDS || field->kind == FIELD_KIND_LIST) {
            put_list_kind(document, field, is_nullable && !is_answer);
        } else {
            put_text_kind(document, field, is_nullable);
        }
    }
    json_put_text(json, "description", text_of(field->description));
    json_end_object(json);
}

static bool schema_is_answer(const struct openapi_options *options, const struct schema *schema)
{
    for (size_t i = 0; i < options->table_count; i++) {
        for (size_t k = 0; k < options->tables[i]->count; k++) {
            const struct route *route = &options->tables[i]->routes[k];
            if (route->body == schema) {
                return false;
            }
            for (size_t n = 0; n < route->body->count; n++) {
                if (route->body->fields[n].items == schema) {
                    return false;
                }
            }
        }
    }
    return true;
}

static void put_schema(struct document *document, const struct openapi_options *options, const struct schema *schema)
{
    struct json_writer *json = &document->json;
    bool is_answer = schema_is_answer(options, schema);
    json_name(json, schema->name);
    json_begin_object(json);
    json_put_text(json, "type", TEXT("object"));
    json_name(json, "properties");
    json_begin_object(json);
    for (size_t i = 0; i < schema->count; i++) {
        json_name(json, schema->fields[i].name);
        put_field_schema(document, &schema->fields[i], is_answer);
    }
    json_end_object(json);
    json_name(json, "required");
    json_begin_array(json);
    for (size_t i = 0; i < schema->count; i++) {
        if (is_answer || (schema->fields[i].flags & FIELD_REQUIRED) != 0) {
            json_add_text(json, text_of(schema->fields[i].name));
        }
    }
    json_end_array(json);
    json_put_bool(json, "additionalProperties", false);
    json_end_object(json);
}

static void put_parameter_head(struct json_writer *json, struct text name, const char *place, bool is_required)
{
    json_begin_object(json);
    json_put_text(json, "name", name);
    json_put_text(json, "in", text_of(place));
    json_put_bool(json, "required", is_required);
}

static void put_parameters(struct document *document, const struct route *route)
{
    struct json_writer *json = &document->json;
    json_name(json, "parameters");
    json_begin_array(json);
    for (size_t i = 0; i < ROUTE_PARAMETERS_MAX; i++) {
        struct text name = route_parameter_name(route->pattern, i);
        if (text_is(name)) {
            const char *prefix = route_parameter_prefix(name);
            put_parameter_head(json, name, "path", true);
            json_name(json, "schema");
            json_begin_object(json);
            json_put_text(json, "type", TEXT("string"));
            if (prefix != NULL) {
                json_put_text(json, "pattern", text_format(document->arena, "^%s_[0-9a-z]{13}$", prefix));
            }
            json_end_object(json);
            json_end_object(json);
        }
    }
    for (size_t i = 0; i < route->query->count; i++) {
        const struct field *field = &route->query->fields[i];
        put_parameter_head(json, text_of(field->name), "query", (field->flags & FIELD_REQUIRED) != 0);
        json_put_text(json, "description", text_of(field->description));
        json_name(json, "schema");
        put_field_schema(document, field, false);
        json_end_object(json);
    }
    if ((route->flags & (ROUTE_CREATES | ROUTE_KEYED)) != 0) {
        put_parameter_head(json, TEXT("Idempotency-Key"), "header", false);
        json_put_text(json, "description",
                      TEXT("The same key and body gives the first answer again; another body 409."));
        json_name(json, "schema");
        json_add_raw(json, TEXT("{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}"));
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_answer_schema(struct document *document, const struct route *route)
{
    struct json_writer *json = &document->json;
    if ((route->flags & ROUTE_LISTS) == 0) {
        put_reference(document, route->answer->name);
        return;
    }
    json_begin_object(json);
    json_put_text(json, "type", TEXT("object"));
    json_name(json, "properties");
    json_begin_object(json);
    json_name(json, "data");
    json_begin_object(json);
    json_put_text(json, "type", TEXT("array"));
    json_name(json, "items");
    put_reference(document, route->answer->name);
    json_end_object(json);
    json_name(json, "next");
    json_add_raw(json, TEXT("{\"type\":[\"string\",\"null\"],\"description\":\"Cursor of the next page, or null.\"}"));
    json_end_object(json);
    json_name(json, "required");
    json_add_raw(json, TEXT("[\"data\",\"next\"]"));
    json_end_object(json);
}

static void put_error(struct json_writer *json, const char *status, const char *description)
{
    json_name(json, status);
    json_begin_object(json);
    json_put_text(json, "description", text_of(description));
    json_name(json, "content");
    json_add_raw(json, TEXT("{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Error\"}}}"));
    json_end_object(json);
}

static void put_answers(struct document *document, const struct route *route)
{
    struct json_writer *json = &document->json;
    bool is_creating = (route->flags & ROUTE_CREATES) != 0;
    bool is_writing = route->method != HTTP_GET;
    json_name(json, "responses");
    json_begin_object(json);
    json_name(json, is_creating ? "201" : "200");
    json_begin_object(json);
    json_put_text(json, "description", is_creating ? TEXT("Made.") : TEXT("Done."));
    if (route->answer->count > 0) {
        json_name(json, "content");
        json_begin_object(json);
        json_name(json, "application/json");
        json_begin_object(json);
        json_name(json, "schema");
        put_answer_schema(document, route);
        json_end_object(json);
        json_end_object(json);
    }
    json_end_object(json);
    put_error(json, "400", "The request cannot be read.");
    if (route->capability != CAP_PUBLIC) {
        put_error(json, "401", "A bearer token is missing, unknown or revoked.");
        put_error(json, "403", "The token's role may not do this.");
        put_error(json, "429", "The token asks too often: wait as Retry-After says.");
    }
    if (text_is(route_parameter_name(route->pattern, 0))) {
        put_error(json, "404", "There is no such thing, or it belongs to others.");
    }
    if (is_writing) {
        put_error(json, "409", "The key or code is in use for something else.");
        put_error(json, "422", "A field is malformed or a rule refuses; the field is named.");
    }
    put_error(json, "503", "The database is busy or cannot be reached: try again.");
    json_end_object(json);
}

static const char *method_name(enum http_method method)
{
    static const char *const names[] = {"get", "head", "post", "put", "patch", "delete", "options"};
    BUG_ON((size_t)method >= sizeof(names) / sizeof(names[0]));
    return names[method];
}

static void put_operation(struct document *document, const struct route *route)
{
    struct json_writer *json = &document->json;
    json_name(json, method_name(route->method));
    json_begin_object(json);
    json_put_text(json, "operationId", text_of(route->name));
    json_put_text(json, "summary", text_of(route->summary));
    json_name(json, "security");
    json_add_raw(json, route->capability == CAP_PUBLIC        ? TEXT("[]")
                       : (route->flags & ROUTE_LOOPBACK) != 0 ? TEXT("[{},{\"bearer\":[]}]")
                                                              : TEXT("[{\"bearer\":[]}]"));
    json_name(json, "x-roles");
    json_begin_array(json);
    for (enum role role = ROLE_OPERATOR; role < ROLE_COUNT; role++) {
        if (route->capability == CAP_PUBLIC || capability_is_of(route->capability, role)) {
            json_add_text(json, text_of(role_text(role)));
        }
    }
    json_end_array(json);
    put_parameters(document, route);
    if (route->body->count > 0) {
        json_name(json, "requestBody");
        json_begin_object(json);
        json_put_bool(json, "required", true);
        json_name(json, "content");
        json_begin_object(json);
        json_name(json, "application/json");
        json_begin_object(json);
        json_name(json, "schema");
        put_reference(document, route->body->name);
        json_end_object(json);
        json_end_object(json);
        json_end_object(json);
    }
    put_answers(document, route);
    json_end_object(json);
}

// Routes of one path stand together in the document, wherever they are in the tables.
static void put_path(struct document *document, const struct openapi_options *options, const struct route *first)
{
    json_name(&document->json, first->pattern);
    json_begin_object(&document->json);
    for (size_t i = 0; i < options->table_count; i++) {
        for (size_t k = 0; k < options->tables[i]->count; k++) {
            const struct route *route = &options->tables[i]->routes[k];
            if (options->tables[i]->base != NULL && strcmp(route->pattern, first->pattern) == 0) {
                put_operation(document, route);
            }
        }
    }
    json_end_object(&document->json);
}

static bool is_first_of_path(const struct openapi_options *options, const struct route *asked)
{
    for (size_t i = 0; i < options->table_count; i++) {
        for (size_t k = 0; k < options->tables[i]->count; k++) {
            const struct route *route = &options->tables[i]->routes[k];
            if (options->tables[i]->base != NULL && strcmp(route->pattern, asked->pattern) == 0) {
                return route == asked;
            }
        }
    }
    return false;
}

static void put_paths(struct document *document, const struct openapi_options *options)
{
    json_name(&document->json, "paths");
    json_begin_object(&document->json);
    for (size_t i = 0; i < options->table_count; i++) {
        for (size_t k = 0; k < options->tables[i]->count; k++) {
            const struct route *route = &options->tables[i]->routes[k];
            if (is_first_of_path(options, route)) {
                put_path(document, options, route);
            }
            if (options->tables[i]->base != NULL) {
                document_add_schema(document, route->body);
                document_add_schema(document, route->answer);
            }
        }
    }
    json_end_object(&document->json);
}

static const char money_schema[] =
    "{\"type\":\"object\",\"properties\":{\"amount\":{\"type\":\"string\",\"pattern\":\"^-?[0-9]+(\\\\.[0-9]+)?$\","
    "\"description\":\"Major units with the currency's own digits.\"},\"currency\":{\"type\":\"string\","
    "\"pattern\":\"^[A-Z]{3}$\"}},\"required\":[\"amount\",\"currency\"],\"additionalProperties\":false}";
static const char error_schema[] =
    "{\"type\":\"object\",\"properties\":{\"error\":{\"type\":\"object\",\"properties\":{\"code\":{\"type\":\"string\","
    "\"description\":\"Stable, for programs.\"},\"message\":{\"type\":\"string\",\"description\":\"For people.\"},"
    "\"field\":{\"type\":[\"string\",\"null\"],\"description\":\"The field at fault.\"},\"line\":"
    "{\"type\":\"integer\",\"description\":\"Where in a plan.\"},\"column\":{\"type\":\"integer\"},"
    "\"suggestion\":{\"type\":[\"string\",\"null\"]},\"reason\":{\"type\":[\"string\",\"null\"]}},"
    "\"required\":[\"code\",\"message\",\"field\"]}},\"required\":[\"error\"]}";

enum rc openapi_document(struct arena *arena, const struct openapi_options *options, struct text *ret_document,
                         struct fault *fault)
{
    struct buf buf = buf_new(arena, DOCUMENT_BYTES_MAX);
    struct document *document = arena_one(arena, struct document);
    document->arena = arena;
    document->json = json_writer_new(&buf);
    struct json_writer *json = &document->json;
    json_begin_object(json);
    json_put_text(json, "openapi", TEXT("3.1.0"));
    json_name(json, "info");
    json_begin_object(json);
    json_put_text(json, "title", TEXT("Tributary"));
    json_put_text(json, "version", TEXT("v1"));
    json_put_text(json, "description",
                  text_format(arena,
                              "The interface of a partner network, served by %.*s. Money is an object with a "
                              "decimal text and a currency; times are RFC 3339 in UTC.",
                              TEXT_PRINT(options->version)));
    json_end_object(json);
    put_paths(document, options);
    json_name(json, "components");
    json_begin_object(json);
    json_name(json, "securitySchemes");
    json_add_raw(json, TEXT("{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}}"));
    json_name(json, "schemas");
    json_begin_object(json);
    json_name(json, "Money");
    json_add_raw(json, text_of(money_schema));
    json_name(json, "Error");
    json_add_raw(json, text_of(error_schema));
    for (size_t i = 0; i < document->schema_count; i++) {
        put_schema(document, options, document->schemas[i]);
    }
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
    if (buf.is_overflown) {
        return fault_internal(fault, RC_FAULT, "the OpenAPI document does not fit");
    }
    *ret_document = buf_text(&buf);
    return RC_OK;
}
