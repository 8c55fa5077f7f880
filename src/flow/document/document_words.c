// SPDX-License-Identifier: Apache-2.0
// The words of documents in English, Russian, French and Japanese; see document_words.h. French has a no-break space
// before a colon.
#include "document/document_words.h"

#include <string.h>

#include "core/buf.h"
#include "core/bug.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

// One row for each of enum document_word: English, Russian, French, Japanese.
// clang-format off
static const char *const words[DOC_WORD_COUNT][I18N_LANGUAGE_COUNT] = {
    [DOC_STATEMENT] = {"Partner statement", "Выписка по счёту партнёра", "Relevé du partenaire", "報酬明細書"},
    [DOC_PARTNER] = {"Partner", "Партнёр", "Partenaire", "パートナー"},
    [DOC_PERIOD] = {"Period", "Период", "Période", "対象期間"},
    [DOC_SPAN] = {"{from} – {to}", "{from} – {to}", "{from} – {to}", "{from}〜{to}"},
    [DOC_AS_OF] = {"As of", "По состоянию на", "Situation au", "基準日時"},
    [DOC_TIME_ZONE] = {"Time zone", "Часовой пояс", "Fuseau horaire", "タイムゾーン"},
    [DOC_NOT_OVER] = {
        "The period is not over yet: these figures may still change.",
        "Период ещё не закончился: данные могут измениться.",
        "La période n’est pas terminée : ces chiffres peuvent encore changer.",
        "対象期間は終了していません。金額は今後変わることがあります。",
    },
    [DOC_NOTHING] = {
        "Nothing happened in this period.", "За этот период событий не было.",
        "Aucun événement au cours de cette période.", "この期間の成果および取引はありません。",
    },
    [DOC_PAGES] = {
        "Page {page} of {pages}", "Страница {page} из {pages}", "Page {page} sur {pages}", "{page} / {pages} ページ",
    },
    [DOC_TOTAL] = {"Total", "Итого", "Total", "合計"},
    [DOC_SUMMARY] = {"Summary", "Итоги", "Résumé", "概要"},
    [DOC_BALANCES] = {"Balances, {currency}", "Остатки, {currency}", "Soldes, {currency}", "残高({currency})"},
    [DOC_CONVERSIONS] = {
        "Conversions, {currency}", "Конверсии, {currency}", "Conversions, {currency}", "成果({currency})",
    },
    [DOC_CLICKS] = {
        "Paid clicks, {currency}", "Оплачиваемые клики, {currency}", "Clics rémunérés, {currency}",
        "クリック報酬({currency})",
    },
    [DOC_PAYOUTS] = {"Payouts, {currency}", "Выплаты, {currency}", "Paiements, {currency}", "支払い({currency})"},
    [DOC_REWARDS] = {"Rewards in kind", "Награды в натуральной форме", "Récompenses en nature", "現物報酬"},
    [DOC_COLUMN_REWARD] = {"Reward", "Награда", "Récompense", "報酬の内容"},
    [DOC_COLUMN_GRANTED] = {"Granted", "Присуждено", "Accordé", "付与"},
    [DOC_COLUMN_TAKEN_BACK] = {"Taken back", "Отозвано", "Repris", "取り消し"},
    [DOC_COLUMN_DELIVERED] = {"Delivered", "Выдано", "Remis", "引き渡し済み"},
    [DOC_REWARD_GIFT] = {"gift", "подарок", "cadeau", "ギフト"},
    [DOC_REWARD_CREDIT] = {"credit", "бонусный кредит", "avoir", "クレジット"},
    [DOC_REWARD_LEAD] = {"lead", "лид", "lead", "リード"},
    [DOC_REWARD_INVITATION] = {"invitation", "приглашение", "invitation", "招待"},
    [DOC_MOVEMENTS] = {
        "Movements, {currency}", "Движение средств, {currency}", "Mouvements, {currency}", "残高の増減({currency})",
    },
    [DOC_OPENING] = {"Opening balance", "Остаток на начало", "Solde initial", "期首残高"},
    [DOC_CLOSING] = {"Closing balance", "Остаток на конец", "Solde final", "期末残高"},
    [DOC_AVAILABLE_ON] = {"available on {date}", "доступно с {date}", "disponible le {date}", "{date} 出金可能"},
    [DOC_OCCURRED] = {"happened on {date}", "событие {date}", "survenue le {date}", "発生日 {date}"},
    [DOC_COLUMN_DATE] = {"Date", "Дата", "Date", "日付"},
    [DOC_COLUMN_OCCURRED] = {"Happened on", "Дата события", "Survenue le", "発生日時"},
    [DOC_COLUMN_ORDER] = {"Order", "Заказ", "Commande", "注文番号"},
    [DOC_COLUMN_GOAL] = {"Goal", "Цель", "Objectif", "成果地点"},
    [DOC_COLUMN_PROGRAM] = {"Program", "Программа", "Programme", "プログラム"},
    [DOC_COLUMN_AMOUNT] = {"Order amount", "Сумма заказа", "Montant", "注文金額"},
    [DOC_COLUMN_REFUNDED] = {"Refunded", "Возвращено", "Remboursé", "返金額"},
    [DOC_COLUMN_COMMISSION] = {"Commission", "Вознаграждение", "Commission", "報酬"},
    [DOC_COLUMN_CURRENCY] = {"Currency", "Валюта", "Devise", "通貨"},
    [DOC_COLUMN_STATE] = {"State", "Статус", "État", "ステータス"},
    [DOC_COLUMN_REASON] = {"Reason", "Причина", "Motif", "理由"},
    [DOC_COLUMN_DUE] = {"Available on", "Доступно с", "Disponible le", "出金可能日"},
    [DOC_COLUMN_PAYOUT] = {"Payout", "Выплата", "Paiement", "支払い"},
    [DOC_COLUMN_DAY] = {"Day (UTC)", "День (UTC)", "Jour (UTC)", "対象日(UTC)"},
    [DOC_COLUMN_CLICKS] = {"Clicks", "Клики", "Clics", "クリック数"},
    [DOC_COLUMN_UNIQUE] = {"Unique", "Уникальные", "Uniques", "ユニーク数"},
    [DOC_COLUMN_IMPRESSIONS] = {"Impressions", "Показы", "Impressions", "表示回数"},
    [DOC_COLUMN_EARNED] = {"Earned exactly", "Заработано точно", "Gain exact", "発生額(端数込み)"},
    [DOC_COLUMN_BOOKED] = {"Booked", "Начислено", "Comptabilisé", "計上額"},
    [DOC_COLUMN_CARRIED] = {"Carried on", "Перенос остатка", "Report", "繰越端数"},
    [DOC_COLUMN_METHOD] = {"Method", "Способ", "Moyen", "支払方法"},
    [DOC_COLUMN_TAKEN] = {"Made on", "Сформирована", "Établi le", "処理開始日"},
    [DOC_COLUMN_SETTLED] = {"Settled on", "Завершена", "Réglé le", "完了日"},
    [DOC_COLUMN_CAUSE] = {"Movement", "Операция", "Opération", "内容"},

    [DOC_INVOICE] = {"Invoice", "Счёт", "Facture", "請求書"},
    [DOC_SELF_BILLING] = {
        "Self-billing invoice", "Счёт, составленный покупателем", "Facture (autofacturation)", "仕入明細書",
    },
    [DOC_CREDIT_NOTE] = {"Credit note", "Кредит-нота", "Avoir", "返還請求書"},
    [DOC_SELF_BILLING_CREDIT_NOTE] = {
        "Self-billing credit note", "Кредит-нота, составленная покупателем", "Avoir (autofacturation)", "返還明細書",
    },
    [DOC_NUMBER] = {"Number", "Номер", "Numéro", "番号"},
    [DOC_ISSUED_ON] = {"Date of issue", "Дата составления", "Date d’émission", "発行日"},
    [DOC_PERFORMED_UNTIL] = {"Services until", "Услуги оказаны по", "Prestations jusqu’au", "役務提供の末日"},
    [DOC_CORRECTS] = {"Cancels", "Отменяет", "Annule", "取消対象"},
    [DOC_SELLER] = {"Seller", "Продавец", "Vendeur", "売り手"},
    [DOC_BUYER] = {"Buyer", "Покупатель", "Acheteur", "買い手"},
    [DOC_VAT_ID] = {"VAT ID", "Номер плательщика НДС", "N° TVA", "税登録番号"},
    [DOC_REGISTRATION_ID] = {"Registration no.", "Регистрационный номер", "N° d’immatriculation", "法人番号"},
    [DOC_DESCRIPTION] = {"Description", "Описание", "Désignation", "摘要"},
    [DOC_QUANTITY] = {"Commissions", "Начислений", "Commissions", "件数"},
    [DOC_NET] = {"Net amount", "Сумма без НДС", "Montant HT", "税抜金額"},
    [DOC_LINE_COMMISSIONS] = {
        "Commissions, program {program}", "Вознаграждения, программа «{program}»", "Commissions, programme {program}",
        "成果報酬({program})",
    },
    [DOC_LINE_CHARGES] = {
        "Advertising, program {program}", "Реклама, программа «{program}»", "Publicité, programme {program}",
        "広告費({program})",
    },
    [DOC_LINE_CHARGES_ALL] = {
        "Advertising, all programs, less refunds", "Реклама, все программы, за вычетом возвратов",
        "Publicité, tous les programmes, remboursements déduits", "広告費(全プログラム、返金控除後)",
    },
    [DOC_LINE_SUBSCRIPTION] = {"Platform fee", "Плата за платформу", "Frais de plateforme", "プラットフォーム利用料"},
    [DOC_DUE_ON] = {"Due on", "Оплатить до", "À payer avant le", "支払期限"},
    [DOC_RECEIPT] = {"Commission receipt", "Справка о вознаграждении", "Reçu de commission", "報酬明細書"},
    [DOC_RECEIPT_WHY] = {"How it came about", "Как получилась сумма", "Calcul du montant", "算定の根拠"},
    [DOC_RECEIPT_BOOKS] = {"In the books", "В учёте", "Dans les livres", "帳簿の記録"},
    [DOC_COLUMN_ACCOUNT] = {"Account", "Счёт", "Compte", "勘定科目"},
    [DOC_COLUMN_DEBIT] = {"Debit", "Дебет", "Débit", "借方"},
    [DOC_COLUMN_CREDIT] = {"Credit", "Кредит", "Crédit", "貸方"},
    [DOC_TOTAL_NET] = {"Total without VAT", "Итого без НДС", "Total HT", "税抜合計"},
    [DOC_TOTAL_TAX] = {"VAT {rate}", "НДС {rate}", "TVA {rate}", "消費税・付加価値税 {rate}"},
    [DOC_ROUNDING] = {"Rounding", "Округление", "Arrondi", "端数調整"},
    [DOC_PAYABLE] = {"Total", "Всего", "Total TTC", "合計金額"},
    [DOC_DUE] = {"Amount due", "К оплате", "Reste à payer", "未払額"},
    [DOC_TERMS] = {
        "Paid with the payout.", "Оплачивается выплатой.", "Réglé par le paiement en cours.", "支払処理により支払われます。",
    },
    [DOC_NOTE_SELF_BILLING] = {
        "Self-billing: written by the buyer in the seller’s name, as agreed.",
        "Самофактурирование: составлено покупателем от имени продавца по соглашению.",
        "Autofacturation : établie par l’acheteur au nom du vendeur, avec son accord.",
        "本書は、合意に基づき買い手が売り手に代わって作成したものです(Self-billing)。",
    },
    [DOC_NOTE_REVERSE_CHARGE] = {
        "Reverse charge: the buyer accounts for the VAT (directive 2006/112/EC, article 196).",
        "Обратное начисление: НДС исчисляет покупатель (Директива 2006/112/ЕС, статья 196).",
        "Autoliquidation : TVA due par le preneur (directive 2006/112/CE, article 196).",
        "リバースチャージ:付加価値税は買い手が申告納付します(EU指令 2006/112/EC 第196条)。",
    },
    [DOC_NOTE_OUTSIDE] = {
        "Outside the scope of VAT.", "Не является объектом обложения НДС.", "Hors champ d’application de la TVA.",
        "付加価値税の課税対象外です。",
    },
    [DOC_NOTE_EXEMPT] = {"No VAT is charged.", "Без НДС.", "TVA non applicable.", "付加価値税は課されません。"},
    [DOC_NOTE_SETTLED] = {"Paid.", "Оплачено.", "Acquittée.", "支払済みです。"},

    [DOC_ACCOUNT_PENDING] = {"Pending", "В холде", "En attente", "未確定"},
    [DOC_ACCOUNT_AVAILABLE] = {"Available", "Доступно к выводу", "Disponible", "出金可能"},
    [DOC_ACCOUNT_IN_PAYOUT] = {"In payout", "В выплате", "En cours de paiement", "支払処理中"},
    [DOC_ACCOUNT_PAID] = {"Paid", "Выплачено", "Payé", "支払済み"},
    [DOC_ACCOUNT_OWED_BACK] = {"Owed back", "К возврату", "À restituer", "返還対象"},
    [DOC_ACCOUNT_PENALTY_OWED] = {"Penalty owed", "Неустойка к выплате", "Pénalité due", "未払違約金"},
    [DOC_ACCOUNT_COMMISSION_EXPENSE] = {
        "Commission costs", "Расходы на вознаграждения",
        "Charges de commissions", "成果報酬費用",
    },
    [DOC_ACCOUNT_ACCRUED_CHARGE] = {
        "Charged, not approved", "Начислено, не подтверждено",
        "Facturable, non validé", "未承認の請求額",
    },
    [DOC_ACCOUNT_RECEIVABLE] = {"Receivable", "К получению от рекламодателя", "Créance", "売掛金"},
    [DOC_ACCOUNT_PREPAID] = {"Prepaid", "Аванс рекламодателя", "Acompte", "前受金"},
    [DOC_ACCOUNT_RECHARGED] = {
        "Recharged to the advertiser", "Перевыставлено рекламодателю",
        "Refacturé à l’annonceur", "広告主への再請求",
    },
    [DOC_ACCOUNT_FEE_REVENUE] = {"Network fee", "Вознаграждение сети", "Marge du réseau", "ネットワーク手数料"},
    [DOC_ACCOUNT_SUBSCRIPTION_REVENUE] = {
        "Platform fees", "Плата за платформу",
        "Frais de plateforme", "プラットフォーム利用料",
    },
    [DOC_ACCOUNT_CASH] = {"Clearing", "Расчёты с банком", "Compte d’attente bancaire", "銀行清算"},
    [DOC_ACCOUNT_PENALTY_EXPENSE] = {"Penalty costs", "Расходы на неустойки", "Charges de pénalités", "違約金費用"},
    [DOC_ACCOUNT_COMPENSATION_EXPENSE] = {
        "Compensation costs", "Расходы на компенсации",
        "Charges de compensation", "補償費用",
    },
    [DOC_ACCOUNT_OPENING_EQUITY] = {"Opening balances", "Начальные остатки", "Soldes d’ouverture", "期首残高"},
    [DOC_ACCOUNT_EXCHANGE] = {"Currency exchange", "Обмен валют", "Change", "通貨交換"},
    [DOC_ACCOUNT_EXCHANGE_DIFFERENCE] = {"Exchange differences", "Курсовые разницы", "Écarts de change", "為替差損益"},
    [DOC_ACCOUNT_TAX_PAYABLE] = {"VAT payable", "НДС к уплате", "TVA à payer", "未払消費税"},
    [DOC_CAUSE_ACCRUED] = {"Commission earned", "Начислено вознаграждение", "Commission acquise", "報酬の発生"},
    [DOC_CAUSE_REFUND] = {
        "Refund to the customer", "Списание по возврату",
        "Annulation (remboursement)", "返金による取消",
    },
    [DOC_CAUSE_REFUND_REVERSED] = {
        "Refund taken back", "Возврат отменён",
        "Remboursement annulé", "返金の取り消し",
    },
    [DOC_CAUSE_APPROVED] = {"Conversion approved", "Конверсия подтверждена", "Conversion validée", "成果の承認"},
    [DOC_CAUSE_REJECTED] = {"Conversion rejected", "Конверсия отклонена", "Conversion refusée", "成果の否認"},
    [DOC_CAUSE_RELEASED] = {"Hold ended", "Холд закончился", "Fin du délai d’attente", "保留期間の終了"},
    [DOC_CAUSE_PAYOUT] = {"Taken into a payout", "Включено в выплату", "Mise en paiement", "支払処理の開始"},
    [DOC_CAUSE_PAID] = {"Paid", "Выплачено", "Paiement effectué", "支払い"},
    [DOC_CAUSE_PAYOUT_FAILED] = {
        "Payout failed or came back", "Выплата не прошла или вернулась", "Paiement échoué ou retourné", "支払失敗・組戻し",
    },
    [DOC_CAUSE_RECOVERY] = {
        "Set off against what was owed back", "Удержано в счёт возврата", "Compensation du montant à restituer",
        "返還対象額との相殺",
    },
    [DOC_CAUSE_ADJUSTMENT] = {"Adjustment", "Корректировка", "Ajustement", "調整"},
    [DOC_CAUSE_REOPENED] = {"Decision taken back", "Решение отменено", "Décision annulée", "判定の取り消し"},
    [DOC_CAUSE_VOLUME] = {"Rate changed with the volume", "Ставка изменилась с объёмом", "Taux modifié selon le volume",
                          "実績による料率の変更"},
    [DOC_CAUSE_OPENING] = {
        "Carried over", "Перенос остатка из прежней системы",
        "Solde repris", "前システムからの繰越",
    },
    [DOC_CAUSE_OPENING_REVERSED] = {"Carry-over taken back", "Перенос остатка отменён", "Reprise de solde annulée",
                                    "繰越の取消"},
    [DOC_CAUSE_PENALTY] = {"Penalty for late payment", "Неустойка за просрочку", "Pénalité de retard", "支払遅延の違約金"},
    [DOC_CAUSE_PENALTY_PAID] = {"Penalty paid", "Неустойка выплачена", "Pénalité payée", "違約金の支払い"},
    [DOC_CAUSE_PENALTY_WAIVED] = {"Penalty waived", "Неустойка снята", "Pénalité annulée", "違約金の免除"},
    [DOC_CAUSE_COMPENSATION] = {"Compensation", "Компенсация", "Compensation", "補償"},
    [DOC_CAUSE_REVERSED] = {"Taken back", "Отменено", "Annulation", "取消"},
    [DOC_STATE_PENDING] = {"Pending", "В холде", "En attente", "未確定"},
    [DOC_STATE_AVAILABLE] = {"Available", "Доступно к выводу", "Disponible", "出金可能"},
    [DOC_STATE_IN_PAYOUT] = {"In payout", "В выплате", "En cours de paiement", "支払処理中"},
    [DOC_STATE_PAID] = {"Paid", "Выплачено", "Payée", "支払済み"},
    [DOC_STATE_REFUSED] = {"Rejected", "Отклонено", "Refusée", "否認"},
    [DOC_REASON_CANCELLED] = {"order cancelled", "заказ отменён", "commande annulée", "注文キャンセル"},
    [DOC_REASON_RETURNED] = {"goods returned", "товар возвращён", "marchandise retournée", "返品"},
    [DOC_REASON_NOT_PAID] = {"order not paid", "заказ не оплачен", "commande impayée", "未入金"},
    [DOC_REASON_DUPLICATE] = {"reported twice", "дубликат", "doublon", "重複"},
    [DOC_REASON_FRAUD] = {"fraud", "мошенничество", "fraude", "不正"},
    [DOC_REASON_INVALID_LEAD] = {"invalid lead", "недействительный лид", "lead non valide", "無効なリード"},
    [DOC_REASON_TEST] = {"test order", "тестовый заказ", "commande de test", "テスト注文"},
    [DOC_REASON_OUTSIDE_TERMS] = {
        "against the program’s terms", "нарушены условия программы", "non conforme aux conditions du programme",
        "プログラム規約の対象外",
    },
    [DOC_REASON_ADVERTISER] = {
        "rejected by the advertiser", "отклонено рекламодателем", "refusée par l’annonceur", "広告主による否認",
    },
    [DOC_REASON_OTHER] = {"other reason", "другая причина", "autre motif", "その他の理由"},
    [DOC_REASON_NOT_APPROVED] = {
        "waiting for approval", "ожидает подтверждения", "en attente de validation", "承認待ち",
    },
    [DOC_REASON_ON_HOLD] = {"on hold", "в холде", "délai d’attente", "保留期間中"},
    [DOC_REASON_REFUNDED] = {
        "refunded in full", "полный возврат покупателю", "entièrement remboursée", "全額返金",
    },
    [DOC_REASON_NO_RULE] = {
        "no rule of the plan pays for it", "план не предусматривает вознаграждения",
        "aucune règle du barème ne s’applique", "報酬プランの対象外",
    },
    [DOC_REASON_NOTHING_DUE] = {
        "the plan comes to nothing", "по плану вознаграждение равно нулю", "le barème donne un montant nul", "報酬額がゼロ",
    },
    [DOC_REASON_CARRIED] = {
        "below the smallest unit, carried on", "меньше наименьшей единицы, перенесено",
        "inférieur à la plus petite unité, reporté", "最小単位未満のため繰越",
    },
    [DOC_REASON_REVERSED] = {"taken back", "отменено", "annulée", "取消済み"},
    [DOC_PAYOUT_TAKEN] = {"In payout", "В выплате", "En cours", "支払処理中"},
    [DOC_PAYOUT_PAID] = {"Paid", "Выплачено", "Payé", "支払済み"},
    [DOC_PAYOUT_FAILED] = {"Failed or came back", "Не прошла или вернулась", "Échoué ou retourné", "失敗・組戻し"},
    [DOC_METHOD_BANK_TRANSFER] = {"Bank transfer", "Банковский перевод", "Virement bancaire", "銀行振込"},
    [DOC_METHOD_PAYPAL] = {"PayPal", "PayPal", "PayPal", "PayPal"},
    [DOC_METHOD_NETTING] = {"Set off", "Взаимозачёт", "Compensation réciproque", "相殺"},
    [DOC_GOAL_SALE] = {"sale", "продажа", "vente", "販売"},
    [DOC_GOAL_LEAD] = {"lead", "лид", "lead", "リード"},
    [DOC_GOAL_BONUS] = {"bonus", "бонус", "bonus", "ボーナス"},
    [DOC_GOAL_COMPENSATION] = {"compensation", "компенсация", "compensation", "補償"},
    [DOC_GOAL_OPENING] = {"carried over", "перенос остатка", "solde repris", "繰越"},
};
// clang-format on

