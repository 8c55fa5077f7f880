// SPDX-License-Identifier: Apache-2.0
// The OpenAPI document says of every route what the table says, and nothing else; its references lead somewhere.
#include "api_fixture.h"

static const char *const method_names[] = {"get", "head", "post", "put", "patch", "delete", "options"};

static const struct json *document_of(struct api *api)
{
    struct api_answer a = expect_status(200, api_call(api, TEXT_NONE, "GET /api/v1/openapi.json", NULL));
    assert_text(api_value(a, "openapi"), "3.1.0");
    assert_true(text_is(api_value(a, "info.title")) && text_is(api_value(a, "info.version")));
    return a.json;
}

static void every_route_is_described(void **state)
{
    struct api *api = api_new(*state);
    const struct json *document = document_of(api);
    const struct json *paths = json_member(document, "paths");
    size_t operations = 0;
    for (size_t i = 0; i < json_count(paths); i++) {
        const char *path = text_zero_terminated(api->arena, json_member_name(paths, i));
        operations += json_count(json_member(paths, path));
    }
    assert_int_equal(operations, api_routes.count);
    for (size_t i = 0; i < api_routes.count; i++) {
        const struct route *route = &api_routes.routes[i];
        const struct json *operation = json_member(json_member(paths, route->pattern), method_names[route->method]);
        assert_row(route->name, json_is_object(operation));
        assert_row(route->name, text_equal(json_text(json_member(operation, "operationId")), text_of(route->name)));
        assert_row(route->name, (route->body->count > 0) == (json_member(operation, "requestBody") != NULL));
        bool is_creating = (route->flags & ROUTE_CREATES) != 0;
        const struct json *answers = json_member(operation, "responses");
        assert_row(route->name, json_is_object(json_member(answers, is_creating ? "201" : "200")));
        size_t parameters = route->query->count;
        for (size_t k = 0; text_is(route_parameter_name(route->pattern, k)); k++) {
            parameters++;
        }
        parameters += (route->flags & (ROUTE_CREATES | ROUTE_KEYED)) != 0;
        assert_row(route->name, json_count(json_member(operation, "parameters")) == parameters);
        size_t security = json_count(json_member(operation, "security"));
        assert_row(route->name, (security == 0) == (route->capability == CAP_PUBLIC));
    }
    api_free(api);
}

// Every "$ref" names a schema, and every schema is named by one.
static size_t references(const struct json *json, const struct json *schemas, struct arena *arena, bool *used)
{
    size_t count = 0;
    struct text reference = json_is_object(json) ? json_text(json_member(json, "$ref")) : TEXT_NONE;
    if (text_is(reference)) {
        struct text name = text_slice(reference, sizeof("#/components/schemas/") - 1, SIZE_MAX);
        const struct json *schema = json_member(schemas, text_zero_terminated(arena, name));
        if (schema == NULL) {
            print_error("%.*s leads nowhere\n", TEXT_PRINT(reference));
            fail();
        }
        for (size_t i = 0; i < json_count(schemas); i++) {
            used[i] = used[i] || text_equal(name, json_member_name(schemas, i));
        }
        return 1;
    }
    for (size_t i = 0; i < json_count(json); i++) {
        const struct json *child = json_is_object(json)
                                       ? json_member(json, text_zero_terminated(arena, json_member_name(json, i)))
                                       : json_at(json, i);
        count += references(child, schemas, arena, used);
    }
    return count;
}

static void references_lead_somewhere(void **state)
{
    struct api *api = api_new(*state);
    const struct json *document = document_of(api);
    const struct json *schemas = json_member(json_member(document, "components"), "schemas");
    bool *used = arena_many(api->arena, bool, json_count(schemas));
    assert_true(references(document, schemas, api->arena, used) > 100);
    for (size_t i = 0; i < json_count(schemas); i++) {
        assert_row(text_zero_terminated(api->arena, json_member_name(schemas, i)), used[i]);
    }
    api_free(api);
}

// Names of operations are unique, and the same table gives the same bytes.
static void the_document_is_stable(void **state)
{
    struct api *api = api_new(*state);
    struct api_answer a = api_call(api, TEXT_NONE, "GET /api/v1/openapi.json", NULL);
    struct api_answer b = api_call(api, TEXT_NONE, "GET /api/v1/openapi.json", NULL);
    assert_true(text_equal(a.body, b.body));
    for (size_t i = 0; i < api_routes.count; i++) {
        for (size_t k = i + 1; k < api_routes.count; k++) {
            assert_row(api_routes.routes[i].name, strcmp(api_routes.routes[i].name, api_routes.routes[k].name) != 0);
        }
    }
    api_free(api);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(every_route_is_described),
        TEST_DATABASE_CASE(references_lead_somewhere),
        TEST_DATABASE_CASE(the_document_is_stable),
    };
    return TEST_DATABASE_RUN("openapi", cases);
}
