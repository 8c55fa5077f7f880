// SPDX-License-Identifier: Apache-2.0
// The sentences in English, Russian, French and Japanese, and how values are set into them. Sentences are worded so
// that no value has to be inflected: names, sums and spans stand after a colon or alone. French has its narrow no-break
// space before ; and %, and a no-break space before a colon; Russian a no-break space before % and a dash.
#include "commission/explain_words.h"

#include <string.h>

#include "core/buf.h"
#include "core/bug.h"
#include "format/encode.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

// One row for each of enum explain_words: English, Russian, French, Japanese.
// clang-format off
static const char *const templates[WORDS_DERIVE][EXPLAIN_LANGUAGE_COUNT] = {
    [WORDS_EVENT] = {
        "Order {order} (goal: {goal}, amount: {amount}) happened on {occurred}; the advertiser’s report "
        "arrived on {received}.",
        "Заказ {order} (цель: {goal}, сумма: {amount}) совершён {occurred}; сообщение рекламодателя получено "
        "{received}.",
        "Commande {order} (objectif : {goal}, montant : {amount}) du {occurred} ; déclaration de l’annonceur "
        "reçue le {received}.",
        "注文 {order}(成果地点:{goal}、金額:{amount})の発生日時は {occurred}、広告主からの報告の受信日時は {received} です。",
    },
    [WORDS_EXCHANGE] = {
        "The amount was reported as {reported}. Exchange rate of {day}, {source}: {rates}.",
        "Сумма в сообщении: {reported}. Курс на {day}, {source}: {rates}.",
        "Montant déclaré : {reported}. Taux de change du {day}, {source} : {rates}.",
        "報告された金額は {reported} です。{day} の為替レート({source}):{rates}。",
    },
    [WORDS_DISCOUNT] = {
        "The customer was given a discount of {discount}.", "Покупателю предоставлена скидка: {discount}.",
        "Le client a bénéficié d’une remise de {discount}.", "顧客には {discount} の割引が適用されました。",
    },
    [WORDS_REFUND] = {
        "{refunded} was refunded, which leaves {remaining}.",
        "Возвращено покупателю: {refunded}; осталось: {remaining}.",
        "Remboursé au client : {refunded} ; reste : {remaining}.", "{refunded} が返金され、残額は {remaining} です。",
    },
    [WORDS_EVIDENCE_USED] = {
        "Credited to {partner}. Evidence: {kind}.", "Засчитано партнёру {partner}. Основание: {kind}.",
        "Attribué à {partner}. Preuve : {kind}.", "{partner} の成果として認められました。根拠:{kind}。",
    },
    [WORDS_EVIDENCE_REFUSED] = {
        "Not credited: {kind}. Reason: {why}.", "Не засчитано: {kind}. Причина: {why}.",
        "Non retenu : {kind}. Raison : {why}.", "不採用の根拠:{kind}。理由:{why}。",
    },
    [WORDS_EVIDENCE_REFUSED_AT] = {
        "Not credited: {kind}, {touched}. Reason: {why}.", "Не засчитано: {kind}, {touched}. Причина: {why}.",
        "Non retenu : {kind}, {touched}. Raison : {why}.", "不採用の根拠:{kind}({touched})。理由:{why}。",
    },
    [WORDS_EVIDENCE_OUTSIDE] = {
        "Not credited: {kind}, {touched}. That is {distance} before the event; the window is {window}.",
        "Не засчитано: {kind}, {touched}. До события прошло: {distance}; окно: {window}.",
        "Non retenu : {kind}, {touched}. Délai avant l’événement : {distance} ; fenêtre : {window}.",
        "不採用の根拠:{kind}({touched})。成果までの経過時間は {distance}、有効期間は {window} です。",
    },
    [WORDS_MODEL_LAST] = {
        "Among several touches the program credits the last.",
        "Из нескольких касаний программа засчитывает последнее.",
        "Parmi plusieurs contacts, le programme retient le dernier.", "複数の接触がある場合、このプログラムでは最後の接触を採用します。",
    },
    [WORDS_MODEL_FIRST] = {
        "Among several touches the program credits the first.",
        "Из нескольких касаний программа засчитывает первое.",
        "Parmi plusieurs contacts, le programme retient le premier.", "複数の接触がある場合、このプログラムでは最初の接触を採用します。",
    },
    [WORDS_WINDOW] = {
        "The touch was on {touched}, {distance} before the event; the window is {window}.",
        "Касание: {touched}; до события прошло: {distance}; окно: {window}.",
        "Contact le {touched} ; délai avant l’événement : {distance} ; fenêtre : {window}.",
        "接触日時は {touched}、成果までの経過時間は {distance}、有効期間は {window} です。",
    },
    [WORDS_WINDOW_LIFE] = {
        "The customer is bound to the partner for life: no window applies.",
        "Клиент закреплён за партнёром навсегда: окно не применяется.",
        "Le client est rattaché au partenaire à vie : aucune fenêtre ne s’applique.",
        "顧客はパートナーに無期限で紐付けられているため、有効期間は適用されません。",
    },
    [WORDS_PLAN] = {
        "Version {number} of the program’s plan pays.", "Платит план программы, версия {number}.",
        "Le barème du programme s’applique, version {number}.", "プログラムの報酬プラン(バージョン {number})が適用されます。",
    },
    [WORDS_PLAN_INDIVIDUAL] = {
        "Version {number} of the partner’s individual terms pays.",
        "Платят индивидуальные условия партнёра, версия {number}.",
        "Les conditions individuelles du partenaire s’appliquent, version {number}.",
        "パートナーの個別条件(バージョン {number})が適用されます。",
    },
    [WORDS_RULE] = {
        "The rule in line {line}: {text}", "Правило в строке {line}: {text}",
        "La règle de la ligne {line} : {text}", "{line} 行目のルール:{text}",
    },
    [WORDS_RULE_NO_KIND] = {
        "The rule in line {line} ({text}) does not pay: the order has no product of this kind.",
        "Правило в строке {line} ({text}) не платит: в заказе нет товара такого вида.",
        "La règle de la ligne {line} ({text}) ne paie pas : la commande ne contient aucun produit de ce type.",
        "{line} 行目のルール({text})は適用されません。この種類の商品が注文に含まれていないためです。",
    },
    [WORDS_RULE_NOTHING_LEFT] = {
        "The rule in line {line} ({text}) does not pay: rules for kinds of product took the whole order.",
        "Правило в строке {line} ({text}) не платит: весь заказ достался правилам по видам товара.",
        "La règle de la ligne {line} ({text}) ne paie pas : les règles par type de produit couvrent toute la "
        "commande.",
        "{line} 行目のルール({text})は適用されません。注文全体が商品種類別のルールの対象となったためです。",
    },
    [WORDS_RULE_OVERRIDDEN] = {
        "The rule in line {line} of the program’s plan ({text}) does not pay: the partner’s individual terms "
        "replace it.",
        "Правило в строке {line} плана программы ({text}) не платит: его заменяют индивидуальные условия "
        "партнёра.",
        "La règle de la ligne {line} du barème du programme ({text}) ne paie pas : les conditions "
        "individuelles du partenaire la remplacent.",
        "プログラムの報酬プラン {line} 行目のルール({text})は適用されません。パートナーの個別条件が優先されるためです。",
    },
    [WORDS_RULE_OTHER_GOAL] = {
        "The rule in line {line} ({text}) does not pay: it is for something else.",
        "Правило в строке {line} ({text}) не платит: оно для другого.",
        "La règle de la ligne {line} ({text}) ne paie pas : elle concerne autre chose.",
        "{line} 行目のルール({text})は適用されません。対象が異なるためです。",
    },
    [WORDS_BASE_AFTER] = {
        "Percentages are taken of what the customer paid, after the discount.",
        "Проценты считаются от уплаченной суммы, после скидки.",
        "Les pourcentages portent sur le montant payé, après remise.", "料率は割引後の支払額に対して計算されます。",
    },
    [WORDS_BASE_BEFORE] = {
        "Percentages are taken of the price before the discount.", "Проценты считаются от цены до скидки.",
        "Les pourcentages portent sur le prix avant remise.", "料率は割引前の価格に対して計算されます。",
    },
    [WORDS_PERCENT] = {
        "{rate}% of {base} is {exact}.", "{rate} % от {base} = {exact}.", "{rate} % de {base} = {exact}.",
        "{base} の {rate}% は {exact} です。",
    },
    [WORDS_FIXED] = {
        "The rule pays a fixed sum: {fixed}.", "Правило платит фиксированную сумму: {fixed}.",
        "La règle paie une somme fixe : {fixed}.", "定額 {fixed} が支払われます。",
    },
    [WORDS_FIXED_TAKEN_BACK] = {
        "The fixed sum of {fixed} is taken back, because all of the amount was refunded.",
        "Фиксированная сумма {fixed} снимается: возвращена вся сумма заказа.",
        "La somme fixe de {fixed} est reprise : la totalité du montant a été remboursée.",
        "全額が返金されたため、定額 {fixed} は取り消されます。",
    },
    [WORDS_SUM] = {
        "All rules together: {exact}.", "По всем правилам вместе: {exact}.",
        "Toutes les règles ensemble : {exact}.", "すべてのルールの合計は {exact} です。",
    },
    [WORDS_ROUND_AWAY] = {
        "{exact} is rounded to {rounded}; a half goes away from zero.",
        "{exact} округляется до {rounded}; половина округляется от нуля.",
        "{exact} est arrondi à {rounded} ; une moitié s’éloigne de zéro.",
        "{exact} を {rounded} に丸めます(端数がちょうど半分のときはゼロから遠い側)。",
    },
    [WORDS_ROUND_EVEN] = {
        "{exact} is rounded to {rounded}; a half goes to the even neighbour.",
        "{exact} округляется до {rounded}; половина округляется до чётного.",
        "{exact} est arrondi à {rounded} ; une moitié va au voisin pair.",
        "{exact} を {rounded} に丸めます(端数がちょうど半分のときは偶数側)。",
    },
    [WORDS_ROUND_NONE] = {
        "{exact} needs no rounding.", "{exact}: округление не требуется.",
        "{exact} : aucun arrondi n’est nécessaire.", "{exact} に端数はなく、丸めは不要です。",
    },
    [WORDS_CAP_RATE] = {
        "The plan’s cap is {rate}% of what the customer paid, that is {limit}, never exceeded by rounding: "
        "{commission}.",
        "Предел по плану: {rate} % от уплаченной суммы, то есть {limit}; округление его не превышает: "
        "{commission}.",
        "Le plafond du barème est de {rate} % du montant payé, soit {limit}, jamais dépassé par l’arrondi : "
        "{commission}.",
        "プランの上限は支払額の {rate}%、つまり {limit} です。丸めで上限を超えることはなく、{commission} となります。",
    },
    [WORDS_CAP_SUM] = {
        "The plan’s cap for one sale is {limit}.", "Предел по плану на одну продажу: {limit}.",
        "Le plafond du barème par vente est de {limit}.", "プランの上限は 1 件あたり {limit} です。",
    },
    [WORDS_COMMISSION] = {
        "The commission is {commission}.", "Вознаграждение: {commission}.", "La commission est de {commission}.",
        "報酬は {commission} です。",
    },
    [WORDS_IMPRESSIONS] = {
        "{impressions} {impressions:impression|impressions} on {day}.",
        "{day}: {impressions} {impressions:показ|показа|показов}.",
        "{day} : {impressions} {impressions:impression|impressions}.",
        "{day} の表示回数は {impressions} です。",
    },
    [WORDS_IMPRESSIONS_EARNED] = {
        "They earn exactly {earned}; {carried} was carried over from earlier days.",
        "За них начислено ровно {earned}; перенесено от прежних дней: {carried}.",
        "Elles rapportent exactement {earned} ; report des jours précédents : {carried}.",
        "報酬は正確には {earned}、以前の日からの繰越は {carried} です。",
    },
    [WORDS_COMPENSATION] = {
        "Granted by hand on {day}. Reason: {why}",
        "Начислено вручную {day}. Причина: {why}",
        "Accordé manuellement le {day}. Motif : {why}",
        "{day} に手動で付与されました。理由:{why}",
    },
    [WORDS_OPENING] = {
        "Carried over from an earlier system, as it stood on {day}.",
        "Перенесено из прежней системы по состоянию на {day}.",
        "Repris d’un système antérieur, selon l’état au {day}.",
        "{day} 時点の残高を前システムから引き継いだものです。",
    },
    [WORDS_CLICKS] = {
        "{clicks} {clicks:click|clicks} on {day}, {unique} of them unique.",
        "{day}: {clicks} {clicks:переход|перехода|переходов}, из них уникальных: {unique}.",
        "{day} : {clicks} {clicks:clic|clics}, dont uniques : {unique}.",
        "{day} のクリック数は {clicks}(うちユニーク {unique})です。",
    },
    [WORDS_CLICKS_EARNED] = {
        "They earn exactly {earned}; {carried} was carried over from earlier clicks.",
        "За них начислено ровно {earned}; перенесено от прежних переходов: {carried}.",
        "Ils rapportent exactement {earned} ; report des clics précédents : {carried}.",
        "報酬は正確には {earned}、以前のクリックからの繰越は {carried} です。",
    },
    [WORDS_CLICKS_ROUNDED] = {
        "{booked} is booked; the rest, {carried}, is carried over and not lost.",
        "Проведено: {booked}; остаток {carried} переносится и не теряется.",
        "Comptabilisé : {booked} ; le reste, {carried}, est reporté et n’est pas perdu.",
        "{booked} を計上し、端数 {carried} は切り捨てずに繰り越します。",
    },
    [WORDS_WHY_UNATTRIBUTED] = {
        "Nothing was earned, because nothing ties the order to a partner: {why}.",
        "Ничего не начислено: заказ не связан ни с одним партнёром. Причина: {why}.",
        "Rien n’est dû : rien ne relie la commande à un partenaire. Raison : {why}.",
        "報酬は発生しません。注文をパートナーに結び付ける根拠がないためです。理由:{why}。",
    },
    [WORDS_WHY_NO_PLAN] = {
        "Nothing was earned, because the program had no plan then.",
        "Ничего не начислено: у программы тогда не было плана.",
        "Rien n’est dû : le programme n’avait alors aucun barème.", "報酬は発生しません。その時点でプログラムに報酬プランがなかったためです。",
    },
    [WORDS_WHY_NO_RULE] = {
        "Nothing was earned, because no rule of the plan pays for the goal {goal}.",
        "Ничего не начислено: ни одно правило плана не платит за цель {goal}.",
        "Rien n’est dû : aucune règle du barème ne paie l’objectif {goal}.",
        "報酬は発生しません。成果地点 {goal} に対するルールがプランにないためです。",
    },
    [WORDS_WHY_NO_KIND] = {
        "Nothing was earned, because the plan pays for certain kinds of product only, and the order has none "
        "of them.",
        "Ничего не начислено: план платит только за определённые виды товара, а в заказе их нет.",
        "Rien n’est dû : le barème ne paie que certains types de produits, et la commande n’en contient aucun.",
        "報酬は発生しません。プランの対象は特定の種類の商品のみで、注文に含まれていないためです。",
    },
    [WORDS_WHY_REJECTED] = {
        "Nothing was earned, because the advertiser rejected the conversion.",
        "Ничего не начислено: рекламодатель отклонил конверсию.",
        "Rien n’est dû : l’annonceur a refusé la conversion.", "報酬は発生しません。広告主が成果を否認したためです。",
    },
    [WORDS_WHY_REJECTED_REASON] = {
        "Nothing was earned, because the advertiser rejected the conversion; the reason given: {reason}.",
        "Ничего не начислено: рекламодатель отклонил конверсию; указанная причина: {reason}.",
        "Rien n’est dû : l’annonceur a refusé la conversion ; raison indiquée : {reason}.",
        "報酬は発生しません。広告主が成果を否認したためです。記載された理由:{reason}。",
    },
    [WORDS_WHY_REFUNDED] = {
        "Nothing is left, because all of the amount was refunded.", "Ничего не осталось: возвращена вся сумма.",
        "Il ne reste rien : la totalité du montant a été remboursée.", "全額が返金されたため、報酬は残りません。",
    },
    [WORDS_WHY_NO_AMOUNT] = {
        "Nothing was earned, because the order has no amount to take a percentage of.",
        "Ничего не начислено: у заказа нет суммы, от которой считается процент.",
        "Rien n’est dû : la commande n’a pas de montant sur lequel calculer un pourcentage.",
        "報酬は発生しません。料率の対象となる金額が注文にないためです。",
    },
    [WORDS_WHY_CAP] = {
        "Nothing was earned, because the plan’s cap leaves nothing.",
        "Ничего не начислено: предел по плану ничего не оставляет.",
        "Rien n’est dû : le plafond du barème ne laisse rien.", "報酬は発生しません。プランの上限により残額がないためです。",
    },
    [WORDS_WHY_TOO_LITTLE] = {
        "Nothing was earned, because {exact} rounds to zero.",
        "Ничего не начислено: {exact} округляется до нуля.", "Rien n’est dû : {exact} s’arrondit à zéro.",
        "報酬は発生しません。{exact} は丸めるとゼロになるためです。",
    },
    [WORDS_WHY_ZERO] = {
        "Nothing was earned, because the rules that apply come to zero.",
        "Ничего не начислено: по действующим правилам получается ноль.",
        "Rien n’est dû : les règles applicables donnent zéro.", "報酬は発生しません。適用されるルールによる金額がゼロであるためです。",
    },
    [WORDS_LEDGER] = {
        "Booked on {booked} as {kind}: {lines}.", "Проводка от {booked}, {kind}: {lines}.",
        "Écriture du {booked}, {kind} : {lines}.", "{booked} の仕訳({kind}):{lines}。",
    },
    [WORDS_LEDGER_DEBIT] = {
        "debit “{account}” {amount}", "дебет «{account}» {amount}", "débit « {account} » {amount}",
        "借方「{account}」{amount}",
    },
    [WORDS_LEDGER_CREDIT] = {
        "credit “{account}” {amount}", "кредит «{account}» {amount}", "crédit « {account} » {amount}",
        "貸方「{account}」{amount}",
    },
    [WORDS_LEDGER_AND] = {"; ", "; ", " ; ", "、"},
    [WORDS_HOLD] = {
        "It is on hold for {days} {days:day|days} from the event, until {due}.",
        "Холд: {days} {days:день|дня|дней} от события, до {due}.",
        "En attente pendant {days} {days:jour|jours} à compter de l’événement, jusqu’au {due}.",
        "成果の発生から {days} 日間、{due} まで保留されます。",
    },
    [WORDS_HOLD_NONE] = {"There is no hold.", "Холда нет.", "Il n’y a pas de délai d’attente.", "保留期間はありません。"},
    [WORDS_HOLD_UNDECIDED] = {
        "The conversion is not approved yet. The hold of {days} {days:day|days} counts from the event.",
        "Конверсия ещё не подтверждена. Холд: {days} {days:день|дня|дней} от события.",
        "La conversion n’est pas encore validée. Délai d’attente : {days} {days:jour|jours} à compter de l’événement.",
        "成果はまだ承認されていません。保留期間は成果の発生から {days} 日間です。",
    },
    [WORDS_DAYS] = {"{n} {n:day|days}", "{n} {n:день|дня|дней}", "{n} {n:jour|jours}", "{n}日"},
    [WORDS_HOURS] = {"{n} {n:hour|hours}", "{n} {n:час|часа|часов}", "{n} {n:heure|heures}", "{n}時間"},
    [WORDS_MINUTES] = {
        "{n} {n:minute|minutes}", "{n} {n:минута|минуты|минут}", "{n} {n:minute|minutes}", "{n}分",
    },
    [WORDS_SECONDS] = {
        "{n} {n:second|seconds}", "{n} {n:секунда|секунды|секунд}", "{n} {n:seconde|secondes}", "{n}秒",
    },
    [WORDS_UNITS_AND] = {" ", " ", " ", ""},
    [WORDS_KIND_CLICK_ID] = {
        "the click id that the advertiser sent", "идентификатор клика от рекламодателя",
        "l’identifiant de clic transmis par l’annonceur", "広告主から送信されたクリックID",
    },
    [WORDS_KIND_COUPON] = {
        "a partner’s coupon", "промокод партнёра", "le code promo d’un partenaire", "パートナーのクーポン",
    },
    [WORDS_KIND_CUSTOMER] = {
        "an earlier conversion of this customer", "прежняя конверсия этого клиента",
        "une conversion antérieure de ce client", "この顧客の以前の成果",
    },
    [WORDS_KIND_EMAIL] = {
        "an earlier conversion with this e-mail", "прежняя конверсия с этим адресом почты",
        "une conversion antérieure avec cette adresse e-mail", "このメールアドレスでの以前の成果",
    },
    [WORDS_KIND_VISITOR] = {
        "a click of the same visitor", "переход того же посетителя", "un clic du même visiteur", "同じ訪問者のクリック",
    },
    [WORDS_NO_EVIDENCE] = {
        "it came without any evidence", "он пришёл без каких-либо оснований",
        "elle est arrivée sans aucune preuve", "根拠となる情報が一切ありませんでした",
    },
    [WORDS_CLICK_FORGED] = {
        "this click id was never issued here", "такой идентификатор клика здесь не выдавался",
        "cet identifiant de clic n’a jamais été émis ici", "このクリックIDは当システムで発行されたものではありません",
    },
    [WORDS_CLICK_UNKNOWN] = {
        "this click is not recorded", "такой переход не записан", "ce clic n’est pas enregistré",
        "このクリックの記録がありません",
    },
    [WORDS_COUPON_UNKNOWN] = {
        "no partner of the program has this coupon", "ни у одного партнёра программы нет такого промокода",
        "aucun partenaire du programme n’a ce code promo", "このクーポンを持つパートナーがプログラムにいません",
    },
    [WORDS_CUSTOMER_UNBOUND] = {
        "the customer is not bound to any partner of the program",
        "клиент не закреплён ни за одним партнёром программы",
        "le client n’est rattaché à aucun partenaire du programme", "顧客はプログラムのどのパートナーにも紐付いていません",
    },
    [WORDS_VISITOR_UNKNOWN] = {
        "the visitor has no recorded click in the program", "у посетителя нет записанных переходов в программе",
        "aucun clic de ce visiteur n’est enregistré dans le programme", "プログラムにこの訪問者のクリックの記録がありません",
    },
    [WORDS_OTHER_ADVERTISER] = {
        "it belongs to another advertiser", "относится к другому рекламодателю",
        "cela relève d’un autre annonceur", "別の広告主のものです",
    },
    [WORDS_OTHER_PROGRAM] = {
        "it belongs to another program", "относится к другой программе", "cela relève d’un autre programme",
        "別のプログラムのものです",
    },
    [WORDS_COUPON_ARCHIVED] = {
        "the coupon is no longer valid", "промокод больше не действует", "le code promo n’est plus valable",
        "クーポンはすでに無効です",
    },
    [WORDS_PARTNER_ARCHIVED] = {
        "the partner is no longer active", "партнёр больше не активен", "le partenaire n’est plus actif",
        "パートナーはすでに活動していません",
    },
    [WORDS_NOT_ENROLLED] = {
        "the partner’s enrollment in the program is not approved", "участие партнёра в программе не одобрено",
        "la participation du partenaire au programme n’est pas approuvée", "パートナーのプログラムへの参加が承認されていません",
    },
    [WORDS_AFTER_EVENT] = {
        "it is later than the event", "это произошло позже события", "c’est postérieur à l’événement",
        "成果の発生より後のものです",
    },
    [WORDS_OUTSIDE_WINDOW] = {
        "it is older than the window", "это старше окна", "c’est plus ancien que la fenêtre", "有効期間を過ぎています",
    },
    [WORDS_NOT_USED] = {
        "the program does not use this kind of evidence", "программа не использует такие основания",
        "le programme n’utilise pas ce type de preuve", "プログラムではこの種類の根拠を使用しません",
    },
    [WORDS_WEAKER_EVIDENCE] = {
        "stronger evidence decided", "решило более сильное основание", "une preuve plus forte a décidé",
        "より優先される根拠が採用されました",
    },
    [WORDS_EARLIER_TOUCH] = {
        "a later touch counts", "засчитано более позднее касание", "un contact plus récent est retenu",
        "より新しい接触が採用されました",
    },
    [WORDS_LATER_TOUCH] = {
        "an earlier touch counts", "засчитано более раннее касание", "un contact plus ancien est retenu",
        "より古い接触が採用されました",
    },
    [WORDS_CHANGE_ACCRUED] = {
        "{time}: the commission was recorded: {amount}.", "{time}: вознаграждение начислено: {amount}.",
        "{time} : commission enregistrée : {amount}.", "{time}:報酬 {amount} が記録されました。",
    },
    [WORDS_CHANGE_REFUND] = {
        "{time}: after a refund the commission is {amount}.",
        "{time}: после возврата вознаграждение составляет {amount}.",
        "{time} : après un remboursement, la commission est de {amount}.", "{time}:返金により報酬は {amount} となりました。",
    },
    [WORDS_CHANGE_REFUND_REVERSED] = {
        "{time}: a refund was taken back; the commission is {amount}.",
        "{time}: возврат отменён; вознаграждение составляет {amount}.",
        "{time} : un remboursement a été annulé ; la commission est de {amount}.",
        "{time}:返金が取り消され、報酬は {amount} となりました。",
    },
    [WORDS_CHANGE_APPROVED] = {
        "{time}: the conversion was approved; the commission is {amount}.",
        "{time}: конверсия подтверждена; вознаграждение: {amount}.",
        "{time} : conversion validée ; commission : {amount}.", "{time}:成果が承認され、報酬は {amount} です。",
    },
    [WORDS_CHANGE_REJECTED] = {
        "{time}: the conversion was rejected; the commission is {amount}.",
        "{time}: конверсия отклонена; вознаграждение: {amount}.",
        "{time} : conversion refusée ; commission : {amount}.", "{time}:成果が否認され、報酬は {amount} です。",
    },
    [WORDS_CHANGE_RELEASED] = {
        "{time}: the hold ended; available: {amount}.", "{time}: холд закончился; доступно: {amount}.",
        "{time} : fin du délai d’attente ; disponible : {amount}.", "{time}:保留期間が終了し、{amount} が支払可能になりました。",
    },
    [WORDS_CHANGE_PAYOUT] = {
        "{time}: taken into a payout: {amount}.", "{time}: включено в выплату: {amount}.",
        "{time} : inclus dans un paiement : {amount}.", "{time}:{amount} が支払処理に含められました。",
    },
    [WORDS_CHANGE_PAID] = {
        "{time}: paid: {amount}.", "{time}: выплачено: {amount}.", "{time} : payé : {amount}.",
        "{time}:{amount} が支払われました。",
    },
    [WORDS_CHANGE_PAYOUT_FAILED] = {
        "{time}: the payout failed; available again: {amount}.",
        "{time}: выплата не прошла; снова доступно: {amount}.",
        "{time} : échec du paiement ; à nouveau disponible : {amount}.",
        "{time}:支払に失敗し、{amount} が再び支払可能になりました。",
    },
    [WORDS_ENTRY_ACCRUAL] = {"accrual", "начисление", "constatation", "計上"},
    [WORDS_ENTRY_ADJUSTMENT] = {"adjustment", "корректировка", "ajustement", "調整"},
    [WORDS_ENTRY_RELEASE] = {"release", "окончание холда", "fin du délai d’attente", "保留解除"},
    [WORDS_ENTRY_PAYOUT] = {"payout", "выплата", "mise en paiement", "支払処理"},
    [WORDS_ENTRY_PAID] = {"payment", "оплата", "paiement", "支払"},
    [WORDS_ENTRY_PAYOUT_FAILED] = {"failed payout", "непрошедшая выплата", "paiement échoué", "支払失敗"},
    [WORDS_ENTRY_RECOVERY] = {"recovery", "удержание долга", "récupération", "回収"},
    [WORDS_ACCOUNT_COMMISSION_EXPENSE] = {
        "commission costs", "расходы на вознаграждения", "charges de commissions", "支払報酬費用",
    },
    [WORDS_ACCOUNT_PENDING] = {"on hold", "в холде", "en attente", "保留中"},
    [WORDS_ACCOUNT_AVAILABLE] = {"available", "доступно", "disponible", "支払可能"},
    [WORDS_ACCOUNT_IN_PAYOUT] = {"in payout", "в выплате", "en cours de paiement", "支払処理中"},
    [WORDS_ACCOUNT_PAID] = {"paid out", "выплачено", "payé", "支払済み"},
    [WORDS_ACCOUNT_OWED_BACK] = {"owed back", "к возврату", "à restituer", "返還請求"},
    [WORDS_CHANGE_VOLUME] = {
        "{time}: the volume of the period changed; the commission is {amount}.",
        "{time}: изменился объём за период; вознаграждение: {amount}.",
        "{time} : le volume de la période a changé ; commission : {amount}.",
        "{time}:期間の実績が変わり、報酬は {amount} になりました。",
    },
    [WORDS_CHANGE_REVERSED] = {
        "{time}: taken back by hand; the commission is {amount}.",
        "{time}: отменено вручную; вознаграждение: {amount}.",
        "{time} : annulé manuellement ; commission : {amount}.",
        "{time}:手動で取り消され、報酬は {amount} になりました。",
    },
    [WORDS_CHANGE_REOPENED] = {
        "{time}: the decision was taken back; the conversion is undecided again, and the commission is {amount}.",
        "{time}: решение отменено; конверсия снова ожидает решения, вознаграждение: {amount}.",
        "{time} : décision annulée ; la conversion est de nouveau en attente, commission : {amount}.",
        "{time}:判定が取り消されました。成果は再び未判定となり、報酬は {amount} です。",
    },
    [WORDS_ENTRY_COMPENSATION] = {"compensation", "компенсация", "compensation", "補償"},
    [WORDS_ENTRY_OPENING] = {"carry-over", "перенос остатка", "reprise de solde", "繰越"},
    [WORDS_ACCOUNT_COMPENSATION_EXPENSE] = {
        "compensation cost", "расходы на компенсации", "charge de compensation", "補償費用",
    },
    [WORDS_ACCOUNT_OPENING_EQUITY] = {
        "opening balances", "начальные остатки", "soldes d’ouverture", "期首残高",
    },
    [WORDS_REWARD_GIFT] = {"gift", "подарок", "cadeau", "ギフト"},
    [WORDS_REWARD_CREDIT] = {"credit", "бонусный кредит", "avoir", "クレジット"},
    [WORDS_REWARD_LEAD] = {"lead", "лид", "lead", "リード"},
    [WORDS_REWARD_INVITATION] = {"invitation", "приглашение", "invitation", "招待"},
    [WORDS_OF_WEEK] = {"of the week", "за неделю", "de la semaine", "その週"},
    [WORDS_OF_MONTH] = {"of the month", "за месяц", "du mois", "その月"},
    [WORDS_OF_QUARTER] = {"of the quarter", "за квартал", "du trimestre", "その四半期"},
    [WORDS_OF_YEAR] = {"of the year", "за год", "de l’année", "その年"},
    [WORDS_OF_ALL_TIME] = {"in all", "за всё время", "depuis le début", "通算"},
    [WORDS_PER_WEEK] = {"a week", "в неделю", "par semaine", "週あたり"},
    [WORDS_PER_MONTH] = {"a month", "в месяц", "par mois", "月あたり"},
    [WORDS_PER_QUARTER] = {"a quarter", "в квартал", "par trimestre", "四半期あたり"},
    [WORDS_PER_YEAR] = {"a year", "в год", "par an", "年あたり"},
    [WORDS_PER_ALL_TIME] = {"in all", "за всё время", "au total", "通算"},
    [WORDS_EVENT_SALE] = {"sale", "продажа", "vente", "販売"},
    [WORDS_EVENT_LEAD] = {"lead", "лид", "lead", "リード"},
};
// clang-format on

