// SPDX-License-Identifier: Apache-2.0
// Conditions of plans as phrases: a test by its operator, the names of fields, and how a test is filled in.
#include "commission/explain_words.h"

#include "core/buf.h"
#include "format/encode.h"

#define ROW(words) [(words)-WORDS_CONDITION]
#define TEST(op) ROW(WORDS_TEST_IS + (op))
#define FIELD(field) ROW(WORDS_FIELD + (field))

// English, Russian, French, Japanese.
// clang-format off
const char *const explain_condition_templates[WORDS_SENTENCE - WORDS_CONDITION][EXPLAIN_LANGUAGE_COUNT] = {
    TEST(PLAN_IS) = {"{field} is {value}", "{field}: {value}", "{field} : {value}", "{field}が{value}"},
    TEST(PLAN_IS_NOT) = {
        "{field} is not {value}", "{field}: не {value}", "{field} : autre que {value}", "{field}が{value}以外",
    },
    TEST(PLAN_IN) = {
        "{field} is one of {value}", "{field}: одно из {value}", "{field} : parmi {value}", "{field}が{value}のいずれか",
    },
    TEST(PLAN_NOT_IN) = {
        "{field} is none of {value}", "{field}: ни одно из {value}", "{field} : hors de {value}",
        "{field}が{value}のいずれでもない",
    },
    TEST(PLAN_CONTAINS) = {
        "{field} contains {value}", "{field}: содержит {value}", "{field} : contient {value}", "{field}に{value}を含む",
    },
    TEST(PLAN_NOT_CONTAINS) = {
        "{field} does not contain {value}", "{field}: не содержит {value}", "{field} : ne contient pas {value}",
        "{field}に{value}を含まない",
    },
    TEST(PLAN_STARTS_WITH) = {
        "{field} begins with {value}", "{field}: начинается с {value}", "{field} : commence par {value}",
        "{field}が{value}で始まる",
    },
    TEST(PLAN_ENDS_WITH) = {
        "{field} ends with {value}", "{field}: заканчивается на {value}", "{field} : se termine par {value}",
        "{field}が{value}で終わる",
    },
    TEST(PLAN_EQUAL) = {"{field} is {value}", "{field}: {value}", "{field} : {value}", "{field}が{value}"},
    TEST(PLAN_NOT_EQUAL) = {
        "{field} is not {value}", "{field}: не {value}", "{field} : autre que {value}", "{field}が{value}以外",
    },
    TEST(PLAN_LESS) = {
        "{field} below {value}", "{field}: меньше {value}", "{field} : moins de {value}", "{field}が{value}未満",
    },
    TEST(PLAN_AT_MOST) = {
        "{field} at most {value}", "{field}: не больше {value}", "{field} : au plus {value}", "{field}が{value}以下",
    },
    TEST(PLAN_MORE) = {
        "{field} above {value}", "{field}: больше {value}", "{field} : plus de {value}", "{field}が{value}超",
    },
    TEST(PLAN_AT_LEAST) = {
        "{field} at least {value}", "{field}: не меньше {value}", "{field} : au moins {value}", "{field}が{value}以上",
    },
    ROW(WORDS_AND) = {"{left}, and {right}", "{left} и {right}", "{left} et {right}", "{left}、かつ{right}"},
    ROW(WORDS_OR) = {"({left}, or {right})", "({left} или {right})", "({left} ou {right})", "({left}、または{right})"},
    ROW(WORDS_NOT) = {"not: ({left})", "не: ({left})", "sauf : ({left})", "({left})以外"},
    ROW(WORDS_LIST) = {", ", ", ", ", ", "、"},
    ROW(WORDS_QUOTED) = {"“{value}”", "«{value}»", "« {value} »", "「{value}」"},
    ROW(WORDS_CUSTOMER_NEW) = {"new", "новый", "nouveau", "新規"},
    ROW(WORDS_CUSTOMER_RETURNING) = {"returning", "повторный", "déjà client", "既存"},
    FIELD(PLAN_PARTNER_TYPE) = {"the partner’s type", "тип партнёра", "type du partenaire", "パートナーの種別"},
    FIELD(PLAN_PARTNER_LEVEL) = {"the partner’s level", "уровень партнёра", "niveau du partenaire", "パートナーのランク"},
    FIELD(PLAN_PARTNER_SEGMENT) = {"the partner’s segment", "сегмент партнёра", "segment du partenaire", "パートナーのセグメント"},
    FIELD(PLAN_PARTNER_COUNTRY) = {"the partner’s country", "страна партнёра", "pays du partenaire", "パートナーの国"},
    FIELD(PLAN_PARTNER_CODE) = {"the partner’s code", "код партнёра", "code du partenaire", "パートナーコード"},
    FIELD(PLAN_PARTNER_DAYS) = {
        "days since the partner joined", "дней с подключения партнёра", "jours depuis l’adhésion du partenaire",
        "パートナー登録からの日数",
    },
    FIELD(PLAN_RECRUITER_TYPE) = {"the recruiter’s type", "тип пригласившего партнёра", "type du parrain", "紹介者の種別"},
    FIELD(PLAN_RECRUITER_LEVEL) = {
        "the recruiter’s level", "уровень пригласившего партнёра", "niveau du parrain", "紹介者のランク",
    },
    FIELD(PLAN_RECRUITER_SEGMENT) = {
        "the recruiter’s segment", "сегмент пригласившего партнёра", "segment du parrain", "紹介者のセグメント",
    },
    FIELD(PLAN_RECRUITER_COUNTRY) = {
        "the recruiter’s country", "страна пригласившего партнёра", "pays du parrain", "紹介者の国",
    },
    FIELD(PLAN_RECRUITER_CODE) = {"the recruiter’s code", "код пригласившего партнёра", "code du parrain", "紹介者のコード"},
    FIELD(PLAN_RECRUITER_DAYS) = {
        "days since the recruiter joined", "дней с подключения пригласившего партнёра",
        "jours depuis l’adhésion du parrain",
        "紹介者の登録からの日数",
    },
    FIELD(PLAN_CUSTOMER) = {"the customer", "клиент", "client", "顧客"},
    FIELD(PLAN_CUSTOMER_COUNTRY) = {"the customer’s country", "страна клиента", "pays du client", "顧客の国"},
    FIELD(PLAN_COUPON) = {"the coupon", "промокод", "code promo", "クーポン"},
    FIELD(PLAN_COUNTRY) = {"the visitor’s country", "страна посетителя", "pays du visiteur", "訪問者の国"},
    FIELD(PLAN_DEVICE) = {"the device", "устройство", "appareil", "デバイス"},
    FIELD(PLAN_SOURCE) = {"the traffic source", "источник трафика", "source du trafic", "流入元"},
    FIELD(PLAN_ORDER_AMOUNT) = {"the order’s amount", "сумма заказа", "montant de la commande", "注文金額"},
    FIELD(PLAN_ORDER_QUANTITY) = {"the number of items", "количество единиц товара", "nombre d’articles", "商品の数量"},
    FIELD(PLAN_PAYMENT_NUMBER) = {
        "the number of the customer’s payment", "номер платежа клиента", "numéro du paiement du client", "顧客の支払い回数",
    },
    FIELD(PLAN_MONTH_NUMBER) = {
        "the month since the customer’s first payment", "месяц с первого платежа клиента",
        "mois depuis le premier paiement du client", "顧客の初回支払いからの月数",
    },
    FIELD(PLAN_DATE) = {"the date", "дата", "date", "日付"},
    FIELD(PLAN_METADATA) = {"the event’s “{key}”", "поле события «{key}»", "champ « {key} »", "項目「{key}」"},
    FIELD(PLAN_ITEM_KIND) = {"the kind of item", "вид товара", "type d’article", "商品種類"},
    FIELD(PLAN_ITEM_SKU) = {"the item’s SKU", "артикул", "référence de l’article", "商品のSKU"},
    FIELD(PLAN_ITEM_CATEGORY) = {"the item’s category", "категория товара", "catégorie de l’article", "商品カテゴリ"},
};
// clang-format on

