"""Edits replay, compose and map offsets, whatever the stages were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.rewrite import Change, Edit, Rewrite, replay, rewrite_outside

ALPHABET = "發展中國?(fā) \n😀"


@st.composite
def changes_of(draw: st.DrawFn, raw: str) -> list[Change]:
    """Draw ordered, disjoint changes of a text: deletions, insertions, replacements, marks."""
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    changes = []
    for low, high in zip(cuts[::2], cuts[1::2], strict=False):
        if draw(st.booleans()):
            changes.append(Change(low, high, draw(st.text(ALPHABET, max_size=3)), "gloss"))
        elif low < high:
            changes.append(Change(low, high, raw[low:high], "shift", "ambiguous", 0.4))
    return changes


def swap_script(text: str) -> Rewrite:
    """Stand in for OpenCC: one aligned edit a run of 發 and 國."""
    changes = []
    position = 0
    while position < len(text):
        end = position
        while end < len(text) and text[end] in "發國":
            end += 1
        if end > position:
            after = text[position:end].replace("發", "发").replace("國", "国")
            changes.append(Change(position, end, after, "script"))
        position = max(end, position + 1)
    return Rewrite.build(text, changes)


@given(st.data(), st.text(ALPHABET, max_size=20))
def test_rewrite_replays_and_composes(data: st.DataObject, raw: str) -> None:
    first = Rewrite.build(raw, data.draw(changes_of(raw)))
    second = Rewrite.build(first.text, data.draw(changes_of(first.text)))
    both = first.then(second)
    assert (both.raw, both.text) == (raw, second.text)
    check(both)


@given(st.data(), st.text(ALPHABET, max_size=20))
def test_rewrite_composes_with_script_outside_marks(data: st.DataObject, raw: str) -> None:
    first = Rewrite.build(raw, data.draw(changes_of(raw)))
    both = first.then(rewrite_outside(swap_script, first.text, first.marked()))
    check(both)
    for edit in first.edits:
        if edit.status == "ambiguous":
            assert both.raw[edit.raw_start : edit.raw_end] in both.text
    runs = [edit for edit in both.edits if edit.kind == "script"]
    assert all(edit.is_aligned for edit in runs)


def check(rewrite: Rewrite) -> None:
    """Assert everything that the record promises of edits."""
    assert replay(rewrite.raw, rewrite.edits) == rewrite.text
    raw_position = position = 0
    for edit in rewrite.edits:
        assert raw_position <= edit.raw_start <= edit.raw_end
        assert position <= edit.start <= edit.end
        assert rewrite.raw[raw_position : edit.raw_start] == rewrite.text[position : edit.start]
        assert edit.before == rewrite.raw[edit.raw_start : edit.raw_end]
        assert edit.after == rewrite.text[edit.start : edit.end]
        assert (edit.before == edit.after) == (edit.status != "repaired")
        raw_position, position = edit.raw_end, edit.end
    assert rewrite.raw[raw_position:] == rewrite.text[position:]
    starts = [rewrite.to_raw(at, at + 1) for at in range(len(rewrite.text))]
    assert starts == sorted(starts)
    for at, (raw_start, raw_end) in enumerate(starts):
        low, high = rewrite.from_raw(raw_start, raw_end)
        assert low <= at < high or raw_start == raw_end  # inserted text came from nowhere


@pytest.mark.parametrize(
    "changes",
    [
        [Change(0, 2, "x", "gloss"), Change(1, 3, "y", "gloss")],
        [Change(0, 9, "x", "gloss")],
        [Change(0, 2, "x", "shift", "ambiguous")],
    ],
)
def test_rewrite_refuses_changes_that_do_not_fit(changes: list[Change]) -> None:
    with pytest.raises(ValueError, match="Change"):
        Rewrite.build("發展", changes)


def test_rewrite_keeps_repair_kind_where_script_follows() -> None:
    repaired = Rewrite.build("上??疾鞎r", [Change(1, 6, "海考察時", "gbk_shift", confidence=0.97)])
    both = repaired.then(Rewrite.build(repaired.text, [Change(4, 5, "时", "script")]))
    assert both.edits == (Edit(1, 6, 1, 5, "??疾鞎r", "海考察时", "gbk_shift", "repaired", 0.97),)


def test_rewrite_maps_inside_script_runs_exactly() -> None:
    rewrite = Rewrite.build("a發國b", [Change(1, 3, "发国", "script")])
    assert rewrite.to_raw(2, 4) == (2, 4)
    assert rewrite.from_raw(2, 4) == (2, 4)