static const struct {
    const char *group;
    const char *code;
    enum explain_words words;
} codes[] = {
    {"kind", "click_id", WORDS_KIND_CLICK_ID},
    {"kind", "coupon", WORDS_KIND_COUPON},
    {"kind", "customer", WORDS_KIND_CUSTOMER},
    {"kind", "email", WORDS_KIND_EMAIL},
    {"kind", "visitor", WORDS_KIND_VISITOR},
    {"outcome", "no_evidence", WORDS_NO_EVIDENCE},
    {"outcome", "click_forged", WORDS_CLICK_FORGED},
    {"outcome", "click_unknown", WORDS_CLICK_UNKNOWN},
    {"outcome", "coupon_unknown", WORDS_COUPON_UNKNOWN},
    {"outcome", "customer_unbound", WORDS_CUSTOMER_UNBOUND},
    {"outcome", "visitor_unknown", WORDS_VISITOR_UNKNOWN},
    {"outcome", "other_advertiser", WORDS_OTHER_ADVERTISER},
    {"outcome", "other_program", WORDS_OTHER_PROGRAM},
    {"outcome", "coupon_archived", WORDS_COUPON_ARCHIVED},
    {"outcome", "partner_archived", WORDS_PARTNER_ARCHIVED},
    {"outcome", "not_enrolled", WORDS_NOT_ENROLLED},
    {"outcome", "after_event", WORDS_AFTER_EVENT},
    {"outcome", "outside_window", WORDS_OUTSIDE_WINDOW},
    {"outcome", "not_used", WORDS_NOT_USED},
    {"outcome", "weaker_evidence", WORDS_WEAKER_EVIDENCE},
    {"outcome", "earlier_touch", WORDS_EARLIER_TOUCH},
    {"outcome", "later_touch", WORDS_LATER_TOUCH},
    {"change", "accrued", WORDS_CHANGE_ACCRUED},
    {"change", "refund", WORDS_CHANGE_REFUND},
    {"change", "refund_reversed", WORDS_CHANGE_REFUND_REVERSED},
    {"change", "approved", WORDS_CHANGE_APPROVED},
    {"change", "rejected", WORDS_CHANGE_REJECTED},
    {"change", "released", WORDS_CHANGE_RELEASED},
    {"change", "payout", WORDS_CHANGE_PAYOUT},
    {"change", "paid", WORDS_CHANGE_PAID},
    {"change", "payout_failed", WORDS_CHANGE_PAYOUT_FAILED},
    {"entry", "accrual", WORDS_ENTRY_ACCRUAL},
    {"entry", "adjustment", WORDS_ENTRY_ADJUSTMENT},
    {"entry", "release", WORDS_ENTRY_RELEASE},
    {"entry", "payout", WORDS_ENTRY_PAYOUT},
    {"entry", "paid", WORDS_ENTRY_PAID},
    {"entry", "payout_failed", WORDS_ENTRY_PAYOUT_FAILED},
    {"entry", "recovery", WORDS_ENTRY_RECOVERY},
    {"account", "commission_expense", WORDS_ACCOUNT_COMMISSION_EXPENSE},
    {"account", "pending", WORDS_ACCOUNT_PENDING},
    {"account", "available", WORDS_ACCOUNT_AVAILABLE},
    {"account", "in_payout", WORDS_ACCOUNT_IN_PAYOUT},
    {"account", "paid", WORDS_ACCOUNT_PAID},
    {"account", "owed_back", WORDS_ACCOUNT_OWED_BACK},
    {"change", "volume", WORDS_CHANGE_VOLUME},
    {"change", "reversed", WORDS_CHANGE_REVERSED},
    {"change", "reopened", WORDS_CHANGE_REOPENED},
    {"entry", "compensation", WORDS_ENTRY_COMPENSATION},
    {"entry", "opening", WORDS_ENTRY_OPENING},
    {"account", "compensation_expense", WORDS_ACCOUNT_COMPENSATION_EXPENSE},
    {"account", "opening_equity", WORDS_ACCOUNT_OPENING_EQUITY},
    {"reward", "gift", WORDS_REWARD_GIFT},
    {"reward", "credit", WORDS_REWARD_CREDIT},
    {"reward", "lead", WORDS_REWARD_LEAD},
    {"reward", "invitation", WORDS_REWARD_INVITATION},
    {"of", "week", WORDS_OF_WEEK},
    {"of", "month", WORDS_OF_MONTH},
    {"of", "quarter", WORDS_OF_QUARTER},
    {"of", "year", WORDS_OF_YEAR},
    {"of", "all_time", WORDS_OF_ALL_TIME},
    {"per", "week", WORDS_PER_WEEK},
    {"per", "month", WORDS_PER_MONTH},
    {"per", "quarter", WORDS_PER_QUARTER},
    {"per", "year", WORDS_PER_YEAR},
    {"per", "all_time", WORDS_PER_ALL_TIME},
    {"goal", "sale", WORDS_EVENT_SALE},
    {"goal", "lead", WORDS_EVENT_LEAD},
};

