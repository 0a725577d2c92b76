"""`python -m tests.simulations.coverage`: how often intervals hold the truth and contrasts find what is (not) there.

Writes docs/coverage.md. Same seed, same figures, whatever the machine (with the numpy that is named there).
"""

import argparse
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from tests.simulations.exchanges import DESIGNS, Found, by_difference, contrasts
from tests.simulations.intervals import SHARE, Coverage, World, of_rate, of_share

SEED = 20261128
N_REPLICATES = 10_000
AIM = (0.92, 0.98)
N_DOCUMENTS = (3, 5, 10, 20)
SHAPES = (0.5, 1.0, 2.0)
PLAIN = [World(n, shape, per_1000) for per_1000, n, shape in product((3.0, 10.0), N_DOCUMENTS, SHAPES)]
UNEVEN = [World(n, shape, 6.0, spread=1.2) for n, shape in product(N_DOCUMENTS, SHAPES)]
CONCENTRATIONS = (3.0, 10.0)
LENGTHS = {"of one length": (0.0, 1.0), "uneven": (0.6, 1.0), "uneven, a's three times as long": (0.6, 3.0)}
DOUBLED = 2.0
PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"


def main() -> None:
    """Runs all simulations and writes the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulations.coverage", description=__doc__)
    parser.add_argument("--replicates", type=int, default=N_REPLICATES, help="samples a row (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="(default: %(default)s)")
    parser.add_argument("--to", type=Path, default=PAGE, help="the page to write (default: docs/coverage.md)")
    asked = parser.parse_args()
    asked.to.write_text(page(asked.replicates, asked.seed), encoding="utf-8")
    sys.stdout.write(f"{asked.to}\n")


def page(n_replicates: int, seed: int) -> str:
    """The page as Markdown."""
    draw = np.random.default_rng(seed)
    plain = [of_rate(world, n_replicates, draw) for world in PLAIN]
    uneven = [of_rate(world, n_replicates, draw) for world in UNEVEN]
    shares = {
        concentration: [of_share(World(n, 1.0, 10.0), concentration, n_replicates, draw) for n in N_DOCUMENTS]
        for concentration in CONCENTRATIONS
    }
    found = [
        [contrasts(replace(design, spread=spread, longer=longer), effect, n_replicates, draw)
         for spread, longer in LENGTHS.values() for effect in (1.0, DOUBLED)]
        for design in DESIGNS
    ]  # fmt: skip
    by_itself = {
        row[0].design.name: by_difference(row[-1].design, n_replicates, draw)
        for row in found if len(row[0].design.sides) == 1 and row[0].smallest_p <= 0.05
    }  # fmt: skip
    error = np.sqrt(0.05 * 0.95 / n_replicates)
    return _PAGE.format(
        command="python -m tests.simulations.coverage",
        seed=seed,
        n=f"{n_replicates:,}",
        numpy=np.__version__,
        error=f"{100 * error:.1f}",
        plain=_plain(plain),
        plain_words=_verdict(plain),
        alternatives=_alternatives(plain),
        uneven=_uneven(uneven),
        uneven_words=_verdict(uneven),
        cautions=_cautions(plain, uneven),
        shares=_shares(shares),
        share=SHARE,
        contrasts=_contrasts(found),
        contrast_words=_false_positives(found, error),
        by_itself=", ".join(f"{_percent(share)} % with {name}" for name, share in by_itself.items()),
    )


def _verdict(rows: list[Coverage]) -> str:
    """What the table says, from its figures."""
    held = [row.held for row in rows]
    outside = [row for row in rows if not AIM[0] <= row.held <= AIM[1]]
    words = f"Coverage lies between {_percent(min(held))} and {_percent(max(held))} %; aim: 92 to 98 %. "
    if not outside:
        return words + "No row misses it."
    worst = min(outside, key=lambda row: row.held)
    where = f"{worst.world.n} documents of shape {worst.world.shape:g}"
    return words + f"{len(outside)} of {len(rows)} rows miss it, most of all {where}."


def _false_positives(found: list[list[Found]], error: float) -> str:
    nothing = [each for row in found for each in row if each.effect == 1]
    worst = max(nothing, key=lambda each: each.share)
    above = [each for each in nothing if each.share > 0.05 + 3 * error]
    return (
        f"Without an effect the largest share of p up to 0.05 is {_percent(worst.share)} % ({worst.design.name}); "
        f"{len(above)} of {len(nothing)} lie above 5 % by more than three standard errors."
    )


def _plain(rows: list[Coverage]) -> str:
    head = [
        "marks per 1,000 words",
        "documents",
        "shape",
        "no interval",
        "holds",
        "lies below",
        "lies above",
        "upper / lower",
    ]
    return _table(head, [
        [f"{row.world.per_1000:g}", str(row.world.n), f"{row.world.shape:g}", _percent(row.undefined),
         _bold(row.held), _percent(row.below), _percent(row.above), f"{row.ratio:.1f}"]
        for row in rows
    ])  # fmt: skip


def _alternatives(rows: list[Coverage]) -> str:
    names = list(rows[0].others)
    head = ["documents", "used", *names]
    body = []
    for n in N_DOCUMENTS:
        own = [row for row in rows if row.world.n == n]
        cells = [[row.held for row in own], *([row.others[name] for row in own] for name in names)]
        body.append([str(n), *(f"{_percent(min(cell))}-{_percent(max(cell))}" for cell in cells)])
    return _table(head, body)


def _uneven(rows: list[Coverage]) -> str:
    head = ["documents", "shape", "no interval", "holds", "with fewer degrees", "upper / lower", "with fewer degrees"]
    return _table(head, [
        [str(row.world.n), f"{row.world.shape:g}", _percent(row.undefined), _bold(row.held),
         _percent(row.others["fewer degrees"]), f"{row.ratio:.1f}", f"{row.ratios['fewer degrees']:,.0f}"]
        for row in rows
    ])  # fmt: skip


def _cautions(*tables: list[Coverage]) -> str:
    head = ["lengths", "documents", "with a caution", "of these hold", "of the others hold"]
    body = []
    for name, rows in zip(("uneven", "very uneven"), tables, strict=True):
        for n in N_DOCUMENTS:
            own = [row for row in rows if row.world.n == n]
            weights = np.array([row.n_defined for row in own])
            cautioned = np.array([row.cautioned for row in own]) * weights
            plain = weights - cautioned
            held = sum(each * (row.held_cautioned or 0) for each, row in zip(cautioned, own, strict=True))
            others = sum(each * (row.held_plain or 0) for each, row in zip(plain, own, strict=True))
            shares = cautioned.sum() / weights.sum(), held / max(cautioned.sum(), 1), others / plain.sum()
            body.append([name, str(n), *map(_percent, shares)])
    return _table(head, body)


def _shares(shares: dict[float, list[Coverage]]) -> str:
    head = [
        "concentration",
        "documents",
        "no interval",
        "holds",
        "lies below",
        "lies above",
        "with a caution",
        "of the others hold",
    ]
    return _table(head, [
        [f"{concentration:g}", str(row.world.n), _percent(row.undefined), _bold(row.held), _percent(row.below),
         _percent(row.above), _percent(row.cautioned), _percent(row.held_plain or 0)]
        for concentration, rows in shares.items() for row in rows
    ])  # fmt: skip


def _contrasts(found: list[list[Found]]) -> str:
    head = ["documents", "smallest p", *(f"{name}: {what}" for name in LENGTHS for what in ("none", "doubled"))]
    return _table(head, [
        [row[0].design.name, f"{row[0].smallest_p:.4f}".rstrip("0"), *(_percent(each.share) for each in row)]
        for row in found
    ])  # fmt: skip


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _bold(share: float) -> str:
    return f"**{_percent(share)}**"


_PAGE = """\
# What the intervals and contrasts hold

