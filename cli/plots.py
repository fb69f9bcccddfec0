"""The plots of an evaluation's report, as SVG. matplotlib is loaded here and nowhere else."""

from collections.abc import Sequence
from io import BytesIO

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from cli.words import percent
from pipeline.evaluation import Evaluation, Group, Point
from pipeline.reliability import Bin

INK, QUIET, STRONG, ALARM = "#1c2430", "#8a94a3", "#1c4696", "#ba2810"
SIZE = (7.0, 4.4)  # inches; the page scales it
# the same numbers give the same bytes
matplotlib.rcParams.update({"svg.hashsalt": "anslut", "font.size": 10})


def reliability_plot(found: Sequence[Bin], error: float, values: int) -> bytes:
    """How often values were right, against how sure they were said to be."""
    figure, axes = new_plot("Uppgiven säkerhet", "Andel som var rätt")
    axes.plot([0, 1], [0, 1], color=QUIET, linestyle="--", label="säkerheten håller precis")
    axes.scatter(
        [one.stated for one in found],
        [one.right for one in found],
        s=[20 + 120 * (one.examples / max(b.examples for b in found)) ** 0.5 for one in found],
        color=STRONG,
        label="värden, i tio lika breda klasser (antal)",
        zorder=3,
    )
    for one in found:
        axes.annotate(
            str(one.examples), (one.stated, one.right), (7, -12), textcoords="offset points",
            color=INK, fontsize=9,
        )  # fmt: skip
    axes.set_title(f"{values} lästa värden, avvikelse (ECE) {percent(error)}", loc="left")
    axes.set_xlim(-0.02, 1.06)
    axes.set_ylim(-0.04, 1.06)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, -0.14))
    return svg(figure)


def risk_plot(points: Sequence[Point], operating: Point, target: float) -> bytes:
    """What is risked with each threshold, against how much it lets pass."""
    figure, axes = new_plot(
        "Andel avtal som registreras utan person", "Andel fel i registrerade fält"
    )
    across = [one.automation for one in points]
    axes.plot(across, [one.bound for one in points], color=STRONG, label="övre gräns, 95 %")
    axes.plot(across, [one.risk for one in points], color=INK, label="i underlaget", marker=".")
    axes.axhline(target, color=QUIET, linestyle="--", label=f"mål: högst {percent(target)}")
    axes.scatter(
        [operating.automation],
        [operating.bound],
        color=ALARM,
        zorder=3,
        label=f"arbetspunkten: säkerhet minst {operating.threshold:g}".replace(".", ","),
    )
    axes.set_yscale("symlog", linthresh=max(target, 1e-6))
    axes.yaxis.set_major_formatter(in_per_cent())
    axes.set_ylim(bottom=-target / 20)
    axes.set_xlim(0, 1.02)
    axes.legend(frameon=False)
    return svg(figure)


def accuracy_plot(groups: Sequence[Group]) -> bytes:
    """The share of fields that are exactly right, by profile and writing."""
    figure, axes = new_plot("Andel fält som är precis rätt", "")
    figure.set_size_inches(SIZE[0], max(2.0, 0.7 + 0.3 * len(groups)))
    counted = [one for one in groups if one.tally.fields]
    shares = [one.tally.exact / one.tally.fields for one in counted]
    names = [f"{one.profile}, {one.writing}" for one in counted]
    axes.barh(range(len(names)), shares, color=STRONG, height=0.6)
    for at, one in enumerate(counted):
        axes.text(
            shares[at] + 0.01, at, f"{one.tally.exact} av {one.tally.fields}", va="center",
            color=INK, fontsize=9,
        )  # fmt: skip
    axes.invert_yaxis()
    axes.set_xlim(0, 1.25)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.set_yticks(range(len(names)), names)
    return svg(figure)


def plots(whole: Evaluation, target: float) -> dict[str, bytes]:
    """Every plot by its name."""
    return {
        "reliability": reliability_plot(whole.reliability, whole.calibration_error, whole.written),
        "risk": risk_plot(whole.risk, whole.operating, target),
        "accuracy": accuracy_plot(whole.groups),
    }


def new_plot(across: str, up: str) -> tuple[Figure, Axes]:
    """An empty plot with its axes labelled, in per cent."""
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.xaxis.set_major_formatter(in_per_cent())
    axes.yaxis.set_major_formatter(in_per_cent())
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def in_per_cent() -> FuncFormatter:
    """Writes an axis's shares as Swedes do; an axis has one of its own."""
    return FuncFormatter(lambda share, _at: percent(share))


def svg(figure: Figure) -> bytes:
    """A figure as SVG, letters as paths: it looks the same everywhere."""
    target = BytesIO()
    figure.savefig(target, format="svg", metadata={"Date": None})
    return target.getvalue()