static const struct {
    const char *group, *code;
    enum document_word word;
} codes[] = {
    {"account", "pending", DOC_ACCOUNT_PENDING},
    {"account", "available", DOC_ACCOUNT_AVAILABLE},
    {"account", "in_payout", DOC_ACCOUNT_IN_PAYOUT},
    {"account", "paid", DOC_ACCOUNT_PAID},
    {"account", "owed_back", DOC_ACCOUNT_OWED_BACK},
    {"account", "penalty_owed", DOC_ACCOUNT_PENALTY_OWED},
    {"account", "commission_expense", DOC_ACCOUNT_COMMISSION_EXPENSE},
    {"account", "accrued_charge", DOC_ACCOUNT_ACCRUED_CHARGE},
    {"account", "receivable", DOC_ACCOUNT_RECEIVABLE},
    {"account", "prepaid", DOC_ACCOUNT_PREPAID},
    {"account", "recharged", DOC_ACCOUNT_RECHARGED},
    {"account", "fee_revenue", DOC_ACCOUNT_FEE_REVENUE},
    {"account", "subscription_revenue", DOC_ACCOUNT_SUBSCRIPTION_REVENUE},
    {"account", "cash", DOC_ACCOUNT_CASH},
    {"account", "penalty_expense", DOC_ACCOUNT_PENALTY_EXPENSE},
    {"account", "compensation_expense", DOC_ACCOUNT_COMPENSATION_EXPENSE},
    {"account", "opening_equity", DOC_ACCOUNT_OPENING_EQUITY},
    {"account", "exchange", DOC_ACCOUNT_EXCHANGE},
    {"account", "exchange_difference", DOC_ACCOUNT_EXCHANGE_DIFFERENCE},
    {"account", "tax_payable", DOC_ACCOUNT_TAX_PAYABLE},
    {"cause", "accrued", DOC_CAUSE_ACCRUED},
    {"cause", "refund", DOC_CAUSE_REFUND},
    {"cause", "refund_reversed", DOC_CAUSE_REFUND_REVERSED},
    {"cause", "approved", DOC_CAUSE_APPROVED},
    {"cause", "rejected", DOC_CAUSE_REJECTED},
    {"cause", "released", DOC_CAUSE_RELEASED},
    {"cause", "payout", DOC_CAUSE_PAYOUT},
    {"cause", "paid", DOC_CAUSE_PAID},
    {"cause", "payout_failed", DOC_CAUSE_PAYOUT_FAILED},
    {"cause", "recovery", DOC_CAUSE_RECOVERY},
    {"cause", "adjustment", DOC_CAUSE_ADJUSTMENT},
    {"cause", "accrual", DOC_CAUSE_ACCRUED},
    {"cause", "volume", DOC_CAUSE_VOLUME},
    {"cause", "reopened", DOC_CAUSE_REOPENED},
    {"cause", "penalty", DOC_CAUSE_PENALTY},
    {"cause", "penalty_paid", DOC_CAUSE_PENALTY_PAID},
    {"cause", "penalty_waived", DOC_CAUSE_PENALTY_WAIVED},
    {"cause", "release", DOC_CAUSE_RELEASED},
    {"cause", "opening", DOC_CAUSE_OPENING},
    {"cause", "opening_reversed", DOC_CAUSE_OPENING_REVERSED},
    {"cause", "compensation", DOC_CAUSE_COMPENSATION},
    {"cause", "reversed", DOC_CAUSE_REVERSED},
    {"state", "pending", DOC_STATE_PENDING},
    {"state", "available", DOC_STATE_AVAILABLE},
    {"state", "in_payout", DOC_STATE_IN_PAYOUT},
    {"state", "paid", DOC_STATE_PAID},
    {"state", "refused", DOC_STATE_REFUSED},
    {"reason", "cancelled", DOC_REASON_CANCELLED},
    {"reason", "returned", DOC_REASON_RETURNED},
    {"reason", "not_paid", DOC_REASON_NOT_PAID},
    {"reason", "duplicate", DOC_REASON_DUPLICATE},
    {"reason", "fraud", DOC_REASON_FRAUD},
    {"reason", "invalid_lead", DOC_REASON_INVALID_LEAD},
    {"reason", "test", DOC_REASON_TEST},
    {"reason", "outside_terms", DOC_REASON_OUTSIDE_TERMS},
    {"reason", "advertiser_rejected", DOC_REASON_ADVERTISER},
    {"reason", "other", DOC_REASON_OTHER},
    {"reason", "not_approved", DOC_REASON_NOT_APPROVED},
    {"reason", "on_hold", DOC_REASON_ON_HOLD},
    {"reason", "refunded", DOC_REASON_REFUNDED},
    {"reason", "no_rule", DOC_REASON_NO_RULE},
    {"reason", "nothing_due", DOC_REASON_NOTHING_DUE},
    {"reason", "carried", DOC_REASON_CARRIED},
    {"reason", "reversed", DOC_REASON_REVERSED},
    {"payout", "taken", DOC_PAYOUT_TAKEN},
    {"reward", "title", DOC_REWARDS},
    {"reward", "reward", DOC_COLUMN_REWARD},
    {"reward", "granted", DOC_COLUMN_GRANTED},
    {"reward", "taken_back", DOC_COLUMN_TAKEN_BACK},
    {"reward", "delivered", DOC_COLUMN_DELIVERED},
    {"reward", "gift", DOC_REWARD_GIFT},
    {"reward", "credit", DOC_REWARD_CREDIT},
    {"reward", "lead", DOC_REWARD_LEAD},
    {"reward", "invitation", DOC_REWARD_INVITATION},
    {"payout", "paid", DOC_PAYOUT_PAID},
    {"payout", "failed", DOC_PAYOUT_FAILED},
    {"method", "bank_transfer", DOC_METHOD_BANK_TRANSFER},
    {"method", "paypal", DOC_METHOD_PAYPAL},
    {"method", "netting", DOC_METHOD_NETTING},
    {"goal", "sale", DOC_GOAL_SALE},
    {"goal", "lead", DOC_GOAL_LEAD},
    {"goal", "bonus", DOC_GOAL_BONUS},
    {"goal", "compensation", DOC_GOAL_COMPENSATION},
    {"goal", "opening", DOC_GOAL_OPENING},
};

