"""Words of English news that carry a full stop of their own, and words that like to begin sentences."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MONTHS = _set("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec")

# A name follows: never the end of a sentence.
TITLES = _set("""
    Mr Mrs Ms Mx Dr Prof Sen Sens Rep Reps Gov Govs Gen Lt Col Sgt Capt Cmdr Cpl Adm Maj Brig Rev Hon Pres
    Supt Messrs Mme Mlle Amb Atty vs v cf viz eg ie
""")

# A number follows: no end before a digit ("No. 5"), an ordinary word otherwise ("He said No. Then").
NUMBERED = MONTHS | _set("No Nos Vol Vols Fig Figs Sec Art Ch Eq Rs p pp para paras ca approx est")

# May stand at the end ("Acme Inc. The firm"): an end only when a word of STARTERS follows.
OPEN = MONTHS | _set("""
    Inc Corp Co Cos Ltd Bros Jr Sr Esq Ave Blvd Rd St Ste Mt Ft Dept Assn Univ Intl Natl Govt al Ala Ariz
    Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa
    Penn Tenn Tex Vt Va Wash Wis Wyo
""")

STARTERS = _set("""
    A After Again All Although Among An And Another Any As At Because Before Both But By Despite During
    Each Earlier Even Every Few For From Given Has Have He Her Here His How However I If In Indeed Instead
    Is It Its Last Later Like Many Meanwhile More Moreover Most Much My Neither Nevertheless Nor Not Now
    Of Officials On Once One Only Or Other Others Our Over Rather Several She Since So Some Still Such
    That The Their Then There Therefore These They This Those Though Through Thus To Today Under Unlike
    Until We What When Whether Where Which While Who Why With Without Yet You Your
""")

SPEECH = "said|says|asked|asks|told|added|adds|wrote|writes|replied|shouted|cried|exclaimed|wondered|insisted"
