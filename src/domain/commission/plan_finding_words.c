// SPDX-License-Identifier: Apache-2.0
// The sentences of the checker and of the ratchet.
#include "commission/explain_words.h"

#define ROW(words) [(words)-WORDS_FINDING]
#define SAY(code) ROW(WORDS_FINDING + (code))
#define WHY(why) ROW(WORDS_WHY_OPEN + (why))

// English, Russian, French, Japanese.
// clang-format off
const char *const explain_finding_templates[WORDS_COUNT - WORDS_FINDING][EXPLAIN_LANGUAGE_COUNT] = {
    SAY(CHECK_EXAMPLE_HOLDS) = {
        "It comes out as written.",
        "Пример сходится с написанным.",
        "L’exemple donne bien le résultat écrit.",
        "例は書かれたとおりの結果になります。",
    },
    SAY(CHECK_EXAMPLE_FAILS) = {
        "The example does not come out. {who} earns {earned}, not {expected}.",
        "Пример не сходится. {who} получает {earned}, а не {expected}.",
        "L’exemple ne se vérifie pas. {who} gagne {earned}, et non {expected}.",
        "例のとおりになりません。{who}の報酬は {expected} ではなく {earned} です。",
    },
    SAY(CHECK_AT_MOST_HOLDS) = {
        "No sale ever pays more than {rate}% of it, all levels together, but for rounding to a minor unit ({cases} "
        "{cases:case|cases}, each for all amounts).",
        "Ни за какую продажу не платится больше {rate} % её суммы, все уровни вместе, не считая округления до "
        "минимальной единицы ({cases} {cases:случай|случая|случаев}, каждый для всех сумм).",
        "Aucune vente ne rapporte plus de {rate} % de son montant, tous niveaux réunis, à l’arrondi près "
        "({cases} cas, "
        "chacun pour tous les montants).",
        "全段階の合計でも、1 件の販売につき支払いが販売額の {rate}% を超えることはありません(最小単位への端数処理を除く。{cases} 通り、それぞれ全金額で検証済み)。",
    },
    SAY(CHECK_AT_MOST_FAILS) = {
        "More than {rate}% of the sale is paid: {sale} pays {paid}.",
        "Платится больше {rate} % от продажи: {sale} — к выплате {paid}.",
        "Plus de {rate} % de la vente sont payés : {sale} rapporte {paid}.",
        "販売額の {rate}% を超えて支払われます:{sale}の支払額は {paid} です。",
    },
    SAY(CHECK_MARGIN_HOLDS) = {
        "Commission never passes the margin of {rate}%, but for rounding to a minor unit ({cases} "
        "{cases:case|cases}, "
        "each for all amounts).",
        "Вознаграждение никогда не превышает маржу {rate} %, не считая округления до минимальной единицы ({cases} "
        "{cases:случай|случая|случаев}, каждый для всех сумм).",
        "La commission ne dépasse jamais la marge de {rate} %, à l’arrondi près ({cases} cas, chacun pour tous les "
        "montants).",
        "報酬が粗利 {rate}% を超えることはありません(最小単位への端数処理を除く。{cases} 通り、それぞれ全金額で検証済み)。",
    },
    SAY(CHECK_MARGIN_FAILS) = {
        "Commission passes the margin of {rate}%: {sale} pays {paid}.",
        "Вознаграждение превышает маржу {rate} %: {sale} — к выплате {paid}.",
        "La commission dépasse la marge de {rate} % : {sale} rapporte {paid}.",
        "報酬が粗利 {rate}% を超えます:{sale}の支払額は {paid} です。",
    },
    SAY(CHECK_MONOTONE_HOLDS) = {
        "A larger sale never pays less ({cases} {cases:case|cases}, each for all amounts).",
        "За большую продажу никогда не платится меньше ({cases} {cases:случай|случая|случаев}, каждый для всех "
        "сумм).",
        "Une vente plus élevée ne rapporte jamais moins ({cases} cas, chacun pour tous les montants).",
        "販売額が大きいほど支払いが少なくなることはありません({cases} 通り、それぞれ全金額で検証済み)。",
    },
    SAY(CHECK_MONOTONE_FAILS) = {
        "A larger sale pays less: {sale} pays {paid}, but one of {smaller} pays {before}.",
        "За большую продажу платится меньше: {sale} — к выплате {paid}, а при сумме {smaller} — {before}.",
        "Une vente plus élevée rapporte moins : {sale} rapporte {paid}, mais à {smaller} elle rapporte {before}.",
        "販売額が大きいのに支払いが少なくなります:{sale}では {paid}、{smaller} では {before} です。",
    },
    SAY(CHECK_NO_JUMP_HOLDS) = {
        "Nowhere does one minor unit of the sale’s amount change what is paid by more than {sum} ({cases} "
        "{cases:case|cases}, each for all amounts).",
        "Нигде одна минимальная единица суммы продажи не меняет выплату больше чем на {sum} ({cases} "
        "{cases:случай|случая|случаев}, каждый для всех сумм).",
        "Nulle part une unité minimale du montant ne change ce qui est payé de plus de {sum} ({cases} cas, "
        "chacun pour "
        "tous les montants).",
        "販売額が最小単位だけ変わったときに、支払いが {sum} を超えて変わることはありません({cases} 通り、それぞれ全金額で検証済み)。",
    },
    SAY(CHECK_NO_JUMP_FAILS) = {
        "What is paid jumps by more than {sum}: {sale} pays {paid}, but one of {smaller} pays {before}.",
        "Выплата меняется скачком больше чем на {sum}: {sale} — к выплате {paid}, а при сумме {smaller} — {before}.",
        "Ce qui est payé fait un saut de plus de {sum} : {sale} rapporte {paid}, mais à {smaller} elle rapporte "
        "{before}.",
        "支払いが {sum} を超えて急に変わります:{sale}では {paid}、{smaller} では {before} です。",
    },
    SAY(CHECK_NEVER_BELOW) = {
        "Nothing that is paid is below zero ({cases} {cases:case|cases}).",
        "Ни одна выплата не бывает меньше нуля ({cases} {cases:случай|случая|случаев}).",
        "Rien de ce qui est payé n’est négatif ({cases} cas).",
        "支払いが負になることはありません({cases} 通り)。",
    },
    SAY(CHECK_SAME_HOLDS) = {
        "The same facts always pay the same: nothing but recorded facts is looked at, by clauses in their order; each "
        "case was evaluated twice, the second time with other memory and its facts in another order ({cases} "
        "{cases:case|cases}).",
        "При одних и тех же фактах платится одно и то же: учитываются только записанные факты, условия — в порядке "
        "текста; каждый случай вычислен дважды, второй раз в другой памяти и с фактами в другом порядке ({cases} "
        "{cases:случай|случая|случаев}).",
        "Les mêmes faits rapportent toujours la même chose : seuls comptent les faits enregistrés, clause après "
        "clause ; chaque cas a été évalué deux fois, la seconde dans une autre mémoire et avec les faits dans un autre "
        "ordre ({cases} cas).",
        "同じ事実には常に同じ額が支払われます。参照されるのは記録された事実だけで、条項は書かれた順に適用されます。各場合を 2 回計算し、2 回目は別のメモリと別の事実の順序で行いました({cases} 通り)。",
    },
    SAY(CHECK_OPEN) = {
        "Not decided: {why}. No counter-example was found in {cases} {cases:case|cases}.",
        "Не доказано и не опровергнуто: {why}. Проверено случаев: {cases}, контрпримера нет.",
        "Indécidé : {why}. Aucun contre-exemple trouvé ({cases} cas examinés).",
        "判定できません:{why}。{cases} 通りを調べましたが、反例は見つかりませんでした。",
    },
    SAY(CHECK_BONUS_IN_KIND) = {
        "A reward in kind is not part of the statements about sums.",
        "Неденежная награда в утверждениях о суммах не учитывается.",
        "Une récompense en nature n’entre pas dans les énoncés sur les montants.",
        "現物の特典は金額に関する検証の対象外です。",
    },
    SAY(CHECK_BONUS_OF_SUMS) = {
        "The bonus is paid besides: at most {rate}% of the period’s amounts, and not part of a sale.",
        "Бонус платится сверх того: не более {rate} % сумм за период, и частью продажи он не является.",
        "Le bonus est payé en plus : au plus {rate} % des montants de la période, et il ne fait pas partie d’une "
        "vente.",
        "ボーナスは別途支払われます:期間の合計額の {rate}% 以下で、個々の販売には含まれません。",
    },
    SAY(CHECK_BONUS_EVERY) = {
        "The bonus is paid besides: {sum} for every {count} {count:event|events} whatever their amounts, so no "
        "share of a "
        "sale bounds it.",
        "Бонус платится сверх того: {sum} за каждые {count} {count:событие|события|событий} при любых суммах, "
        "поэтому "
        "долей от продажи он не ограничен.",
        "Le bonus est payé en plus : {sum} tous les {count} {count:événement|événements}, quels que soient leurs "
        "montants ; "
        "aucune part de la vente ne le borne donc.",
        "ボーナスは別途支払われます:金額に関わらず {count} 件ごとに {sum} のため、販売額に対する割合では上限が定まりません。",
    },
    SAY(CHECK_BONUS_ONCE) = {
        "The bonus is paid besides: {sum} once a period for {count} {count:event|events} whatever their amounts, "
        "so no "
        "share of a sale bounds it.",
        "Бонус платится сверх того: {sum} один раз за период за {count} {count:событие|события|событий} при "
        "любых суммах, "
        "поэтому долей от продажи он не ограничен.",
        "Le bonus est payé en plus : {sum} une fois par période pour {count} {count:événement|événements}, quels que "
        "soient leurs montants ; aucune part de la vente ne le borne donc.",
        "ボーナスは別途支払われます:金額に関わらず {count} 件の達成で期間に 1 回 {sum} のため、販売額に対する割合では上限が定まりません。",
    },
    SAY(CHECK_NEVER_WORSE) = {
        "{who} never earns less by the new version, but for rounding to a minor unit ({cases} "
        "{cases:case|cases}, each "
        "for all amounts).",
        "{who} по новой версии никогда не получает меньше, не считая округления до минимальной единицы ({cases} "
        "{cases:случай|случая|случаев}, каждый для всех сумм).",
        "{who} ne gagne jamais moins avec la nouvelle version, à l’arrondi près ({cases} cas, chacun pour tous les "
        "montants).",
        "{who}の報酬が新しい版で少なくなることはありません(最小単位への端数処理を除く。{cases} 通り、それぞれ全金額で検証済み)。",
    },
    SAY(CHECK_EARNS_LESS) = {
        "{who} earns less: {sale} earns {before} by the old version and {paid} by the new one.",
        "{who} получает меньше: {sale} — по старой версии {before}, по новой {paid}.",
        "{who} gagne moins : {sale} rapporte {before} avec l’ancienne version et {paid} avec la nouvelle.",
        "{who}の報酬が少なくなります:{sale}の報酬は旧版では {before}、新版では {paid} です。",
    },
    SAY(CHECK_MAY_EARN_LESS) = {
        "{who}: not decided, for {why}. No sale that earns less was found in {cases} {cases:case|cases}.",
        "{who}: не доказано и не опровергнуто, потому что {why}. Проверено случаев: {cases}, продажи с меньшим "
        "вознаграждением не найдено.",
        "{who} : indécidé, car {why}. Aucune vente qui rapporte moins n’a été trouvée ({cases} cas examinés).",
        "{who}:判定できません({why})。{cases} 通りを調べましたが、報酬が少なくなる販売は見つかりませんでした。",
    },
    SAY(CHECK_HOLD_LONGER) = {
        "{who} has a longer hold: {sale} waits {days} {days:day|days}, and {before} by the old version.",
        "{who} дольше ждёт: {sale} — холд {days} {days:день|дня|дней}, а по старой версии {before}.",
        "{who} attend plus longtemps : {sale} attend {days} {days:jour|jours}, contre {before} avec "
        "l’ancienne version.",
        "{who}の保留期間が長くなります:{sale}の保留期間は、旧版の {before} 日に対して {days} 日です。",
    },
    SAY(CHECK_HOLD_UNKNOWN) = {
        "Only one of the versions states a hold; the other follows the program’s.",
        "Холд указан только в одной из версий; в другой действует холд программы.",
        "Une seule des versions indique une période d’attente ; l’autre suit celle du programme.",
        "保留期間を定めているのは一方の版だけです。もう一方はプログラムの設定に従います。",
    },
    SAY(CHECK_BONUS_WORSE) = {
        "The new version has no bonus that is as good in every way as this one: {bonus}.",
        "В новой версии нет бонуса, который во всём не хуже этого: {bonus}.",
        "La nouvelle version n’a pas de bonus aussi bon à tous égards que celui-ci : {bonus}.",
        "新しい版には、あらゆる点でこれと同等以上のボーナスがありません:{bonus}。",
    },
    SAY(CHECK_CLICK_WORSE) = {
        "A click pays {paid}, where the old version pays {before}.",
        "За клик платится {paid}, а по старой версии — {before}.",
        "Un clic rapporte {paid}, contre {before} avec l’ancienne version.",
        "クリック 1 回の報酬は {paid} で、旧版では {before} です。",
    },
    SAY(CHECK_UNIQUE_CLICK_WORSE) = {
        "A unique click pays {paid}, where the old version pays {before}.",
        "За уникальный клик платится {paid}, а по старой версии — {before}.",
        "Un clic unique rapporte {paid}, contre {before} avec l’ancienne version.",
        "ユニーククリック 1 回の報酬は {paid} で、旧版では {before} です。",
    },
    SAY(CHECK_IMPRESSIONS_WORSE) = {
        "Impressions pay less than by the old version.",
        "За показы платится меньше, чем по старой версии.",
        "Les affichages rapportent moins qu’avec l’ancienne version.",
        "表示に対する報酬が旧版より少なくなります。",
    },
    SAY(CHECK_REFUNDS_WORSE) = {
        "Refunds after payment are owed back; by the old version they are forgiven.",
        "Возвраты после выплаты партнёр остаётся должен; по старой версии они прощаются.",
        "Les remboursements postérieurs au paiement sont dus ; avec l’ancienne version, ils ne sont pas réclamés.",
        "支払い後の返金は返還債務になります。旧版では請求されません。",
    },
    SAY(CHECK_PENALTY_WORSE) = {
        "The penalty for late payment is less than by the old version.",
        "Неустойка за просрочку выплаты меньше, чем по старой версии.",
        "La pénalité de retard est moindre qu’avec l’ancienne version.",
        "支払い遅延の違約金が旧版より少なくなります。",
    },
    SAY(CHECK_BASE_WORSE) = {
        "Tax or shipping is taken out of the base; by the old version it is not.",
        "Налог или доставка исключаются из базы; по старой версии — нет.",
        "Les taxes ou la livraison sont exclues de la base ; avec l’ancienne version, elles ne le sont pas.",
        "税額または送料が計算の対象から除かれます。旧版では除かれません。",
    },
    SAY(CHECK_HOLD_BESIDE) = {
        "The hold of clicks, impressions or bonuses is longer: {days} {days:day|days}, where the old version has "
        "{before}.",
        "Холд кликов, показов или бонусов длиннее: {days} {days:день|дня|дней}, а в старой версии — {before}.",
        "La période d’attente des clics, des affichages ou des bonus est plus longue : {days} "
        "{days:jour|jours}, contre "
        "{before} dans l’ancienne version.",
        "クリック、表示またはボーナスの保留期間が長くなります:旧版の {before} 日に対して {days} 日です。",
    },
    SAY(CHECK_CAP_TIGHTER) = {
        "A cap leaves less ({cap}): of {earned} earned in one period the old version pays {before}, "
        "the new one {paid}.",
        "Предел оставляет меньше ({cap}): из {earned}, заработанных за один период, по старой версии выплачивается "
        "{before}, по новой {paid}.",
        "Un plafond laisse moins ({cap}) : sur {earned} gagnés en une période, l’ancienne version paie {before}, la "
        "nouvelle {paid}.",
        "上限により受け取る額が減ります({cap}):1 期間の報酬 {earned} に対する支払額は、旧版では {before}、新版では {paid} です。",
    },
    SAY(CHECK_CAP_LONGER) = {
        "A cap holds for a longer period than before ({cap}, where the old version has: {before}): "
        "who has earned {sum} "
        "has to wait longer until events pay in full again.",
        "Предел действует на более долгий период ({cap}; в старой версии: {before}): заработав {sum}, партнёр дольше "
        "ждёт, пока события снова будут оплачиваться полностью.",
        "Un plafond couvre une période plus longue ({cap} ; dans l’ancienne version : {before}) : "
        "une fois {sum} gagnés, "
        "il faut attendre plus longtemps avant d’être à nouveau payé en entier.",
        "上限の対象期間が長くなります({cap}、旧版では {before}):{sum} に達したあと、再び全額が支払われるまでの期間が延びます。",
    },
    SAY(CHECK_CAP_CHANGED) = {
        "It cannot be proved that this cap always leaves as much as those of the old version: {cap}.",
        "Не доказано, что этот предел всегда оставляет не меньше, чем пределы старой версии: {cap}.",
        "Il n’est pas prouvé que ce plafond laisse toujours autant que ceux de l’ancienne version : {cap}.",
        "この上限が常に旧版の上限以上の額を残すとは証明できません:{cap}。",
    },
    SAY(CHECK_CAP_SOONER) = {
        "Events that pay more use this cap up sooner, and one that comes after them may have less: {cap}.",
        "События, за которые платится больше, раньше исчерпывают этот предел, и за следующее может достаться меньше: "
        "{cap}.",
        "Des événements mieux payés épuisent ce plafond plus tôt, et un événement suivant peut "
        "rapporter moins : {cap}.",
        "支払額の増えた成果がこの上限を早く使い切り、後の成果の報酬が減ることがあります:{cap}。",
    },
    SAY(CHECK_SHARE_CHANGED) = {
        "The commission is shared differently among the partners who brought the customer; one of them may have less.",
        "Вознаграждение иначе делится между партнёрами, приведшими клиента; кому-то из них может достаться меньше.",
        "La commission est partagée autrement entre les partenaires qui ont amené le client ; l’un d’eux peut recevoir "
        "moins.",
        "顧客の獲得に関わったパートナー間の分配が変わり、受け取る額が減る人が出ることがあります。",
    },
    SAY(CHECK_MATRIX_CHANGED) = {
        "Levels follow another tree than before; a recruiter may lose partners whose sales pay him.",
        "Уровни считаются по другому дереву; пригласивший партнёр может потерять вознаграждение за "
        "продажи тех, кого пригласил.",
        "Les niveaux suivent un autre arbre qu’avant ; un parrain peut perdre des partenaires dont les ventes le "
        "rémunéraient.",
        "段の数え方の基になるツリーが変わり、紹介者が報酬の対象となるパートナーを失うことがあります。",
    },
    SAY(CHECK_TEXT_SAME) = {
        "Nobody earns less: the two versions have the same text.",
        "Никто не получает меньше: тексты двух версий совпадают.",
        "Personne ne gagne moins : les deux versions ont le même texte.",
        "2 つの版の文面は同じで、報酬が少なくなる人はいません。",
    },
    SAY(CHECK_TERMS_NEVER_WORSE) = {
        "Nor does anybody who has individual terms before the plan ever earn less.",
        "Не получает меньше и никто из тех, у кого перед общим планом стоят индивидуальные условия.",
        "Personne dont les conditions individuelles priment sur le barème ne gagne moins non plus.",
        "プランより優先される個別条件を持つパートナーについても、報酬が少なくなることはありません。",
    },
    SAY(CHECK_TERMS_WORSE) = {
        "A partner who has individual terms before the plan earns, or may earn, less.",
        "Партнёр, у которого перед общим планом стоят индивидуальные условия, получает или может получить меньше.",
        "Un partenaire dont les conditions individuelles priment sur le barème gagne, ou peut gagner, moins.",
        "プランより優先される個別条件を持つパートナーの報酬が、少なくなるか、少なくなる可能性があります。",
    },
    SAY(CHECK_VERSIONS_TOO_MANY) = {
        "Not looked at: too many versions pay somebody’s events.",
        "Не проверялось: события оплачиваются по слишком большому числу версий.",
        "Non examiné : trop de versions rémunèrent encore des événements.",
        "検証されていません:成果に報酬を支払っている版が多すぎます。",
    },
    SAY(CHECK_GOAL_NOWHERE) = {
        "No offer of the program has the goal “{goal}” yet, so this pays nothing.",
        "Ни в одном оффере программы пока нет цели «{goal}», поэтому по этой строке ничего не платится.",
        "Aucune offre du programme n’a encore l’objectif « {goal} » : cette ligne ne paie rien.",
        "成果地点「{goal}」を持つ案件がまだないため、この行では何も支払われません。",
    },
    SAY(CHECK_LEVEL_NOBODY) = {
        "No partner has or had the level “{level}” in the program.",
        "Ни у кого из партнёров программы нет и не было уровня «{level}».",
        "Aucun partenaire n’a ni n’a eu le niveau « {level} » dans le programme.",
        "このプログラムでランク「{level}」のパートナーはこれまで一人もいません。",
    },
    WHY(CHECK_WHY_CASES) = {
        "there are too many cases to look at", "случаев слишком много", "il y a trop de cas à examiner", "場合の数が多すぎます",
    },
    WHY(CHECK_WHY_GOALS) = {"it has too many goals", "целей слишком много", "il y a trop d’objectifs", "成果の種類が多すぎます"},
    WHY(CHECK_WHY_AMOUNTS) = {
        "it names too many amounts", "названо слишком много сумм", "il nomme trop de montants", "金額の数が多すぎます",
    },
    WHY(CHECK_WHY_FACTS) = {
        "it asks too many different facts",
        "спрашивается слишком много разных фактов",
        "il interroge trop de faits différents",
        "参照する条件の種類が多すぎます",
    },
    WHY(CHECK_WHY_VALUES) = {
        "a condition names too many values",
        "в условии названо слишком много значений",
        "une condition nomme trop de valeurs",
        "条件の値が多すぎます",
    },
    WHY(CHECK_WHY_CONTAINED) = {
        "it asks for too many contained texts",
        "условий «содержит» слишком много",
        "il y a trop de conditions « contient »",
        "「含む」条件が多すぎます",
    },
    WHY(CHECK_WHY_KINDS) = {
        "its items are of too many kinds", "видов товаров слишком много", "les articles sont de trop de types",
        "商品の種類が多すぎます",
    },
    WHY(CHECK_WHY_TESTS) = {
        "it has too many tests",
        "условий слишком много",
        "il y a trop de conditions",
        "条件が多すぎます",
    },
    WHY(CHECK_WHY_LEVELS) = {
        "levels beyond the eighth ask who the recruiter is, or two versions with such levels are compared",
        "условия о пригласившем стоят на уровнях дальше восьмого, или сравниваются версии с такими уровнями",
        "des niveaux au-delà du huitième dépendent du parrain, ou des versions qui en ont sont comparées",
        "8 段を超える段に紹介者の条件があるか、そのような段を持つ版同士の比較です",
    },
    WHY(CHECK_WHY_LIMIT_SUMS) = {
        "‘at least’ or ‘at most’ stands with tiers by sum", "«at least» или «at most» стоит при ступенях по сумме",
        "« at least » ou « at most » accompagne des paliers par montant", "at least / at most と金額による段階が併用されています",
    },
    WHY(CHECK_WHY_LIMIT_ITEMS) = {
        "‘at most’ stands with items, and orders may mix them",
        "«at most» стоит при товарах, а в заказе они могут быть разными",
        "« at most » accompagne des articles, et une commande peut en mêler", "at most が商品条件と併用され、注文では商品が混在し得ます",
    },
    WHY(CHECK_WHY_SUMS_ITEMS) = {
        "tiers by sum stand with items, and orders may mix them",
        "ступени по сумме стоят при товарах, а в заказе они могут быть разными",
        "des paliers par montant accompagnent des articles, et une commande peut en mêler",
        "金額による段階が商品条件と併用され、注文では商品が混在し得ます",
    },
    WHY(CHECK_WHY_CAP_ITEMS) = {
        "orders may mix items, and a cap or limit stands over them",
        "в заказе могут быть разные товары, а над ними стоит предел",
        "une commande peut mêler des articles, et un plafond ou une limite les couvre",
        "注文では商品が混在し得る一方、上限が設けられています",
    },
    WHY(CHECK_WHY_CAP_SUMS) = {
        "a cap or limit stands over tiers by sum", "над ступенями по сумме стоит предел",
        "un plafond ou une limite couvre des paliers par montant", "金額による段階に上限が設けられています",
    },
    WHY(CHECK_WHY_CAP_DISCOUNT) = {
        "a cap or limit stands over a base before discount", "предел стоит над базой до скидки",
        "un plafond ou une limite couvre une base avant remise", "割引前の金額を基準とする報酬に上限が設けられています",
    },
    WHY(CHECK_WHY_CAP_PARTS) = {
        "a cap or limit stands over a base without tax or shipping", "предел стоит над базой без налога или доставки",
        "un plafond ou une limite couvre une base sans taxes ni livraison",
        "税額や送料を除いた金額を基準とする報酬に上限が設けられています",
    },
    WHY(CHECK_WHY_REFUNDS) = {
        "tiers by sum for all stand beside other rules, and a refund may move them apart",
        "ступени по сумме «for all» стоят рядом с другими правилами, и возврат может развести их",
        "des paliers par montant « for all » côtoient d’autres règles, et un remboursement peut les écarter",
        "金額による段階(for all)がほかの規則と併用され、返金の影響がそれぞれ異なり得ます",
    },
    WHY(CHECK_WHY_PERIODS) = {
        "it is not proved that a cap of a period leaves as much",
        "не доказано, что предел за период оставляет не меньше",
        "il n’est pas prouvé qu’un plafond de période laisse autant",
        "期間の上限が残す額は同等以上と証明されていません",
    },
    ROW(WORDS_WHO_CREDITED) = {"The credited partner", "Партнёр", "Le partenaire", "パートナー"},
    ROW(WORDS_WHO_LEVEL) = {"Level {level}", "Уровень {level}", "Le niveau {level}", "{level} 段上"},
    ROW(WORDS_SALE_OF) = {"{goal} of {amount}", "{goal} на {amount}", "{goal} de {amount}", "{amount} の{goal}"},
    ROW(WORDS_SALE_WITH) = {"{sale} ({what})", "{sale} ({what})", "{sale} ({what})", "{sale}({what})"},
    ROW(WORDS_SALE_LEVEL) = {
        "level {level}: {test}",
        "уровень {level}: {test}",
        "niveau {level} : {test}",
        "{level} 段上は{test}",
    },
    ROW(WORDS_SALE_PARTS) = {
        "a text of these parts: {value}", "текст из частей {value}", "un texte formé de {value}", "{value} を含む文字列",
    },
    ROW(WORDS_SALE_CHURNED) = {"the customer has left", "клиент ушёл", "le client est parti", "顧客は解約済み"},
    ROW(WORDS_SALE_LINE) = {
        "all of it one line: {names}",
        "весь заказ — одна позиция: {names}",
        "une seule ligne : {names}",
        "全体が 1 明細:{names}",
    },
    ROW(WORDS_SALE_LINES) = {
        "the smallest line of every other sort, the rest one line: {names}",
        "минимальные позиции всех прочих видов, остальное — одна позиция: {names}",
        "une ligne minimale de chaque autre sorte, le reste sur une ligne : {names}",
        "ほかの種類は最小額の明細、残りは 1 明細:{names}",
    },
    ROW(WORDS_SALE_OTHER_KIND) = {"another kind", "другой вид", "autre type", "その他の種類"},
    ROW(WORDS_SALE_USAGE) = {"usage {number}", "показатель {number}", "usage {number}", "利用量 {number}"},
    ROW(WORDS_SALE_COUNT) = {
        "{before} {before:event|events} {of} before it and {all} with it and later ones",
        "событий {of}: до него {before}, вместе с ним и последующими {all}",
        "{before} {before:événement|événements} {of} avant et {all} avec lui et les suivants",
        "{of}のそれ以前が {before} 件、それ以降を含めて {all} 件",
    },
    ROW(WORDS_SALE_SUM) = {
        "{before} {of} before it and {all} in all of it", "сумма {of}: до него {before}, всего {all}",
        "{before} {of} avant et {all} en tout", "{of}のそれ以前が {before}、全体で {all}",
    },
    ROW(WORDS_SALE_REFUNDED) = {"{sum} refunded", "возвращено {sum}", "{sum} remboursés", "返金 {sum}"},
    ROW(WORDS_SALE_GAP) = {
        "no recruiter of level {level}", "на уровне {level} никого нет", "pas de parrain de niveau {level}",
        "{level} 段上の紹介者なし",
    },
    ROW(WORDS_SALE_DISCOUNT) = {"{sum} discount", "скидка {sum}", "remise de {sum}", "割引 {sum}"},
};
