"""The parts of the segmenter's training."""

import numpy as np
import pytest
from spacy_pkuseg.feature_extractor import FeatureExtractor

from pipeline.segmenters.compile import LETTER, NUMBER
from pipeline.segmenters.pkuseg import PkusegSegmenter
from training import crf
from training.pkuseg_features import TAGS, collect_vocabulary, find_features, find_tags
from training.segmenter import fit, hand_out, read_sentences, score, write_model
from training.variety import measure_variety

SENTENCES = [
    ["上海市", "国资委", "发布", "了", "３", "项", "措施", "。"],
    ["国资委", "发布", "了", "AI", "措施", ":", "Ａ", "项"],
    ["中国", "人民", "共和国", "的", "上海市"],
]


@pytest.mark.parametrize(
    ("word", "tags"),
    [
        ("海", ["B_single"]),
        ("上海", ["B", "I_end"]),
        ("共和国", ["B", "I_first", "I_end"]),
        ("上海市区内", ["B", "I_first", "I", "I", "I_end"]),
    ],
)
def test_pkuseg_features_tags(word, tags):
    assert find_tags(word) == [TAGS[tag] for tag in tags]


def test_pkuseg_features_are_those_of_pkuseg():
    vocabulary, pairs = collect_vocabulary(SENTENCES)
    extractor = FeatureExtractor()
    extractor.unigram, extractor.bigram = vocabulary, pairs
    for text in map("".join, SENTENCES):
        nodes = list(FeatureExtractor.normalize_text(text))
        for i, names in enumerate(find_features(text, vocabulary, pairs, {})):
            expected = [name for name in extractor.get_node_features(i, nodes) if name != "/"]
            spelled = [name.replace(NUMBER, "**Num").replace(LETTER, "**Letter") for name in names]
            assert sorted(spelled) == sorted(expected)


def test_variety_counts_different_neighbours():
    text = "我爱上海人\n在上海住\n去上海玩\n游上海滩\n游上海滩\n国资委\n国资委"
    assert measure_variety(text, least=4) == {"上海": 4}
    assert measure_variety(text, least=2) == {"上海": 4, "国资委": 2, "游上海滩": 2}


def test_variety_leaves_digits_out():
    assert measure_variety("二月\n二月\n二月", least=2) == {}


def create_problem() -> tuple[crf.Examples, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    features = [
        [generator.choice(6, size=generator.integers(1, 4), replace=False).tolist() for _ in range(length)]
        for length in (4, 1, 3)
    ]
    tags = [generator.integers(0, 3, size=len(sentence)).tolist() for sentence in features]
    examples = crf.create_examples(features, tags)
    return examples, generator.normal(size=(len(examples.tags), 3)), generator.normal(size=(3, 3))


def test_crf_expectations_are_slopes_of_the_partition_function():
    examples, scores, edges = create_problem()
    log_z, nodes, transitions = crf.expect(scores, edges, examples)
    step = 1e-6
    for array, slopes in ((scores, nodes), (edges, transitions)):
        for cell in np.ndindex(array.shape):
            array[cell] += step
            assert crf.expect(scores, edges, examples)[0] - log_z == pytest.approx(
                slopes[cell] * step, abs=1e-9
            )
            array[cell] -= step


def test_crf_learns_its_examples():
    features = [[[0], [1], [0]], [[1], [0]]]
    tags = [[0, 1, 0], [1, 0]]
    rows, _ = crf.train(crf.create_examples(features, tags), 2, 2, np.full(2, 0.01), 50)
    assert rows.argmax(axis=1).tolist() == [0, 1]


def test_segmenter_hands_out_shared_weights():
    weights = {"$$": np.zeros(5), "w1.上海": np.ones(5), "w1.2~3": np.full(5, 0.5), "c.上": np.full(5, 0.001)}
    out = hand_out(weights, {"上海": "2~3", "国资": "2~3"})
    assert {name: row[0] for name, row in out.items()} == {"$$": 0.0, "w1.上海": 1.5, "w1.国资": 0.5}


def test_segmenter_trains_and_loads(tmp_path):
    weights, edges = fit(SENTENCES, {})
    write_model(tmp_path, hand_out(weights, {}), edges)
    segmenter = PkusegSegmenter()
    segmenter.initialize(tmp_path)
    assert [segmenter("".join(words)) for words in SENTENCES] == SENTENCES
    assert score(tmp_path, SENTENCES)["f1"] == 1.0


def test_segmenter_reads_words_not_ranges(tmp_path):
    file = tmp_path / "sample.conllu"
    file.write_text(
        "# text = 上海市\n1-2\t上海市\n1\t上海\tX\n1.1\t_\n2\t市\tX\n\n1\t好\n\n", encoding="utf-8"
    )
    assert list(read_sentences(file)) == [["上海", "市"], ["好"]]