const char *explain_template(enum explain_language language, enum explain_words words)
{
    BUG_ON((size_t)language >= EXPLAIN_LANGUAGE_COUNT || (size_t)words >= WORDS_COUNT);
    if (words >= WORDS_FINDING) {
        return explain_finding_templates[words - WORDS_FINDING][language];
    }
    if (words >= WORDS_SENTENCE) {
        return explain_sentence_templates[words - WORDS_SENTENCE][language];
    }
    if (words >= WORDS_CONDITION) {
        return explain_condition_templates[words - WORDS_CONDITION][language];
    }
    return words >= WORDS_DERIVE ? explain_derive_templates[words - WORDS_DERIVE][language]
                                 : templates[words][language];
}

bool explain_words_of_code(const char *group, struct text code, enum explain_words *ret_words)
{
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        if (strcmp(codes[i].group, group) == 0 && text_equal(text_of(codes[i].code), code)) {
            *ret_words = codes[i].words;
            return true;
        }
    }
    return false;
}

// The form's index by Unicode CLDR's rules for whole numbers.
static size_t plural_form(enum explain_language language, int64_t n)
{
    switch (language) {
    case EXPLAIN_RU:
        if (n % 10 == 1 && n % 100 != 11) {
            return 0;
        }
        return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2;
    case EXPLAIN_FR:
        return n > 1;
    case EXPLAIN_EN:
        return n != 1;
    case EXPLAIN_JA:
    case EXPLAIN_LANGUAGE_COUNT:
        break;
    }
    return 0;
}

