"""The words and sentences of the invented explainers: grammar without meaning, in two languages."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# The parts of a page that need to know where they stand give back their marks.
Mark = Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language: its words, the patterns of its sentences, and what stands between them.

    In a pattern, `n` stands for a noun, `a` for an adjective, `v` for a verb and `d` for an adverb.
    """

    nouns: Sequence[str]
    adjectives: Sequence[str]
    verbs: Sequence[str]
    adverbs: Sequence[str]
    sentences: Sequence[str]
    patterns: "Patterns"
    start: str
    between: str = " "

    def _filled(self, pattern: str, chance: random.Random) -> str:
        words = {"n": self.nouns, "a": self.adjectives, "v": self.verbs, "d": self.adverbs}
        parts = pattern.split("~")
        return "".join(
            chance.choice(words[part]) if number % 2 else part for number, part in enumerate(parts)
        )

    def sentence(self, chance: random.Random) -> str:
        """Return a sentence."""
        text = self._filled(chance.choice(self.sentences), chance)
        return text[:1].upper() + text[1:]

    def phrase(self, chance: random.Random) -> str:
        """Return a noun with an adjective."""
        return self._filled(self.patterns.phrase, chance)

    def title(self, chance: random.Random) -> str:
        """Return the title of a page."""
        return self._filled(self.patterns.title, chance)

    def source(self, chance: random.Random) -> str:
        """Return the title of a source."""
        return self._filled(self.patterns.source, chance)

    def _paragraph(self, chance: random.Random, count: int, *extra: str) -> str:
        sentences = [self.sentence(chance) for _ in range(count)]
        for one in extra:
            sentences.insert(chance.randrange(1, len(sentences) + 1), one)
        return self.between.join(sentences)

    def body(
        self, chance: random.Random, facts: Sequence[str], link: Mark, cite: Mark, edition: str
    ) -> str:
        """Return the text of a page that shows ten *facts*."""
        own = self.patterns

        def said(pattern: str, fact: str = "") -> str:
            text = self._filled(pattern, chance).replace("FACT", fact)
            return text.replace("LINK", link()) if "LINK" in text else text

        def head(level: int, number: int) -> str:
            return f"{'#' * level} {self._filled(own.headings[number], chance)}"

        def items(sign: str) -> str:
            return "\n".join(f"{sign} {self.sentence(chance)}" for _ in range(3))

        rows = [own.table, "|---|--:|---|"]
        for number in range(5):
            cell = facts[5 + number] if number < 3 else self._filled("~n~", chance)
            rows.append(f"| {self.phrase(chance)} | {cell} | {self.phrase(chance)} |")
        blocks = [
            self._paragraph(chance, 3, said(own.counted, facts[0])) + edition,
            head(2, 0),
            self._paragraph(chance, 3, said(own.read), said(own.taken, facts[1])) + "[^1]",
            self._paragraph(chance, 2, said(own.needed, facts[2])),
            head(3, 1),
            f"{items('-')}\n- {said(own.taken, facts[3])}\n- {said(own.needed, facts[4])}",
            head(2, 2),
            f"{self._paragraph(chance, 4)} {cite()}",
            "\n".join(rows),
            f"> {self._paragraph(chance, 2)}",
            head(2, 3),
            f"{self._paragraph(chance, 3, said(own.read))} {cite()}",
            items("1."),
            f"> {self.sentence(chance)}{self.between}{said(own.counted, facts[8])}",
            head(3, 4),
            self._paragraph(chance, 3, said(own.needed, facts[9]), said(own.read)),
            f"[^1]: {self._paragraph(chance, 2)}",
        ]
        return "\n\n".join(blocks) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What a page says around its facts and links."""

    phrase: str
    title: str
    source: str
    counted: str
    read: str
    taken: str
    needed: str
    table: str
    headings: Sequence[str]


ENGLISH = Tongue(
    nouns="""reservoir household turbine forecast measurement pipeline harvest district
        budget season insulation battery permit survey threshold aquifer grid tariff
        catchment station corridor sample ledger valve canopy rainfall estimate network
        committee baseline emission vehicle container harbour meter register inspection
        sensor contract landlord tenant clinic vaccine boiler chimney timetable platform
        depot crop orchard soil drain river meadow coast island village quarter suburb
        engineer nurse farmer driver planner auditor reader model""".split(),
    adjectives="""local regional seasonal average reliable recent public shared older
        measured modest rapid steady uneven careful partial annual typical expected observed
        dry humid urban rural domestic industrial temporary permanent visible hidden cheaper
        costly smaller larger early late documented independent""".split(),
    verbs="""measures explains reduces raises delays supports replaces carries stores limits
        follows shapes describes records changes covers feeds warms cools protects connects
        compares balances absorbs releases funds repairs inspects predicts""".split(),
    adverbs="usually rarely slowly quietly often mostly partly clearly roughly seldom".split(),
    sentences=(
        "the ~a~ ~n~ ~d~ ~v~ the ~n~ before the ~a~ ~n~ is counted.",
        "when a ~n~ ~v~ the ~n~, the ~a~ ~n~ of the ~n~ doesn't change at once.",
        "most ~n~s that a ~a~ ~n~ ~v~ are ~d~ seen by the ~n~.",
        "in a ~a~ year the ~n~ ~v~ ~d~ more than the *~n~* (and its ~n~) can hold.",
        "a ~n~ is not a ~n~: it ~v~ what the ~a~ ~n~ leaves behind.",
        "nobody expects the ~n~ to last; still, the ~a~ ~n~ ~v~ it for years.",
        "because the ~n~ ~v~ each ~a~ ~n~, the ~n~'s cost falls on the ~a~ ~n~.",
        "the ~n~ ~v~, the ~n~ ~v~, and ~d~ the ~a~ ~n~ ~v~ both.",
    ),
    patterns=Patterns(
        phrase="~a~ ~n~",
        title="How the ~a~ ~n~ ~v~ the ~n~",
        source="The ~a~ ~n~ survey",
        counted="Counted over the year it comes to **FACT**, a ~a~ ~n~ in itself.",
        read="It is *~d~* read beside LINK.",
        taken="The ~a~ ~n~ takes FACT of that.",
        needed="A **~a~ ~n~** needs FACT, see LINK.",
        table="| Part | Amount | Remark |",
        headings=(
            "What the ~n~ does",
            "Where the ~a~ ~n~ comes from",
            "How much a ~n~ costs",
            "What the ~n~ leaves out",
            "In short, the ~n~",
        ),
    ),
    start="All pages",
)

JAPANESE = Tongue(
    nouns="""貯水池 世帯 風車 予報 測定 水路 収穫 地区 予算 季節 断熱 電池 許可 調査 境界
        地下水 電力網 料金 流域 駅 回廊 標本 台帳 弁 林冠 雨量 推計 網 委員会 基準 排出 車両
        容器 港 計器 登録 検査 契約 家主 借り手 診療所 暖炉 煙突 時刻表 車庫 作物 果樹園
        土壌 排水 川 草地 海岸 島 村 郊外 技師 看護師 農家 運転手 読者 模型""".split(),
    adjectives="""地元の 季節の 平均の 確かな 最近の 公の 共同の 古い 控えめな 急な 着実な
        不均一な 慎重な 部分的な 毎年の 典型的な 乾いた 湿った 都市の 農村の 一時的な 恒久の
        見える 隠れた 安い 高い 小さな 大きな 早い 遅い 独立した""".split(),
    verbs="""測る 説明する 減らす 増やす 遅らせる 支える 運ぶ 蓄える 抑える 追う 形づくる
        記す 変える 覆う 養う 温める 冷やす 守る つなぐ 比べる 放つ 直す 調べる 予測する""".split(),
    adverbs="たいてい まれに ゆっくり 静かに しばしば おもに いくらか はっきり おおよそ".split(),
    sentences=(
        "~a~~n~が数えられる前に、~a~~n~は~d~~n~を~v~。",
        "~n~が~n~を~v~とき、~n~の~a~~n~はすぐには変わらない。",
        "~a~~n~が~v~~n~の多くは、~n~からは~d~見える。",
        "~a~年には、~n~は*~n~*が持てるより多くを~d~~v~。",
        "~n~は~n~ではない。~a~~n~が残したものを~v~のである。",
        "~n~が続くとは誰も思わないが、~a~~n~は何年もそれを~v~。",
        "~n~が~a~~n~を~v~ため、~n~の費用は~a~~n~にかかる。",
        "~n~が~v~一方で、~a~~n~は~d~両方を~v~。",
    ),
    patterns=Patterns(
        phrase="~a~~n~",
        title="~a~~n~が~n~を~v~わけ",
        source="~a~~n~の調査",
        counted="一年を通して数えると**FACT**になり、それ自体が~a~~n~である。",
        read="これは*~d~*LINKと合わせて読まれる。",
        taken="~a~~n~はそのうちFACTを占める。",
        needed="**~a~~n~**にはFACTが要る。LINKも見てほしい。",
        table="| 部分 | 量 | 備考 |",
        headings=(
            "~n~がすること",
            "~a~~n~の出どころ",
            "~n~の費用",
            "~n~が省くもの",
            "まとめると、~n~",
        ),
    ),
    start="すべてのページ",
    between="",
)
