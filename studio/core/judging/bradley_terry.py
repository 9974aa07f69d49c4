"""The Bradley-Terry model: how strong players are, by who beat whom.

`P(a beats b) = 1 / (1 + exp(strength_b - strength_a))`. Newton's method on the log-likelihood,
which is concave; the intervals come from its second derivative at the maximum (the observed
information), as in every textbook. Plain Python: a table has tens of players, and the packages
that do this (choix, statsmodels) bring NumPy and SciPy along, 100 MB for some lines of algebra.

Source: Agresti, Categorical Data Analysis, 2nd ed. (2002), section 10.6; Hunter, MM algorithms
for generalized Bradley-Terry models, Annals of Statistics 32 (2004).
"""

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

_MOST_STEPS = 100
_CLOSE_ENOUGH = 1e-10
Matrix = list[list[float]]


class NoEstimate(ValueError):
    """There is no finite estimate: some players never met the others, or never lost (or won)."""


class Fit(Struct, frozen=True):
    """Estimated strengths.

    Attributes:
        strengths: in log-odds; their mean is 0.
        covariance: of the strengths.
    """

    strengths: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    def error(self, player: int) -> float:
        """The standard error of a strength, against the mean of all."""
        return math.sqrt(max(0.0, self.covariance[player][player]))

    def error_between(self, one: int, other: int) -> float:
        """The standard error of the difference of two strengths."""
        c = self.covariance
        return math.sqrt(max(0.0, c[one][one] + c[other][other] - 2 * c[one][other]))


def fit(
    players: int, wins: Mapping[tuple[int, int], float], prior_deviation: float | None = None
) -> Fit:
    """Estimates strengths.

    Args:
        players: how many; they are numbered from 0.
        wins: how often the first of a pair beat the second; a tie is half a win for each.
        prior_deviation: how far apart strengths are thought to be before the first game (the
            standard deviation of a normal prior, in log-odds); None: nothing is thought, which
            is the plain maximum of the likelihood.

    Raises:
        NoEstimate: without a prior, where the games don't determine the strengths.
    """
    games = _games(wins)
    weight = 0.0 if prior_deviation is None else 1 / prior_deviation**2
    strengths = [0.0] * players
    value = _log_likelihood(strengths, games, weight)
    for _ in range(_MOST_STEPS):
        gradient, information = _derivatives(strengths, games, weight)
        step = _solve(_cholesky(_grounded(information, weight)), gradient)
        size = 1.0
        while size > 1e-6:
            tried = [s + size * d for s, d in zip(strengths, step, strict=True)]
            better = _log_likelihood(tried, games, weight)
            if better >= value:
                break
            size /= 2
        else:
            break
        strengths, value = tried, better
        if max(map(abs, strengths), default=0) > 30:
            raise NoEstimate("a player won, or lost, every game")
        if max(map(abs, step), default=0) * size < _CLOSE_ENOUGH:
            break
    mean = sum(strengths) / players if players else 0.0
    _, information = _derivatives(strengths, games, weight)
    return Fit(tuple(strength - mean for strength in strengths), _covariance(information, weight))


def _games(wins: Mapping[tuple[int, int], float]) -> list[tuple[int, int, float, float]]:
    """Pairs with how often each of the two won."""
    pairs: dict[tuple[int, int], tuple[float, float]] = {}
    for (one, other), count in wins.items():
        if one == other or count <= 0:
            continue
        pair = (min(one, other), max(one, other))
        first, second = pairs.get(pair, (0.0, 0.0))
        pairs[pair] = (first + count, second) if one < other else (first, second + count)
    return [(one, other, first, second) for (one, other), (first, second) in pairs.items()]


def _log_likelihood(
    strengths: Sequence[float], games: Sequence[tuple[int, int, float, float]], weight: float
) -> float:
    total = -weight / 2 * sum(each * each for each in strengths)
    for one, other, first, second in games:
        difference = strengths[one] - strengths[other]
        total -= first * _log1p_exp(-difference) + second * _log1p_exp(difference)
    return total


def _log1p_exp(value: float) -> float:
    return max(value, 0.0) + math.log1p(math.exp(-abs(value)))


def _derivatives(
    strengths: Sequence[float], games: Sequence[tuple[int, int, float, float]], weight: float
) -> tuple[list[float], Matrix]:
    """The gradient, and minus the second derivative."""
    count = len(strengths)
    gradient = [-weight * each for each in strengths]
    information = [[weight if a == b else 0.0 for b in range(count)] for a in range(count)]
    for one, other, first, second in games:
        chance = 1 / (1 + math.exp(strengths[other] - strengths[one]))
        surplus = first - (first + second) * chance
        gradient[one] += surplus
        gradient[other] -= surplus
        curve = (first + second) * chance * (1 - chance)
        information[one][one] += curve
        information[other][other] += curve
        information[one][other] -= curve
        information[other][one] -= curve
    return gradient, information


def _grounded(information: Matrix, weight: float) -> Matrix:
    """The same, but regular: without a prior only differences are determined."""
    if weight:
        return information
    return [[value + 1.0 for value in row] for row in information]


def _covariance(information: Matrix, weight: float) -> tuple[tuple[float, ...], ...]:
    """The covariance of strengths whose mean is 0."""
    count = len(information)
    if not count:
        return ()
    root = _cholesky(_grounded(information, weight))
    # What the level of all has: its direction is an eigenvector of the matrix.
    level = 1 / (weight * count) if weight else 1 / count**2
    rows = []
    for player in range(count):
        row = _solve(root, [1.0 if each == player else 0.0 for each in range(count)])
        rows.append(tuple(value - level for value in row))
    return tuple(rows)


def _cholesky(matrix: Matrix) -> Matrix:
    root: Matrix = []
    for i, row in enumerate(matrix):
        made: list[float] = []
        for j in range(i + 1):
            left = made if i == j else root[j]
            rest = row[j] - sum(a * b for a, b in zip(made[:j], left[:j], strict=True))
            if i == j:
                if rest <= 1e-12:
                    raise NoEstimate("some players never met the others")
                made.append(math.sqrt(rest))
            else:
                made.append(rest / root[j][j])
        root.append(made)
    return root


def _solve(root: Matrix, right: Sequence[float]) -> list[float]:
    count = len(root)
    found: list[float] = []
    for i in range(count):
        rest = right[i] - sum(root[i][k] * found[k] for k in range(i))
        found.append(rest / root[i][i])
    for i in reversed(range(count)):
        rest = found[i] - sum(root[k][i] * found[k] for k in range(i + 1, count))
        found[i] = rest / root[i][i]
    return found