static struct text value_of(const struct explain_value *values, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(text_of(values[i].name), name)) {
            return values[i].text;
        }
    }
    BUG_ON(true);
}

// What stands between braces: a name, or a name, a colon and forms.
static struct text filled(enum explain_language language, struct text inside, const struct explain_value *values,
                          size_t count)
{
    struct text forms = inside;
    struct text name = TEXT_NONE;
    bool has_name = text_split(&forms, ':', &name);
    BUG_ON(!has_name);
    struct text value = value_of(values, count, name);
    if (!text_is(forms)) {
        return value;
    }
    int64_t number = 0;
    enum rc rc = int64_parse(value, 0, INT64_MAX, &number);
    BUG_ON(rc != RC_OK);
    struct text form = TEXT_NONE;
    for (size_t i = plural_form(language, number) + 1; i > 0; i--) {
        bool has_form = text_split(&forms, '|', &form);
        BUG_ON(!has_form);
    }
    return form;
}

struct text explain_fill(struct arena *arena, enum explain_language language, enum explain_words words,
                         const struct explain_value *values, size_t count)
{
    struct text rest = text_of(explain_template(language, words));
    struct buf buf = buf_new(arena, SIZE_MAX / 8);
    while (rest.n > 0) {
        size_t opening = text_find_char(rest, '{', 0);
        buf_add(&buf, text_slice(rest, 0, opening));
        if (opening == SIZE_MAX) {
            break;
        }
        size_t closing = text_find_char(rest, '}', opening);
        BUG_ON(closing == SIZE_MAX);
        buf_add(&buf, filled(language, text_slice(rest, opening + 1, closing), values, count));
        rest = text_slice(rest, closing + 1, SIZE_MAX);
    }
    return buf_text(&buf);
}

