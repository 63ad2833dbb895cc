"""The parts of the training of the recognizer of names."""

from pathlib import Path

import numpy as np

from pipeline.recognizer.features import LISTS, View, create_columns
from pipeline.recognizer.hashes import condense, read_points, spell
from pipeline.recognizer.lattice import ALLOWED, TAGS
from pipeline.text.names.mentions import Mention
from training import crf
from training.averaged import Settings, create_batches, find_slopes, fit
from training.name_lists import find_words, hash_lists, read_knowledge
from training.names import create_examples, create_text, train

TABLES = {
    "wikidata_zh_titles_2016.tsv.gz": "title_simplified\tn_languages\ttype_guess\n",
    "thuocl_entities.tsv.gz": "list\tword\n",
    "hanlp_person_names.tsv": "name\ttag\n李白\tnr\n安藤利吉\tnrj\n",
    "hanlp_org_names.tsv": "name\n模力公司\n",
    "hanlp_foreign_name_parts.tsv": "name_part\n",
    "cn_divisions_current.tsv": "name\tshort\n上海市\t上海\n",
    "cn_divisions_former.tsv": "former_name\n",
    "world_places.tsv": "country\tofficial_name\tcapital\tother_cities\n法国\t法兰西共和国\t巴黎\t里昂;马赛\n",
    "cldr_names_zh.tsv": "kind\tzh\tvariant\n",
    "surnames.tsv": "surname\trelative_frequency\n李\t9340\n欧阳\t50\n",
    "given_name_chars.tsv": "char\tcount\n白\t40\n",
    "translit_chars.tsv": "char\tcount\n尔\t2849\n",
}


def write_tables(folder: Path) -> Path:
    import gzip

    for name, content in TABLES.items():
        data = content.encode()
        (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return folder


def create_problem() -> tuple[list[crf.Examples], np.ndarray]:
    features = [[[0], [1], [0]], [[1], [0]]]
    tags = [[0, 1, 0], [1, 0]]
    return [crf.create_examples(features, tags)], np.zeros((2, 2))


def test_averaged_learns_its_examples() -> None:
    examples, barred = create_problem()
    rows, _ = fit(examples, 2, barred, Settings(rounds=20, penalty=0.01))
    assert rows.argmax(axis=1).tolist() == [0, 1]


def test_averaged_never_takes_a_barred_step() -> None:
    examples, barred = create_problem()
    barred[0, 0] = -np.inf
    _, edges = fit(examples, 2, barred, Settings())
    assert np.isfinite(edges).all()


def test_averaged_slopes_are_those_of_the_loss() -> None:
    examples, barred = create_problem()
    (batch,) = create_batches(examples, 2, 2, 0.5)
    weights, edges = np.array([[0.3, -0.2], [0.1, 0.7]]), np.array([[0.2, 0.1], [-0.4, 0.3]])
    slope, _ = find_slopes(batch, weights, edges, barred)

    def loss(rows: np.ndarray) -> float:
        part = batch.examples
        scores = np.add.reduceat(rows[part.features], part.borders, axis=0)
        log_z, _, _ = crf.expect(scores, edges, part)
        right = (scores * batch.gold).sum() + (edges * batch.gold_edges).sum()
        return float(log_z - right + 0.25 * (rows * rows).sum())

    for cell in np.ndindex(weights.shape):
        moved = weights.copy()
        moved[cell] += 1e-6
        assert abs((loss(moved) - loss(weights)) / 1e-6 - slope[cell]) < 1e-4


def test_lists_are_found_again(tmp_path: Path) -> None:
    knowledge = read_knowledge(write_tables(tmp_path))
    rows = knowledge.words.find(
        condense(np.array([spell(read_points(word), len(word))[0] for word in ("里昂", "里奥")]))
    )
    assert rows[0] >= 0 > rows[1]
    assert ("world", "马赛") in set(find_words(tmp_path))
    assert (
        knowledge.classes[ord("李")] > 0 and knowledge.foreign[ord("尔")] and not knowledge.foreign[ord("白")]
    )
    assert (knowledge.lists < 1 << LISTS).all()


def test_lists_give_a_word_all_its_bits() -> None:
    hashes, bits, reach = hash_lists({"a": {"上海", "北海市"}, "b": {"上海"}})
    assert sorted(bits.tolist()) == [1, 3] and len(hashes) == 2 and reach.max() == 3


def test_names_are_learned(tmp_path: Path) -> None:
    knowledge = read_knowledge(write_tables(tmp_path))
    view = View(
        "昨日李白抵达上海市。", (0, 2, 4, 6, 9), [Mention(6, 9, "GPE", None, None, None, "test")], False
    )
    names = [(2, 4, "PERSON"), (6, 9, "GPE")]
    texts = [create_text(view, names, knowledge, f"x{number}") for number in range(200)]
    model = train(texts, knowledge)
    found = [(name.start, name.end, name.kind) for name in model.find(view, 0.5)]
    assert found == [(2, 4, "PER"), (6, 9, "LOC")]
    assert type(model).from_bytes(model.to_bytes()).find(view, 0.5) == model.find(view, 0.5)
    assert model.weights.shape == (len(model.features.keys) + 1, len(TAGS)) and ALLOWED.any()


def test_names_lay_out_every_character_once(tmp_path: Path) -> None:
    knowledge = read_knowledge(write_tables(tmp_path))
    view = View("李白。杜甫来。", (0, 2, 3, 5, 6), [], False)
    text = create_text(view, [(0, 2, "PERSON")], knowledge, "x")
    features = type(knowledge.words).build(np.unique(create_columns(view, knowledge)))
    (batch,) = create_examples([text], features)
    assert len(batch.tags) == 7 and sorted(np.concatenate(batch.steps).tolist()) == list(range(7))