struct text document_word(enum i18n_language language, enum document_word word)
{
    BUG_ON((size_t)language >= I18N_LANGUAGE_COUNT || (size_t)word >= DOC_WORD_COUNT);
    return text_of(words[word][language]);
}

struct text document_code(enum i18n_language language, const char *group, struct text code)
{
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        if (strcmp(codes[i].group, group) == 0 && text_equal(text_of(codes[i].code), code)) {
            return document_word(language, codes[i].word);
        }
    }
    return code;
}

struct text document_reward(struct arena *arena, enum i18n_language language, struct text kind, struct text name)
{
    struct text word = document_code(language, "reward", kind);
    return text_is_empty(name) ? word : text_format(arena, "%.*s · %.*s", TEXT_PRINT(word), TEXT_PRINT(name));
}

static struct text value_of(const struct document_value *values, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(text_of(values[i].name), name)) {
            return values[i].text;
        }
    }
    BUG_ON(true);
    return TEXT_NONE;
}

struct text document_fill(struct arena *arena, enum i18n_language language, enum document_word word,
                          const struct document_value *values, size_t count)
{
    struct buf buf = buf_new(arena, 65536);
    struct text rest = document_word(language, word);
    while (rest.n > 0) {
        size_t open = text_find_char(rest, '{', 0);
        buf_add(&buf, text_slice(rest, 0, open));
        if (open == SIZE_MAX) {
            break;
        }
        size_t close = text_find_char(rest, '}', open);
        BUG_ON(close == SIZE_MAX);
        buf_add(&buf, value_of(values, count, text_slice(rest, open + 1, close)));
        rest = text_slice(rest, close + 1, SIZE_MAX);
    }
    return buf_text(&buf);
}