struct text explain_decimal(struct arena *arena, enum explain_language language, struct text decimal)
{
    size_t point = text_find_char(decimal, '.', 0);
    if (point == SIZE_MAX || language == EXPLAIN_EN || language == EXPLAIN_JA) {
        return decimal;
    }
    return text_format(arena, "%.*s,%.*s", (int)point, decimal.p, (int)(decimal.n - point - 1), decimal.p + point + 1);
}

struct text explain_span(struct arena *arena, enum explain_language language, int64_t ms)
{
    static const struct {
        int64_t ms;
        enum explain_words words;
    } units[] = {{DAY_MS, WORDS_DAYS}, {HOUR_MS, WORDS_HOURS}, {MINUTE_MS, WORDS_MINUTES}, {SECOND_MS, WORDS_SECONDS}};
    struct buf buf = buf_new(arena, /* limit_bytes= */ 256);
    size_t shown = 0;
    for (size_t i = 0; i < COUNT_OF(units) && shown < 2; i++) {
        int64_t n = ms / units[i].ms;
        bool is_last = i + 1 == COUNT_OF(units) && shown == 0;
        if (n == 0 && !is_last) {
            shown += shown > 0; // "31 days", not "31 days 5 minutes"
            continue;
        }
        struct explain_value value = {.name = "n", .text = text_format(arena, "%lld", (long long)n)};
        buf_add(&buf, shown > 0 ? text_of(explain_template(language, WORDS_UNITS_AND)) : TEXT(""));
        buf_add(&buf, explain_fill(arena, language, units[i].words, &value, 1));
        ms %= units[i].ms;
        shown++;
    }
    return buf_text(&buf);
}

