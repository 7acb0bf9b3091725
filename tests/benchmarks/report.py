"""What a run found: medians, ratios of rounds, goals, and one JSON line."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median


@dataclass(frozen=True)
class Goal:
    """Ours divided by ``beside`` must be at least ``least`` (in the median of the rounds)."""

    beside: str
    least: float


@dataclass
class Table:
    """One measure on one engine: what every case reached in every round; ``ours`` is compared with all others."""

    title: str
    unit: str
    ours: str
    goals: Sequence[Goal] = ()
    rounds: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, case: str, value: float) -> None:
        """One round of one case."""
        self.rounds.setdefault(case, []).append(value)

    def ratios(self, beside: str) -> list[float]:
        """Ours to another case, round by round."""
        pairs = zip(self.rounds[self.ours], self.rounds[beside], strict=True)
        return [mine / other for mine, other in pairs]

    def verdict(self, goal: Goal) -> bool | None:
        """Whether a goal was met; None when the other case did not run."""
        return median(self.ratios(goal.beside)) >= goal.least if goal.beside in self.rounds else None

    def lines(self) -> list[str]:
        """For reading."""
        width = max([len(case) for case in self.rounds] + [30])
        rows = [
            f"\n{self.title} [{self.unit}]",
            f"  {'':{width}}  {'median':>10}  {'min–max':>19}  ours / it (min–max)",
        ]
        goals = {goal.beside: goal for goal in self.goals}
        for case, values in self.rounds.items():
            row = f"  {case:{width}}  {median(values):10,.1f}  {f'{min(values):,.1f}–{max(values):,.1f}':>19}"
            if case != self.ours:
                ratios = self.ratios(case)
                row += f"  {median(ratios):6.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
            if goal := goals.get(case):
                row += f"   goal ≥ {goal.least:g}: {'met' if self.verdict(goal) else 'MISSED'}"
            rows.append(row)
        return rows + [f"  {note}" for note in self.notes]

    def document(self) -> dict[str, object]:
        """For machines."""
        others = [case for case in self.rounds if case != self.ours]
        return asdict(self) | {
            "medians": {case: median(values) for case, values in self.rounds.items()},
            "ratios": {case: median(self.ratios(case)) for case in others},
            "met": {goal.beside: self.verdict(goal) for goal in self.goals},
        }


def show(tables: Sequence[Table]) -> None:
    """Print tables; absolute figures hold for this machine and moment only, ratios are what counts."""
    for table in tables:
        print("\n".join(table.lines()), flush=True)


def conclude(tables: Sequence[Table], memory: Mapping[str, float], missing: Sequence[str], *, seconds: float) -> None:
    """Print what holds for the whole run, and last of all everything as one line of JSON."""
    print(
        "\nResident memory of our processes at the end, MB: " + ", ".join(f"{n} {mb:.0f}" for n, mb in memory.items())
    )
    for line in missing:
        print(f"Not measured: {line}")
    document = {"seconds": round(seconds), "memory_mb": memory, "missing": list(missing)}
    print(json.dumps(document | {"tables": [table.document() for table in tables]}))