Measured in worlds whose truth is known, with the code that computes the figures of the product.

    {command}

Seed {seed}, {n} samples a row, numpy {numpy}. Figures are percentages unless they are said to be something else; a
coverage of 95 has a standard error of {error}. The same command gives the same figures on any machine.

A document's rate is drawn from a gamma distribution about the true rate (shape 0.5: most documents have little and a
few have much; with 1 and 2 they are more alike), its marks from a Poisson distribution of that rate: so marks of one
document have a bond. Lengths are lognormal about 800 words: *uneven* with spread 0.6 (one text in twenty has over 2,150
words, one under 300), *very uneven* with spread 1.2 (over 5,800, under 110).

## The interval of a rate

Delete-one jackknife of the log rate, t with n - 1 degrees of freedom (`core/stats/proportions.py`). *No interval*:
fewer than two documents had a mark, and that is said instead; the other columns are of the rest. *Lies below*, *above*:
the whole interval is below, above the truth. The last column is the median of the upper over the lower end.

{plain}

{plain_words} Where it misses, the truth lies above it more often than below: a few documents may lack the one that has
much.

**Other intervals** in the same samples, lowest and highest coverage over the rows of as many documents. *Linearised*:
the Taylor variance of the ratio on the log scale with t(n - 1). *Bootstrap*: percentiles of documents drawn again.
*Fewer degrees*: the jackknife with t of n' - 1 degrees, n' = (sum of lengths)² / sum of squared lengths (Kish), at
least 1. *Floored*: the jackknife, but never narrower than independent marks would have it.

{alternatives}

Linearised and bootstrap hold less often, most of all with few documents. Fewer degrees and the floor hold at least as
often as the interval used; where it is narrower than the floor, that is said in words beside it (below).

## Very uneven lengths

{uneven}

{uneven_words} One long text outweighs the others, and the spread of all hangs on it. With fewer degrees the interval
holds, but is so wide that it says little of few documents. So the interval stays, and says when not to trust it:

## The cautions

An interval comes with a caution where it is narrower than independent marks would have it, or where n' - 1 is less than
a third of n - 1. Over the rows of as many documents:

{cautions}

Without a caution the interval keeps near its promise; with one it does not.

## The interval of a share

Delete-one jackknife of the logit, t(n - 1). The true share is {share:g} of all marks, 10 marks per 1,000 words (shape
1), lengths uneven; a document's own share is beta distributed about the truth (concentration 3: documents differ much;
10: little).

{shares}

## Contrasts

Share of samples with p up to 0.05: *none* where both outlets have one rate in each event, *doubled* where b's is twice
a's. Events differ (gamma, shape 2), documents of an event differ (gamma, shape 2); 6 marks per 1,000 words.

{contrasts}

{contrast_words}

P is of each document's marks beyond what its event's rate makes of its length. Were it of the difference of the rates
itself, an outlet would be found different for writing longer texts: without an effect and with a's texts three times as
long, p up to 0.05 came out in {by_itself}.

Few documents find little: a doubled rate stays unseen more often than not in all of these designs.
That nothing was found is no sign that nothing is there.
"""


if __name__ == "__main__":
    main()
