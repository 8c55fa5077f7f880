// SPDX-License-Identifier: Apache-2.0
// The clauses of plans as sentences that a person can sign.
#include "commission/explain_words.h"

#define ROW(words) [(words)-WORDS_SENTENCE]

// English, Russian, French, Japanese.
// clang-format off
const char *const explain_sentence_templates[WORDS_FINDING - WORDS_SENTENCE][EXPLAIN_LANGUAGE_COUNT] = {
    ROW(WORDS_PERCENT_VALUE) = {"{rate}%", "{rate} %", "{rate} %", "{rate}%"},
    ROW(WORDS_TARIFF_VALUE) = {"{rate}% of the tariff", "{rate} % тарифа", "{rate} % du tarif", "料金の {rate}%"},
    ROW(WORDS_PER_ITEM_VALUE) = {"{sum} for each item", "{sum} за единицу товара", "{sum} par article", "1 点あたり {sum}"},
    ROW(WORDS_NOTHING_VALUE) = {"nothing", "ничего", "rien", "支払いなし"},
    ROW(WORDS_OF_SALE_VALUE) = {
        "{rate}% of the sale",
        "{rate} % от суммы продажи",
        "{rate} % de la vente",
        "販売額の {rate}%",
    },
    ROW(WORDS_OF_COMMISSION_VALUE) = {
        "{rate}% of the partner’s commission",
        "{rate} % от вознаграждения партнёра",
        "{rate} % de la commission du partenaire",
        "パートナーの報酬の {rate}%",
    },
    ROW(WORDS_REWARD_VALUE) = {
        "{quantity} × {reward}",
        "{reward} × {quantity}",
        "{quantity} × {reward}",
        "{reward} × {quantity}",
    },
    ROW(WORDS_REWARD_NAMED_VALUE) = {
        "{quantity} × {reward} “{name}”",
        "{reward} «{name}» × {quantity}",
        "{quantity} × {reward} « {name} »",
        "{reward}「{name}」× {quantity}",
    },
    ROW(WORDS_EVENT_OTHER) = {"event “{goal}”", "{goal}", "événement « {goal} »", "成果「{goal}」"},
    ROW(WORDS_SAY_PAY) = {
        "For each {event} the partner earns {value}.",
        "За каждое событие «{event}» партнёр получает {value}.",
        "Pour chaque {event}, le partenaire gagne {value}.",
        "{event} 1 件につき、パートナーの報酬は {value} です。",
    },
    ROW(WORDS_SAY_PAY_PERCENT) = {
        "For each {event} the partner earns {rate}% of its amount.",
        "За каждое событие «{event}» партнёр получает {rate} % его суммы.",
        "Pour chaque {event}, le partenaire gagne {rate} % de son montant.",
        "{event} 1 件につき、パートナーの報酬はその金額の {rate}% です。",
    },
    ROW(WORDS_SAY_PAY_NOTHING) = {
        "Event: {event}. The partner earns nothing for it.",
        "Событие: {event}. За него партнёр ничего не получает.",
        "Événement : {event}. Le partenaire ne gagne rien pour celui-ci.",
        "{event}については、パートナーに報酬は発生しません。",
    },
    ROW(WORDS_SAY_CLICK) = {
        "For each click the partner earns {sum}.",
        "За каждый клик партнёр получает {sum}.",
        "Pour chaque clic, le partenaire gagne {sum}.",
        "クリック 1 回につき、パートナーの報酬は {sum} です。",
    },
    ROW(WORDS_SAY_UNIQUE_CLICK) = {
        "For each unique click the partner earns {sum}.",
        "За каждый уникальный клик партнёр получает {sum}.",
        "Pour chaque clic unique, le partenaire gagne {sum}.",
        "ユニーククリック 1 回につき、パートナーの報酬は {sum} です。",
    },
    ROW(WORDS_SAY_IMPRESSIONS) = {
        "For every {count} {count:impression|impressions} the partner earns {sum}.",
        "За каждые {count} {count:показ|показа|показов} партнёр получает {sum}.",
        "Pour {count} {count:affichage|affichages}, le partenaire gagne {sum}.",
        "表示 {count} 回につき、パートナーの報酬は {sum} です。",
    },
    ROW(WORDS_SAY_ALSO) = {
        "This is paid in addition to the other rules.",
        "Это платится дополнительно к другим правилам.",
        "Cela s’ajoute aux autres règles.",
        "これは他のルールに加えて支払われます。",
    },
    ROW(WORDS_SAY_NAME) = {
        "This rule is called “{name}”.",
        "Это правило называется «{name}».",
        "Cette règle s’appelle « {name} ».",
        "このルールの名前は「{name}」です。",
    },
    ROW(WORDS_SAY_INSTEAD) = {
        "It stands in place of the program’s rule “{name}”.",
        "Оно действует вместо правила программы «{name}».",
        "Elle remplace la règle « {name} » du programme.",
        "プログラムのルール「{name}」の代わりに適用されます。",
    },
    ROW(WORDS_SAY_ITEMS) = {
        "Items that count: {condition}.",
        "Учитываемые позиции: {condition}.",
        "Articles pris en compte : {condition}.",
        "対象となる商品:{condition}。",
    },
    ROW(WORDS_SAY_CONDITION) = {
        "Condition: {condition}.",
        "Условие: {condition}.",
        "Condition : {condition}.",
        "条件:{condition}。",
    },
    ROW(WORDS_SAY_LIMIT_PAYMENTS) = {
        "Payments that count for each customer: {n}, from the first.",
        "Сколько платежей каждого клиента учитывается: {n}, начиная с первого.",
        "Paiements pris en compte par client : {n}, à partir du premier.",
        "対象は顧客 1 人につき最初の支払いから {n} 回までです。",
    },
    ROW(WORDS_SAY_LIMIT_MONTHS) = {
        "It is paid for {n} {n:month|months} from a customer’s first payment.",
        "Платится {n} {n:месяц|месяца|месяцев} с первого платежа клиента.",
        "Le versement dure {n} mois à compter du premier paiement du client.",
        "顧客の初回支払いから {n} か月間が対象です。",
    },
    ROW(WORDS_SAY_CHURN) = {
        "It is paid until the customer leaves.",
        "Платится, пока клиент не уйдёт.",
        "Le versement dure jusqu’au départ du client.",
        "顧客が解約するまで支払われます。",
    },
    ROW(WORDS_SAY_HOLD) = {
        "The commission is on hold for {days} {days:day|days} from the event.",
        "Вознаграждение находится в холде {days} {days:день|дня|дней} от события.",
        "La commission est en attente pendant {days} {days:jour|jours} à compter de l’événement.",
        "報酬は成果の発生から {days} 日間、未確定となります。",
    },
    ROW(WORDS_SAY_TIER_COUNT) = {
        "From number {from} {of} on: {value}.",
        "Начиная с № {from} {of}: {value}.",
        "À partir du n° {from} {of} : {value}.",
        "{of} {from} 件目から:{value}。",
    },
    ROW(WORDS_SAY_TIER_SUM) = {
        "Above a total {of} of {from}: {value}.",
        "При сумме {of} свыше {from}: {value}.",
        "Au-delà d’un total {of} de {from} : {value}.",
        "{of}の合計額が {from} を超えた分:{value}。",
    },
    ROW(WORDS_SAY_TIER_ALL) = {
        "The tier that the period’s total reaches holds for all of the period, earlier events included.",
        "Ступень, которой достиг итог периода, действует для всего периода, включая прежние события.",
        "Le palier atteint par le total de la période vaut pour toute la période, y compris les événements "
        "antérieurs.",
        "期間の合計が達した段階は、それ以前の成果も含め、期間全体に適用されます。",
    },
    ROW(WORDS_SAY_TIER_ON) = {
        "Earlier events keep their value.",
        "Прежние события сохраняют своё значение.",
        "Les événements antérieurs conservent leur valeur.",
        "それ以前の成果の条件は変わりません。",
    },
    ROW(WORDS_SAY_TIER_SLICES) = {
        "A sale that crosses a tier’s edge is divided there.",
        "Продажа, которая переходит границу ступени, делится по этой границе.",
        "Une vente qui franchit la limite d’un palier y est divisée.",
        "段階の境界をまたぐ販売は、境界で分けて計算されます。",
    },
    ROW(WORDS_SAY_BASE_TAX) = {
        "Taxes are not part of the base.",
        "Налоги в базу не входят.",
        "Les taxes n’entrent pas dans la base.",
        "税額は計算の対象に含まれません。",
    },
    ROW(WORDS_SAY_BASE_SHIPPING) = {
        "Shipping is not part of the base.",
        "Доставка в базу не входит.",
        "Les frais de livraison n’entrent pas dans la base.",
        "送料は計算の対象に含まれません。",
    },
    ROW(WORDS_SAY_TARIFF) = {
        "The tariff goes by the figure “{name}”.",
        "Тариф определяется по показателю «{name}».",
        "Le tarif dépend du chiffre « {name} ».",
        "料金は「{name}」の数値によって決まります。",
    },
    ROW(WORDS_SAY_BAND) = {
        "Up to {up_to}: {sum}.",
        "До {up_to} включительно: {sum}.",
        "Jusqu’à {up_to} inclus : {sum}.",
        "{up_to} 以下:{sum}。",
    },
    ROW(WORDS_SAY_BAND_ABOVE) = {"Above that: {sum}.", "Сверх того: {sum}.", "Au-delà : {sum}.", "それを超える場合:{sum}。"},
    ROW(WORDS_SAY_BAND_END) = {
        "Above that nothing is paid.",
        "Сверх того ничего не платится.",
        "Au-delà, rien n’est payé.",
        "それを超える場合、支払いはありません。",
    },
    ROW(WORDS_SAY_LEVEL) = {
        "The recruiter at level {level} above the partner earns {value}.",
        "Пригласивший {level}-го уровня над партнёром получает {value}.",
        "Le parrain de niveau {level} au-dessus du partenaire gagne {value}.",
        "パートナーの {level} 段上の紹介者の報酬は {value} です。",
    },
    ROW(WORDS_SAY_LEVELS) = {
        "Each recruiter at levels {from} to {to} above the partner earns {value}.",
        "Каждый пригласивший с {from}-го по {to}-й уровень над партнёром получает {value}.",
        "Chaque parrain des niveaux {from} à {to} au-dessus du partenaire gagne {value}.",
        "パートナーの {from} 段上から {to} 段上までの各紹介者の報酬は {value} です。",
    },
    ROW(WORDS_SAY_LEVEL_GOAL) = {
        "It applies to this event: {event}.",
        "Действует для события: {event}.",
        "Événement concerné : {event}.",
        "対象の成果:{event}。",
    },
    ROW(WORDS_SAY_MATRIX) = {
        "Levels follow a matrix of {wide} places in width and {deep} in depth.",
        "Уровни следуют матрице: ширина {wide}, глубина {deep}.",
        "Les niveaux suivent une matrice de {wide} places en largeur et {deep} en profondeur.",
        "段階は幅 {wide}、深さ {deep} のマトリックスに従います。",
    },
    ROW(WORDS_SAY_SHARE) = {
        "Among the partners who contributed, the first has {first}%, the last {last}%, and the others together "
        "{others}%; the parts of those who are absent go to the present ones in proportion.",
        "Между участвовавшими партнёрами: первому {first} %, последнему {last} %, остальным вместе {others} %; доли "
        "отсутствующих делятся между остальными пропорционально.",
        "Entre les partenaires qui ont contribué : {first} % au premier, {last} % au dernier, {others} % aux autres "
        "ensemble ; les parts des absents reviennent aux présents en proportion.",
        "貢献したパートナーの間で、最初に {first}%、最後に {last}%、その他に合わせて {others}% を分配し、該当者がいない分は比例して配分します。",
    },
    ROW(WORDS_SAY_CUSTOMER) = {
        "The customer’s discount: {value}.",
        "Скидка покупателя: {value}.",
        "Remise pour le client : {value}.",
        "顧客への割引:{value}。",
    },
    ROW(WORDS_SAY_BONUS_COUNT) = {
        "Bonus: {reward}, when the number of “{event}” {of} reaches {count}.",
        "Бонус: {reward}, когда число событий «{event}» {of} достигнет {count}.",
        "Prime : {reward}, lorsque le nombre de « {event} » {of} atteint {count}.",
        "ボーナス:{of}の「{event}」が {count} 件に達したとき、{reward}。",
    },
    ROW(WORDS_SAY_BONUS_EVERY_COUNT) = {
        "Bonus: {reward}, each time {count} more of “{event}” are reached {of}.",
        "Бонус: {reward} за каждые {count} {count:событие|события|событий} «{event}» {of}.",
        "Prime : {reward} pour chaque tranche de {count} « {event} » {of}.",
        "ボーナス:{of}の「{event}」{count} 件ごとに、{reward}。",
    },
    ROW(WORDS_SAY_BONUS_SUM) = {
        "Bonus: {reward}, when the total of “{event}” {of} reaches {sum}.",
        "Бонус: {reward}, когда сумма событий «{event}» {of} достигнет {sum}.",
        "Prime : {reward}, lorsque le total de « {event} » {of} atteint {sum}.",
        "ボーナス:{of}の「{event}」の合計額が {sum} に達したとき、{reward}。",
    },
    ROW(WORDS_SAY_BONUS_EVERY_SUM) = {
        "Bonus: {reward}, each time {sum} more of “{event}” are reached {of}.",
        "Бонус: {reward} за каждые {sum} событий «{event}» {of}.",
        "Prime : {reward} pour chaque tranche de {sum} de « {event} » {of}.",
        "ボーナス:{of}の「{event}」の合計額 {sum} ごとに、{reward}。",
    },
    ROW(WORDS_SAY_BONUS_UNTIL) = {
        "The last day is {day}.",
        "Последний день: {day}.",
        "Dernier jour : {day}.",
        "最終日は {day} です。",
    },
    ROW(WORDS_SAY_BONUS_EVENT) = {
        "Reward for each {event}: {reward}.",
        "Награда за каждое событие «{event}»: {reward}.",
        "Récompense pour chaque {event} : {reward}.",
        "{event} 1 件につき特典:{reward}。",
    },
    ROW(WORDS_SAY_CAP_SALE_RATE) = {
        "The commission of one sale is at most {rate}% of what the customer paid.",
        "Вознаграждение за одну продажу — не более {rate} % от уплаченной суммы.",
        "La commission d’une vente est d’au plus {rate} % du montant payé.",
        "販売 1 件の報酬は、支払額の {rate}% を上限とします。",
    },
    ROW(WORDS_SAY_CAP_SALE_SUM) = {
        "The commission of one sale is at most {sum}.",
        "Вознаграждение за одну продажу — не более {sum}.",
        "La commission d’une vente est d’au plus {sum}.",
        "販売 1 件の報酬は、{sum} を上限とします。",
    },
    ROW(WORDS_SAY_CAP_LEVELS_RATE) = {
        "The partner and all levels together earn at most {rate}% of one sale; the deepest level gives way first.",
        "Партнёр и все уровни вместе получают не более {rate} % одной продажи; первым уступает самый дальний уровень.",
        "Le partenaire et tous les niveaux gagnent ensemble au plus {rate} % d’une vente ; le niveau le plus éloigné "
        "cède d’abord.",
        "パートナーと全段階の報酬の合計は販売 1 件の {rate}% を上限とし、最も遠い段階から減額します。",
    },
    ROW(WORDS_SAY_CAP_LEVELS_SUM) = {
        "The partner and all levels together earn at most {sum} for one sale; the deepest level gives way first.",
        "Партнёр и все уровни вместе получают не более {sum} за одну продажу; первым уступает самый дальний уровень.",
        "Le partenaire et tous les niveaux gagnent ensemble au plus {sum} par vente ; le niveau le plus éloigné cède "
        "d’abord.",
        "パートナーと全段階の報酬の合計は販売 1 件につき {sum} を上限とし、最も遠い段階から減額します。",
    },
    ROW(WORDS_SAY_CAP_PARTNER) = {
        "One partner earns at most {sum} {per}.",
        "Один партнёр получает не более {sum} {per}.",
        "Un partenaire gagne au plus {sum} {per}.",
        "パートナー 1 人の報酬は{per} {sum} を上限とします。",
    },
    ROW(WORDS_SAY_BUDGET) = {
        "The program’s budget is {sum} {per}, used in the order of acceptance.",
        "Бюджет программы — {sum} {per}, расходуется в порядке принятия событий.",
        "Le budget du programme est de {sum} {per}, utilisé dans l’ordre d’acceptation.",
        "プログラムの予算は{per} {sum} で、受理された順に使われます。",
    },
    ROW(WORDS_SAY_BEYOND_NOTHING) = {
        "Beyond it nothing is paid.",
        "Сверх этого ничего не платится.",
        "Au-delà, rien n’est payé.",
        "超過分は支払われません。",
    },
    ROW(WORDS_SAY_ROUND_EVEN) = {
        "Each commission is rounded once to the smallest unit of the currency; a half goes to the even neighbour.",
        "Каждое вознаграждение округляется один раз до минимальной единицы валюты; половина — до чётного.",
        "Chaque commission est arrondie une seule fois à la plus petite unité de la devise ; une moitié va au voisin "
        "pair.",
        "各報酬は通貨の最小単位に一度だけ丸められ、ちょうど半分の端数は偶数側とします。",
    },
    ROW(WORDS_SAY_ROUND_AWAY) = {
        "Each commission is rounded once to the smallest unit of the currency; a half goes away from zero.",
        "Каждое вознаграждение округляется один раз до минимальной единицы валюты; половина — от нуля.",
        "Chaque commission est arrondie une seule fois à la plus petite unité de la devise ; une moitié s’éloigne de "
        "zéro.",
        "各報酬は通貨の最小単位に一度だけ丸められ、ちょうど半分の端数はゼロから遠い側とします。",
    },
    ROW(WORDS_SAY_REFUND_OWED) = {
        "What a refund takes back after payment is owed by the partner and set off against later earnings.",
        "То, что снимается по возврату после выплаты, партнёр остаётся должен; это зачитывается из последующих "
        "вознаграждений.",
        "Ce qu’un remboursement annule après le paiement est dû par le partenaire et imputé sur ses gains ultérieurs.",
        "支払い後の返金による取消分はパートナーの返還債務となり、以後の報酬から差し引かれます。",
    },
    ROW(WORDS_SAY_REFUND_FORGIVEN) = {
        "Refunds after payment are forgiven: the partner keeps what was paid.",
        "Возвраты после выплаты прощаются: партнёр сохраняет выплаченное.",
        "Les remboursements postérieurs au paiement ne sont pas réclamés : le partenaire garde ce qui a été payé.",
        "支払い後の返金は請求されず、支払済みの報酬はパートナーのものとなります。",
    },
    ROW(WORDS_SAY_LATE) = {
        "A payment more than {days} {days:day|days} late makes {times} times its sum payable.",
        "При просрочке выплаты более чем на {days} {days:день|дня|дней} к уплате причитается её {times}-кратная "
        "сумма.",
        "Un paiement en retard de plus de {days} {days:jour|jours} rend exigible {times} fois son montant.",
        "支払いが {days} 日を超えて遅れた場合、その {times} 倍の額を支払うものとします。",
    },
    ROW(WORDS_SAY_MARGIN) = {
        "For checks, the advertiser’s margin is taken as {rate}% of the sale.",
        "Для проверок маржа рекламодателя принимается равной {rate} % от продажи.",
        "Pour les contrôles, la marge de l’annonceur est estimée à {rate} % de la vente.",
        "検証では、広告主の粗利を販売額の {rate}% とみなします。",
    },
    ROW(WORDS_SAY_PROMISE_AT_MOST) = {
        "Promise: all commissions of a sale together are at most {rate}% of it.",
        "Обещание: все вознаграждения за продажу вместе — не более {rate} % её суммы.",
        "Promesse : toutes les commissions d’une vente réunies n’excèdent pas {rate} % de celle-ci.",
        "約束:1 件の販売に対する報酬の合計は、その {rate}% を超えません。",
    },
    ROW(WORDS_SAY_PROMISE_MONOTONE) = {
        "Promise: a larger sale never earns less.",
        "Обещание: за большую продажу никогда не платится меньше.",
        "Promesse : une vente plus élevée ne rapporte jamais moins.",
        "約束:販売額が大きいほど報酬が少なくなることはありません。",
    },
    ROW(WORDS_SAY_PROMISE_NO_JUMP) = {
        "Promise: the commission never jumps by more than {sum}.",
        "Обещание: вознаграждение никогда не меняется скачком более чем на {sum}.",
        "Promesse : la commission ne fait jamais un saut de plus de {sum}.",
        "約束:報酬が一度に {sum} を超えて変動することはありません。",
    },
    ROW(WORDS_SAY_EXAMPLE) = {
        "Example: {event}, {amount}.",
        "Пример: {event}, {amount}.",
        "Exemple : {event}, {amount}.",
        "例:{event}、{amount}。",
    },
    ROW(WORDS_SAY_EXAMPLE_FACT) = {
        "Given: {condition}.",
        "Дано: {condition}.",
        "Hypothèse : {condition}.",
        "前提:{condition}。",
    },
    ROW(WORDS_SAY_EXAMPLE_USAGE) = {
        "The tariff’s figure is {usage}.",
        "Показатель тарифа: {usage}.",
        "Chiffre du tarif : {usage}.",
        "料金の基準となる数値は {usage} です。",
    },
    ROW(WORDS_SAY_EXAMPLE_REFUNDED) = {
        "Refunded: {amount}.",
        "Возвращено: {amount}.",
        "Remboursé : {amount}.",
        "返金額は {amount} です。",
    },
    ROW(WORDS_SAY_EXAMPLE_REJECTED) = {
        "The conversion is rejected.",
        "Конверсия отклонена.",
        "La conversion est refusée.",
        "成果は否認されています。",
    },
    ROW(WORDS_SAY_EXAMPLE_VOLUME_COUNT) = {
        "Events before it {of}: {count}.",
        "Событий до него {of}: {count}.",
        "Événements antérieurs {of} : {count}.",
        "それ以前の{of}の件数は {count} 件です。",
    },
    ROW(WORDS_SAY_EXAMPLE_VOLUME_SUM) = {
        "Total before it {of}: {sum}.",
        "Сумма до него {of}: {sum}.",
        "Total antérieur {of} : {sum}.",
        "それ以前の{of}の合計額は {sum} です。",
    },
    ROW(WORDS_SAY_EXAMPLE_AWARD) = {
        "The partner earns {amount}.",
        "Партнёр получает {amount}.",
        "Le partenaire gagne {amount}.",
        "パートナーの報酬は {amount} です。",
    },
    ROW(WORDS_SAY_EXAMPLE_LEVEL) = {
        "Level {level} earns {amount}.",
        "Уровень {level} получает {amount}.",
        "Le niveau {level} gagne {amount}.",
        "{level} 段上の報酬は {amount} です。",
    },
};
// clang-format on
