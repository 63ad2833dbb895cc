from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.sampling import Sample, Tally

KEYS = st.lists(st.tuples(st.text(max_size=4), st.integers(1, 50)), unique_by=lambda row: row[0], max_size=60)


def take(rows: list[tuple[str, int]], items: int, size: int) -> list[str]:
    sample: Sample[str] = Sample(items, size)
    for key, weight in rows:
        if sample.wants(key):
            sample.add(key, key, weight)
    return list(sample)


@given(KEYS, st.randoms(use_true_random=False))
def test_sample_does_not_depend_on_order(rows: list[tuple[str, int]], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert take(rows, 10, 1 << 30) == take(shuffled, 10, 1 << 30)


@given(KEYS, st.integers(1, 12), st.integers(1, 300))
def test_sample_keeps_within_its_bounds(rows: list[tuple[str, int]], items: int, size: int) -> None:
    weights = dict(rows)
    kept = take(rows, items, size)
    assert len(kept) <= items
    assert sum(weights[key] for key in kept) <= size or len(kept) == 1
    assert kept == sorted(kept)


def test_tally_forgets_the_rare_and_says_so() -> None:
    tally: Tally[str] = Tally(limit=10)
    for number in range(30):
        tally.add("often")
        tally.add(f"once-{number}")
    assert tally.top(1) == [("often", 30)]
    assert len(tally.counts) <= 10
    assert not tally.is_exact
