// SPDX-License-Identifier: Apache-2.0
// The sentences about the engine's derivations: rules that did not pay, tiers, tariffs, levels, shares, caps, bonuses.
#include "commission/explain_words.h"

#define ROW(words) [(words)-WORDS_DERIVE]

// English, Russian, French, Japanese.
// clang-format off
const char *const explain_derive_templates[WORDS_CONDITION - WORDS_DERIVE][EXPLAIN_LANGUAGE_COUNT] = {
    ROW(WORDS_RULE_NO_ITEM) = {
        "The rule in line {line} ({text}) does not pay: the order has no item that it is for.",
        "Правило в строке {line} ({text}) не платит: в заказе нет подходящих позиций.",
        "La règle de la ligne {line} ({text}) ne paie pas : la commande ne contient aucun article concerné.",
        "{line} 行目のルール({text})は適用されません。対象となる商品が注文に含まれていないためです。",
    },
    ROW(WORDS_RULE_LINES_TAKEN) = {
        "The rule in line {line} ({text}) does not pay: the rule in line {by} comes first and takes what it is for.",
        "Правило в строке {line} ({text}) не платит: его опережает правило в строке {by}.",
        "La règle de la ligne {line} ({text}) ne paie pas : la règle de la ligne {by} s’applique avant elle.",
        "{line} 行目のルール({text})は適用されません。{by} 行目のルールが先に適用されるためです。",
    },
    ROW(WORDS_RULE_CONDITION) = {
        "The rule in line {line} ({text}) does not pay. Condition not met: {test}. The value is {actual}.",
        "Правило в строке {line} ({text}) не платит. Не выполнено условие: {test}. Значение: {actual}.",
        "La règle de la ligne {line} ({text}) ne paie pas. Condition non remplie : {test}. Valeur : {actual}.",
        "{line} 行目のルール({text})は適用されません。満たされていない条件:{test}。実際の値:{actual}。",
    },
    ROW(WORDS_RULE_CONDITION_UNKNOWN) = {
        "The rule in line {line} ({text}) does not pay. Condition not met: {test}. The value is not known.",
        "Правило в строке {line} ({text}) не платит. Не выполнено условие: {test}. Значение неизвестно.",
        "La règle de la ligne {line} ({text}) ne paie pas. Condition non remplie : {test}. La valeur est inconnue.",
        "{line} 行目のルール({text})は適用されません。満たされていない条件:{test}。実際の値は不明です。",
    },
    ROW(WORDS_RULE_EXCLUDED) = {
        "The rule in line {line} ({text}) does not pay. It leaves out this case: {test}.",
        "Правило в строке {line} ({text}) не платит. Оно не действует в этом случае: {test}.",
        "La règle de la ligne {line} ({text}) ne paie pas. Elle exclut ce cas : {test}.",
        "{line} 行目のルール({text})は適用されません。次の場合は対象外です:{test}。",
    },
    ROW(WORDS_RULE_DATE) = {
        "The rule in line {line} ({text}) does not pay: it does not hold on {day}.",
        "Правило в строке {line} ({text}) не платит: {day} оно не действует.",
        "La règle de la ligne {line} ({text}) ne paie pas : elle n’est pas en vigueur le {day}.",
        "{line} 行目のルール({text})は適用されません。{day} は適用期間外のためです。",
    },
    ROW(WORDS_RULE_PAYMENT_LIMIT) = {
        "The rule in line {line} ({text}) does not pay: it covers {most} {most:payment|payments} of a customer, and "
        "this is payment number {number}.",
        "Правило в строке {line} ({text}) не платит: оно рассчитано на {most} {most:платёж|платежа|платежей} клиента, "
        "а этот платёж — № {number}.",
        "La règle de la ligne {line} ({text}) ne paie pas : elle couvre {most} {most:paiement|paiements} par client, "
        "et celui-ci est le n° {number}.",
        "{line} 行目のルール({text})は適用されません。対象は顧客の支払い {most} 回までで、今回は {number} 回目のためです。",
    },
    ROW(WORDS_RULE_MONTH_LIMIT) = {
        "The rule in line {line} ({text}) does not pay: it covers {most} {most:month|months} from a customer’s first "
        "payment, and this is month number {number}.",
        "Правило в строке {line} ({text}) не платит: оно действует {most} {most:месяц|месяца|месяцев} с первого "
        "платежа клиента, а этот месяц — № {number}.",
        "La règle de la ligne {line} ({text}) ne paie pas : elle couvre {most} mois à compter du premier paiement du "
        "client, et ce mois est le n° {number}.",
        "{line} 行目のルール({text})は適用されません。対象は顧客の初回支払いから {most} か月までで、今回は {number} か月目のためです。",
    },
    ROW(WORDS_RULE_CHURNED) = {
        "The rule in line {line} ({text}) does not pay: the customer had left before.",
        "Правило в строке {line} ({text}) не платит: клиент к этому времени ушёл.",
        "La règle de la ligne {line} ({text}) ne paie pas : le client avait déjà résilié.",
        "{line} 行目のルール({text})は適用されません。顧客がすでに解約していたためです。",
    },
    ROW(WORDS_RULE_USAGE_UNKNOWN) = {
        "The rule in line {line} ({text}) does not pay: the figure that the tariff goes by was not reported.",
        "Правило в строке {line} ({text}) не платит: показатель, от которого зависит тариф, не передан.",
        "La règle de la ligne {line} ({text}) ne paie pas : le chiffre dont dépend le tarif n’a pas été transmis.",
        "{line} 行目のルール({text})は適用されません。料金表の基準となる数値が報告されていないためです。",
    },
    ROW(WORDS_RULE_REPLACED) = {
        "The rule in line {line} of the program’s plan ({text}) does not pay: line {by} of the partner’s individual "
        "terms stands in its place.",
        "Правило в строке {line} плана программы ({text}) не платит: вместо него действует строка {by} индивидуальных "
        "условий партнёра.",
        "La règle de la ligne {line} du barème du programme ({text}) ne paie pas : la ligne {by} des conditions "
        "individuelles du partenaire prend sa place.",
        "プログラムの報酬プラン {line} 行目のルール({text})は適用されません。パートナーの個別条件 {by} 行目に置き換えられているためです。",
    },
    ROW(WORDS_RULE_NOT_IN_PLACE) = {
        "The rule in line {line} of the individual terms ({text}) does not pay: the plan that pays has no rule that it "
        "could stand in for.",
        "Правило в строке {line} индивидуальных условий ({text}) не платит: в действующем плане нет правила, которое "
        "оно могло бы заменить.",
        "La règle de la ligne {line} des conditions individuelles ({text}) ne paie pas : le barème appliqué n’a aucune "
        "règle qu’elle pourrait remplacer.",
        "個別条件 {line} 行目のルール({text})は適用されません。適用されるプランに、置き換えの対象となるルールがないためです。",
    },
    ROW(WORDS_PROMOTION_FROM) = {
        "This rule holds from {from} on.", "Это правило действует с {from}.",
        "Cette règle est en vigueur à partir du {from}.", "このルールは {from} から適用されます。",
    },
    ROW(WORDS_PROMOTION_UNTIL) = {
        "This rule holds until {until}, that day included.", "Это правило действует по {until} включительно.",
        "Cette règle est en vigueur jusqu’au {until} inclus.", "このルールは {until} まで(当日を含む)適用されます。",
    },
    ROW(WORDS_PROMOTION_BOTH) = {
        "This rule holds from {from} until {until}, both days included.",
        "Это правило действует с {from} по {until} включительно.",
        "Cette règle est en vigueur du {from} au {until} inclus.",
        "このルールは {from} から {until} まで(両日を含む)適用されます。",
    },
    ROW(WORDS_BASE_TAX) = {
        "Taxes are not part of the base: {tax}.", "Налоги в базу не входят: {tax}.",
        "Les taxes n’entrent pas dans la base : {tax}.", "税額 {tax} は計算の対象に含まれません。",
    },
    ROW(WORDS_BASE_SHIPPING) = {
        "Shipping is not part of the base: {shipping}.", "Доставка в базу не входит: {shipping}.",
        "Les frais de livraison n’entrent pas dans la base : {shipping}.",
        "送料 {shipping} は計算の対象に含まれません。",
    },
    ROW(WORDS_PER_ITEM) = {
        "{fixed} for each item, {quantity} in number: {exact}.",
        "{fixed} за единицу товара, количество {quantity}: {exact}.",
        "{fixed} par article, quantité {quantity} : {exact}.", "1 点あたり {fixed}、数量 {quantity}:{exact}。",
    },
    ROW(WORDS_TARIFF) = {
        "The tariff for “{name}” of {usage} is {sum}.", "Тариф при показателе «{name}», равном {usage}: {sum}.",
        "Tarif pour « {name} » de {usage} : {sum}.", "「{name}」{usage} に対する料金は {sum} です。",
    },
    ROW(WORDS_TARIFF_NONE) = {
        "The tariff ends below “{name}” of {usage}: nothing is paid.",
        "Тарифная шкала не доходит до показателя «{name}», равного {usage}: ничего не платится.",
        "Le tarif ne va pas jusqu’à « {name} » de {usage} : rien n’est payé.",
        "「{name}」{usage} は料金表の範囲を超えているため、支払いはありません。",
    },
    ROW(WORDS_NOTHING) = {
        "The rule says that nothing is paid.", "По этому правилу ничего не платится.",
        "Selon cette règle, rien n’est payé.", "このルールでは支払いはありません。",
    },
    ROW(WORDS_TIER_COUNT) = {
        "This is number {volume} {of}; the tier from number {from} on applies.",
        "Это № {volume} {of}; действует ступень с № {from}.",
        "C’est le n° {volume} {of} ; le palier à partir du n° {from} s’applique.",
        "{of} {volume} 件目にあたり、{from} 件目からの段階が適用されます。",
    },
    ROW(WORDS_TIER_COUNT_BELOW) = {
        "This is number {volume} {of}; the first tier is not reached.",
        "Это № {volume} {of}; первая ступень не достигнута.",
        "C’est le n° {volume} {of} ; le premier palier n’est pas atteint.",
        "{of} {volume} 件目にあたり、最初の段階に達していません。",
    },
    ROW(WORDS_TIER_COUNT_ALL) = {
        "Number {of}: {volume}. The tier from {from} on applies to all of them.",
        "Всего {of}: {volume}. Ступень от {from} действует для всех.",
        "Nombre {of} : {volume}. Le palier à partir de {from} vaut pour tous.",
        "{of}の件数は {volume} 件です。{from} 件からの段階が全件に適用されます。",
    },
    ROW(WORDS_TIER_COUNT_ALL_BELOW) = {
        "Number {of}: {volume}. The first tier is not reached.", "Всего {of}: {volume}. Первая ступень не достигнута.",
        "Nombre {of} : {volume}. Le premier palier n’est pas atteint.",
        "{of}の件数は {volume} 件で、最初の段階に達していません。",
    },
    ROW(WORDS_TIER_SUM) = {
        "Total {of} before this sale: {volume}. The tier from {from} on applies.",
        "Сумма {of} до этой продажи: {volume}. Действует ступень от {from}.",
        "Total {of} avant cette vente : {volume}. Le palier à partir de {from} s’applique.",
        "この販売より前の{of}の合計額は {volume} で、{from} からの段階が適用されます。",
    },
    ROW(WORDS_TIER_SUM_BELOW) = {
        "Total {of} before this sale: {volume}. The first tier is not reached.",
        "Сумма {of} до этой продажи: {volume}. Первая ступень не достигнута.",
        "Total {of} avant cette vente : {volume}. Le premier palier n’est pas atteint.",
        "この販売より前の{of}の合計額は {volume} で、最初の段階に達していません。",
    },
    ROW(WORDS_TIER_SUM_ALL) = {
        "Total {of}: {volume}. The tier from {from} on applies to all of it.",
        "Сумма {of}: {volume}. Ступень от {from} действует для всей суммы.",
        "Total {of} : {volume}. Le palier à partir de {from} vaut pour l’ensemble.",
        "{of}の合計額は {volume} です。{from} からの段階が全体に適用されます。",
    },
    ROW(WORDS_TIER_SUM_ALL_BELOW) = {
        "Total {of}: {volume}. The first tier is not reached.", "Сумма {of}: {volume}. Первая ступень не достигнута.",
        "Total {of} : {volume}. Le premier palier n’est pas atteint.",
        "{of}の合計額は {volume} で、最初の段階に達していません。",
    },
    ROW(WORDS_SLICE) = {
        "{amount} of the sale lies in the tier from {from} on: {rate}%.",
        "{amount} из продажи приходится на ступень от {from}: {rate} %.",
        "{amount} de la vente relèvent du palier à partir de {from} : {rate} %.",
        "販売額のうち {amount} は {from} からの段階にあたります:{rate}%。",
    },
    ROW(WORDS_SLICE_BELOW) = {
        "{amount} of the sale lies below the first tier: {rate}%.",
        "{amount} из продажи — ниже первой ступени: {rate} %.",
        "{amount} de la vente restent sous le premier palier : {rate} %.",
        "販売額のうち {amount} は最初の段階に達していません:{rate}%。",
    },
    ROW(WORDS_SLICED) = {
        "On a base of {base} that is {exact}.", "При базе {base} это {exact}.", "Sur une base de {base} : {exact}.",
        "対象額 {base} に対して {exact} です。",
    },
    ROW(WORDS_AT_LEAST) = {
        "The rule pays at least {limit}.", "Правило платит не менее {limit}.", "La règle paie au moins {limit}.",
        "このルールの最低額は {limit} です。",
    },
    ROW(WORDS_AT_MOST) = {
        "The rule pays at most {limit}.", "Правило платит не более {limit}.", "La règle paie au plus {limit}.",
        "このルールの上限額は {limit} です。",
    },
    ROW(WORDS_SHARE_SPLIT) = {
        "By agreement the commission of {shared} is split; this part is {part}.",
        "По соглашению вознаграждение {shared} делится; эта доля: {part}.",
        "Par accord, la commission de {shared} est partagée ; cette part : {part}.",
        "合意により報酬 {shared} は分配されます。この取り分は {part} です。",
    },
    ROW(WORDS_SHARE_ASSIST) = {
        "The commission of {shared} is shared among the partners who contributed; this part is {part}.",
        "Вознаграждение {shared} делится между партнёрами, которые участвовали; эта доля: {part}.",
        "La commission de {shared} est partagée entre les partenaires qui ont contribué ; cette part : {part}.",
        "報酬 {shared} は貢献したパートナーの間で分配されます。この取り分は {part} です。",
    },
    ROW(WORDS_LEVEL) = {
        "This is earned at level {level} above the partner who is credited.",
        "Это вознаграждение {level}-го уровня над партнёром, которому засчитано событие.",
        "Cette commission est de niveau {level} au-dessus du partenaire crédité.",
        "成果を得たパートナーの {level} 段上の紹介者としての報酬です。",
    },
    ROW(WORDS_LEVEL_OF_COMMISSION) = {
        "{rate}% of the credited partner’s commission of {base} is {exact}.",
        "{rate} % от вознаграждения партнёра ({base}) = {exact}.",
        "{rate} % de la commission du partenaire crédité ({base}) = {exact}.",
        "成果を得たパートナーの報酬 {base} の {rate}% は {exact} です。",
    },
    ROW(WORDS_CAP_LEVELS) = {
        "All levels of one sale together are capped at {limit}; they came to {used}. The deepest level gives way "
        "first: {before} becomes {after}.",
        "Предел на все уровни одной продажи вместе: {limit}; получилось {used}. Первым уступает самый дальний уровень: "
        "было {before}, стало {after}.",
        "Plafond de tous les niveaux d’une vente : {limit} ; total avant plafond : {used}. Le niveau le plus éloigné "
        "cède d’abord : {before} devient {after}.",
        "1 件の販売における全段階の合計の上限は {limit} で、合計は {used} でした。最も遠い段階から減額され、{before} は {after} となります。",
    },
    ROW(WORDS_CAP_PARTNER) = {
        "One partner earns at most {limit} {per}; {used} of it was used before. {before} becomes {after}.",
        "Один партнёр получает не более {limit} {per}; ранее использовано: {used}. Было {before}, стало {after}.",
        "Un partenaire gagne au plus {limit} {per} ; déjà utilisé : {used}. {before} devient {after}.",
        "パートナー 1 人の上限は{per} {limit} で、すでに {used} が使われています。{before} は {after} となります。",
    },
    ROW(WORDS_CAP_BUDGET) = {
        "The program’s budget is {limit} {per}; {used} of it was used before. {before} becomes {after}.",
        "Бюджет программы: {limit} {per}; ранее использовано: {used}. Было {before}, стало {after}.",
        "Le budget du programme est de {limit} {per} ; déjà utilisé : {used}. {before} devient {after}.",
        "プログラムの予算は{per} {limit} で、すでに {used} が使われています。{before} は {after} となります。",
    },
    ROW(WORDS_CAP_BEYOND) = {
        "Of what lies beyond it, {rate}% is paid.", "Из того, что сверх предела, платится {rate} %.",
        "Au-delà, {rate} % du dépassement est payé.", "超過分については、その {rate}% が支払われます。",
    },
    ROW(WORDS_BEST) = {
        "More could have been earned by the rule in line {line} ({text}): {exact}.",
        "Больше могло дать правило в строке {line} ({text}): {exact}.",
        "La règle de la ligne {line} ({text}) aurait pu rapporter davantage : {exact}.",
        "{line} 行目のルール({text})であれば、より多い {exact} となっていました。",
    },
    ROW(WORDS_BEST_TAKEN) = {
        "The rule in line {by} comes first and takes a part of the order that would have been its own.",
        "Правило в строке {by} стоит раньше и берёт часть заказа, которая досталась бы ему.",
        "La règle de la ligne {by} passe avant elle et prend une part de la commande qui lui serait revenue.",
        "{by} 行目のルールが優先され、本来このルールの対象となる分の一部を先に取っています。",
    },
    ROW(WORDS_WHY_NO_RULE_FITS) = {
        "Nothing was earned, because no rule for the goal {goal} applies here.",
        "Ничего не начислено: ни одно правило для цели {goal} здесь не действует.",
        "Rien n’est dû : aucune règle pour l’objectif {goal} ne s’applique ici.",
        "報酬は発生しません。成果地点 {goal} のルールのうち、今回適用されるものがないためです。",
    },
    ROW(WORDS_WHY_NOTHING) = {
        "Nothing was earned, because the plan excludes this case.",
        "Ничего не начислено: план исключает этот случай.", "Rien n’est dû : le barème exclut ce cas.",
        "報酬は発生しません。プランで対象外とされているためです。",
    },
    ROW(WORDS_REWARD) = {
        "In kind, by line {line}: {reward}, number {quantity}.",
        "В натуральной форме, по строке {line}: {reward}, количество {quantity}.",
        "En nature, selon la ligne {line} : {reward}, quantité {quantity}.",
        "{line} 行目による現物の特典:{reward}、数量 {quantity}。",
    },
    ROW(WORDS_REWARD_NAMED) = {
        "In kind, by line {line}: {reward} “{name}”, number {quantity}.",
        "В натуральной форме, по строке {line}: {reward} «{name}», количество {quantity}.",
        "En nature, selon la ligne {line} : {reward} « {name} », quantité {quantity}.",
        "{line} 行目による現物の特典:{reward}「{name}」、数量 {quantity}。",
    },
    ROW(WORDS_MISSED_OTHER_GOAL) = {
        "Recruiters earn nothing by it: the plan has no clause for levels and the goal {goal}.",
        "Пригласившие партнёры ничего не получают: для цели {goal} в плане нет пунктов об уровнях.",
        "Les parrains ne touchent rien : le barème n’a aucune clause de niveau pour l’objectif {goal}.",
        "紹介者の報酬はありません。成果地点 {goal} に対する段階の条項がプランにないためです。",
    },
    ROW(WORDS_MISSED_CHAIN_ENDS) = {
        "From level {level} on nothing is earned: nobody recruited the partner below.",
        "Начиная с уровня {level} ничего не начислено: нижестоящего партнёра никто не приглашал.",
        "À partir du niveau {level}, rien n’est dû : personne n’a parrainé le partenaire situé au-dessous.",
        "{level} 段目以上の報酬はありません。その下のパートナーに紹介者がいないためです。",
    },
    ROW(WORDS_MISSED_BEYOND) = {
        "From level {level} on nothing is earned: the plan has no such level.",
        "Начиная с уровня {level} ничего не начислено: такого уровня в плане нет.",
        "À partir du niveau {level}, rien n’est dû : le barème ne prévoit pas ce niveau.",
        "{level} 段目以上の報酬はありません。プランにその段階がないためです。",
    },
    ROW(WORDS_MISSED_GAP) = {
        "Level {level}: nothing, because the recruiter is archived. Nobody moves down.",
        "Уровень {level}: ничего, потому что пригласивший партнёр в архиве. Остальные не сдвигаются.",
        "Niveau {level} : rien, car le parrain est archivé. Personne ne prend sa place.",
        "{level} 段目:報酬はありません。紹介者がアーカイブされているためです。上の段階は繰り下がりません。",
    },
    ROW(WORDS_MISSED_NO_CLAUSE) = {
        "Level {level}: nothing, because the plan has no clause for this level and the goal {goal}.",
        "Уровень {level}: ничего, потому что в плане нет пункта для этого уровня и цели {goal}.",
        "Niveau {level} : rien, car le barème n’a aucune clause pour ce niveau et l’objectif {goal}.",
        "{level} 段目:報酬はありません。この段階と成果地点 {goal} に対する条項がプランにないためです。",
    },
    ROW(WORDS_MISSED_NOTHING) = {
        "Level {level}: nothing, because the clause in line {line} says so ({text}).",
        "Уровень {level}: ничего, так гласит пункт в строке {line} ({text}).",
        "Niveau {level} : rien, comme le dit la clause de la ligne {line} ({text}).",
        "{level} 段目:報酬はありません。{line} 行目の条項({text})がそう定めているためです。",
    },
    ROW(WORDS_MISSED_LEVEL_CAP) = {
        "Level {level}: nothing. Line {line} ({text}) leaves nothing of {before}.",
        "Уровень {level}: ничего. Строка {line} ({text}) ничего не оставляет от {before}.",
        "Niveau {level} : rien. La ligne {line} ({text}) ne laisse rien de {before}.",
        "{level} 段目:報酬はありません。{line} 行目({text})により、{before} は全額減額されました。",
    },
    ROW(WORDS_MISSED_LEVEL_TOO_LITTLE) = {
        "Level {level}: nothing, because {exact} rounds to zero.",
        "Уровень {level}: ничего, потому что {exact} округляется до нуля.",
        "Niveau {level} : rien, car {exact} s’arrondit à zéro.",
        "{level} 段目:報酬はありません。{exact} は丸めるとゼロになるためです。",
    },
    ROW(WORDS_MISSED_LEVEL_NO_COMMISSION) = {
        "Level {level}: nothing. It is a part of the credited partner’s commission, and that is zero.",
        "Уровень {level}: ничего. Это доля от вознаграждения партнёра, а оно равно нулю.",
        "Niveau {level} : rien. C’est une part de la commission du partenaire crédité, qui est nulle.",
        "{level} 段目:報酬はありません。成果を得たパートナーの報酬に対する割合であり、その報酬がゼロのためです。",
    },
    ROW(WORDS_MISSED_LEVEL_NO_BASE) = {
        "Level {level}: nothing, because the event has no amount to take a part of.",
        "Уровень {level}: ничего, потому что у события нет суммы, от которой брать долю.",
        "Niveau {level} : rien, car l’événement n’a pas de montant sur lequel calculer une part.",
        "{level} 段目:報酬はありません。割合の対象となる金額がないためです。",
    },
    ROW(WORDS_MISSED_LEVEL_CONDITION) = {
        "Level {level}: the clause in line {line} ({text}) does not pay. Condition not met: {test}. The value is "
        "{actual}.",
        "Уровень {level}: пункт в строке {line} ({text}) не платит. Не выполнено условие: {test}. Значение: {actual}.",
        "Niveau {level} : la clause de la ligne {line} ({text}) ne paie pas. Condition non remplie : {test}. "
        "Valeur : {actual}.",
        "{level} 段目:{line} 行目の条項({text})は適用されません。満たされていない条件:{test}。実際の値:{actual}。",
    },
    ROW(WORDS_MISSED_LEVEL_CONDITION_UNKNOWN) = {
        "Level {level}: the clause in line {line} ({text}) does not pay. Condition not met: {test}. The value is not "
        "known.",
        "Уровень {level}: пункт в строке {line} ({text}) не платит. Не выполнено условие: {test}. Значение "
        "неизвестно.",
        "Niveau {level} : la clause de la ligne {line} ({text}) ne paie pas. Condition non remplie : {test}. La valeur "
        "est inconnue.",
        "{level} 段目:{line} 行目の条項({text})は適用されません。満たされていない条件:{test}。実際の値は不明です。",
    },
    ROW(WORDS_MISSED_LEVEL_EXCLUDED) = {
        "Level {level}: the clause in line {line} ({text}) does not pay. It leaves out this case: {test}.",
        "Уровень {level}: пункт в строке {line} ({text}) не платит. Он не действует в этом случае: {test}.",
        "Niveau {level} : la clause de la ligne {line} ({text}) ne paie pas. Elle exclut ce cas : {test}.",
        "{level} 段目:{line} 行目の条項({text})は適用されません。次の場合は対象外です:{test}。",
    },
    ROW(WORDS_MISSED_CONDITION) = {
        "The clause in line {line} ({text}) gives nothing. Condition not met: {test}. The value is {actual}.",
        "Пункт в строке {line} ({text}) ничего не даёт. Не выполнено условие: {test}. Значение: {actual}.",
        "La clause de la ligne {line} ({text}) ne donne rien. Condition non remplie : {test}. Valeur : {actual}.",
        "{line} 行目の条項({text})による特典はありません。満たされていない条件:{test}。実際の値:{actual}。",
    },
    ROW(WORDS_MISSED_CONDITION_UNKNOWN) = {
        "The clause in line {line} ({text}) gives nothing. Condition not met: {test}. The value is not known.",
        "Пункт в строке {line} ({text}) ничего не даёт. Не выполнено условие: {test}. Значение неизвестно.",
        "La clause de la ligne {line} ({text}) ne donne rien. Condition non remplie : {test}. La valeur est inconnue.",
        "{line} 行目の条項({text})による特典はありません。満たされていない条件:{test}。実際の値は不明です。",
    },
    ROW(WORDS_MISSED_EXCLUDED) = {
        "The clause in line {line} ({text}) gives nothing. It leaves out this case: {test}.",
        "Пункт в строке {line} ({text}) ничего не даёт. Он не действует в этом случае: {test}.",
        "La clause de la ligne {line} ({text}) ne donne rien. Elle exclut ce cas : {test}.",
        "{line} 行目の条項({text})による特典はありません。次の場合は対象外です:{test}。",
    },
    ROW(WORDS_MISSED_TARGET) = {
        "The clause in line {line} ({text}) gives nothing yet: {volume} of {target} reached, {period}.",
        "Пункт в строке {line} ({text}) пока ничего не даёт: достигнуто {volume} из {target}, период: {period}.",
        "La clause de la ligne {line} ({text}) ne donne encore rien : {volume} sur {target}, période : {period}.",
        "{line} 行目の条項({text})による特典はまだありません。{period}の実績は {volume}、目標は {target} です。",
    },
    ROW(WORDS_MISSED_TOO_LATE) = {
        "The clause in line {line} ({text}) gives nothing: it counts until {until}.",
        "Пункт в строке {line} ({text}) ничего не даёт: учитываются события по {until}.",
        "La clause de la ligne {line} ({text}) ne donne rien : elle compte jusqu’au {until}.",
        "{line} 行目の条項({text})による特典はありません。対象は {until} までのためです。",
    },
    ROW(WORDS_BONUS) = {
        "This is a bonus for the volume of {period}.", "Это бонус за объём за период: {period}.",
        "Ceci est une prime de volume ; période : {period}.", "{period}の実績に対するボーナスです。",
    },
    ROW(WORDS_BONUS_RULE) = {
        "The clause in line {line}: {text}", "Пункт в строке {line}: {text}", "La clause de la ligne {line} : {text}",
        "{line} 行目の条項:{text}",
    },
    ROW(WORDS_BONUS_COUNT) = {
        "The target is {target}; reached: {volume}.", "Цель: {target}; достигнуто: {volume}.",
        "Objectif : {target} ; atteint : {volume}.", "目標は {target} 件、実績は {volume} 件です。",
    },
    ROW(WORDS_BONUS_SUM) = {
        "The target is {target}; reached: {volume}.", "Цель: {target}; достигнуто: {volume}.",
        "Objectif : {target} ; atteint : {volume}.", "目標は {target}、実績は {volume} です。",
    },
    ROW(WORDS_BONUS_TIMES) = {
        "The target was reached {times} {times:time|times}; each time pays {amount}.",
        "Цель достигнута {times} {times:раз|раза|раз}; за каждый раз платится {amount}.",
        "L’objectif a été atteint {times} fois ; chaque fois paie {amount}.",
        "目標を {times} 回達成し、1 回につき {amount} が支払われます。",
    },
    ROW(WORDS_CORRECTION) = {
        "{time}: the volume of {period} is now {volume}, and the rate for the whole period goes from {old}% to {new}%: "
        "{difference}.",
        "{time}: объём за период «{period}» теперь {volume}, ставка за весь период меняется с {old} % на {new} %: "
        "{difference}.",
        "{time} : le volume de la période « {period} » est désormais de {volume}, et le taux de toute la période passe "
        "de {old} % à {new} % : {difference}.",
        "{time}:{period}の実績が {volume} となり、期間全体の料率が {old}% から {new}% に変わります:{difference}。",
    },
    ROW(WORDS_PERIOD_WEEK) = {
        "the week of {day}", "неделя с {day}", "semaine du {day}", "{day} からの週",
    },
    ROW(WORDS_PERIOD_QUARTER) = {
        "quarter {number} of {year}", "{number}-й квартал {year}", "trimestre {number} de {year}",
        "{year}年第{number}四半期",
    },
    ROW(WORDS_PERIOD_YEAR) = {"{year}", "{year}", "{year}", "{year}年"},
    ROW(WORDS_PERIOD_ALL_TIME) = {"all time", "всё время", "depuis le début", "全期間"},
    ROW(WORDS_JANUARY) = {"January {year}", "январь {year}", "janvier {year}", "{year}年1月"},
    ROW(WORDS_JANUARY + 1) = {"February {year}", "февраль {year}", "février {year}", "{year}年2月"},
    ROW(WORDS_JANUARY + 2) = {"March {year}", "март {year}", "mars {year}", "{year}年3月"},
    ROW(WORDS_JANUARY + 3) = {"April {year}", "апрель {year}", "avril {year}", "{year}年4月"},
    ROW(WORDS_JANUARY + 4) = {"May {year}", "май {year}", "mai {year}", "{year}年5月"},
    ROW(WORDS_JANUARY + 5) = {"June {year}", "июнь {year}", "juin {year}", "{year}年6月"},
    ROW(WORDS_JANUARY + 6) = {"July {year}", "июль {year}", "juillet {year}", "{year}年7月"},
    ROW(WORDS_JANUARY + 7) = {"August {year}", "август {year}", "août {year}", "{year}年8月"},
    ROW(WORDS_JANUARY + 8) = {"September {year}", "сентябрь {year}", "septembre {year}", "{year}年9月"},
    ROW(WORDS_JANUARY + 9) = {"October {year}", "октябрь {year}", "octobre {year}", "{year}年10月"},
    ROW(WORDS_JANUARY + 10) = {"November {year}", "ноябрь {year}", "novembre {year}", "{year}年11月"},
    ROW(WORDS_DECEMBER) = {"December {year}", "декабрь {year}", "décembre {year}", "{year}年12月"},
};
// clang-format on