static struct text filled_value(struct arena *arena, enum explain_language language, enum explain_words words,
                                const char *name, struct text text)
{
    struct explain_value value = {.name = name, .text = text};
    return explain_fill(arena, language, words, &value, 1);
}

static bool is_number_field(enum plan_field field)
{
    return field == PLAN_PARTNER_DAYS || field == PLAN_RECRUITER_DAYS || field == PLAN_ORDER_QUANTITY ||
           field == PLAN_PAYMENT_NUMBER || field == PLAN_MONTH_NUMBER || field == PLAN_DATE;
}

static struct text value_shown(struct arena *arena, enum explain_language language, const struct explain_test *test,
                               struct text value)
{
    if (test->field == PLAN_CUSTOMER) {
        bool is_new = text_equal_ignore_case(value, TEXT("new"));
        return text_of(explain_template(language, is_new ? WORDS_CUSTOMER_NEW : WORDS_CUSTOMER_RETURNING));
    }
    if (test->field == PLAN_ORDER_AMOUNT) {
        struct text decimal = explain_decimal(arena, language, value);
        return text_format(arena, "%.*s %s", TEXT_PRINT(decimal), test->currency.code);
    }
    if (is_number_field(test->field) || (test->field == PLAN_METADATA && test->op >= PLAN_EQUAL)) {
        return test->field == PLAN_DATE ? value : explain_decimal(arena, language, value);
    }
    return filled_value(arena, language, WORDS_QUOTED, "value", value);
}

struct text explain_test_value(struct arena *arena, enum explain_language language, const struct explain_test *test)
{
    struct buf buf = buf_new(arena, SIZE_MAX / 8);
    for (size_t i = 0; i < test->value_count; i++) {
        buf_add(&buf, i == 0 ? TEXT("") : text_of(explain_template(language, WORDS_LIST)));
        buf_add(&buf, value_shown(arena, language, test, test->values[i]));
    }
    return buf_text(&buf);
}

struct text explain_test_phrase(struct arena *arena, enum explain_language language, const struct explain_test *test)
{
    enum explain_words field = (enum explain_words)(WORDS_FIELD + (int)test->field);
    struct explain_value values[] = {
        {"field", filled_value(arena, language, field, "key", text_is(test->key) ? test->key : TEXT(""))},
        {"value", explain_test_value(arena, language, test)},
    };
    return explain_fill(arena, language, (enum explain_words)(WORDS_TEST_IS + (int)test->op), values, 2);
}