struct text explain_time(struct arena *arena, struct instant instant)
{
    struct civil civil = civil_of_instant(instant);
    return text_format(arena, "%04d-%02d-%02d %02d:%02d UTC", (int)civil.year, (int)civil.month, (int)civil.day,
                       (int)civil.hour, (int)civil.minute);
}

static struct text numbers_filled(struct arena *arena, enum explain_language language, enum explain_words words,
                                  int64_t year, int64_t number)
{
    struct explain_value values[] = {
        {"year", text_format(arena, "%lld", (long long)year)},
        {"number", text_format(arena, "%lld", (long long)number)},
    };
    return explain_fill(arena, language, words, values, 2);
}

struct text explain_period(struct arena *arena, enum explain_language language, struct text period, int64_t day)
{
    struct civil civil = civil_of_instant((struct instant){.ms = day * DAY_MS});
    if (text_equal(period, TEXT("month"))) {
        enum explain_words month = (enum explain_words)(WORDS_JANUARY + civil.month - 1);
        return numbers_filled(arena, language, month, civil.year, 0);
    }
    if (text_equal(period, TEXT("quarter"))) {
        return numbers_filled(arena, language, WORDS_PERIOD_QUARTER, civil.year, (civil.month + 2) / 3);
    }
    if (text_equal(period, TEXT("year"))) {
        return numbers_filled(arena, language, WORDS_PERIOD_YEAR, civil.year, 0);
    }
    if (text_equal(period, TEXT("week"))) {
        int64_t since_monday = ((day + 3) % 7 + 7) % 7; // 1970-01-01 was a Thursday
        struct instant monday = {.ms = (day - since_monday) * DAY_MS};
        struct explain_value value = {"day", instant_date_text(arena, monday)};
        return explain_fill(arena, language, WORDS_PERIOD_WEEK, &value, 1);
    }
    return text_of(explain_template(language, WORDS_PERIOD_ALL_TIME));
}
