import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.errors import ConfigError, InputError
from pipeline.io.exports import FORMATS, export
from pipeline.io.records import dump_line
from pipeline.io.tables import TABLES, record_features, records_dataset
from tests.report.samples import HOSTILE, create_record, write_output

SCHEMA = Path(__file__).parents[2] / "docs" / "record.schema.json"
# Beyond the Basic Multilingual Plane: two UTF-16 units, four bytes, one code point.
ASTRAL = "𠮷😀\u2028é"


@pytest.fixture
def records() -> list[dict[str, Any]]:
    return [create_record(0), create_record(1, ASTRAL), create_record(2, HOSTILE), create_record(3, "分\n行")]


@pytest.fixture
def output(tmp_path: Path, records: list[dict[str, Any]]) -> Path:
    return write_output(tmp_path / "out", records, shard_docs=2)


def found(record: dict[str, Any]) -> list[tuple[str, str]]:
    """The names and figures of a record as (surface, label)."""
    names = [(entity["text"], entity["label"]) for entity in record["entities"]]
    return names + [(metric["text"], "METRIC") for metric in record["metrics"]]


def read_lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_bytes().split(b"\n") if line]


@pytest.mark.parametrize("format", FORMATS)
def test_export_writes_where_it_says(output: Path, tmp_path: Path, format: str) -> None:
    if format == "parquet":
        pytest.importorskip("pyarrow", reason="extra: parquet")
    assert all(Path(name).is_file() for name in export(output, format))
    given = export(output, format, tmp_path / "elsewhere")
    assert {Path(name).parent for name in given} == {tmp_path / "elsewhere"}


def test_export_names_the_formats(output: Path) -> None:
    with pytest.raises(ConfigError, match="parquet, label-studio, doccano, prodigy, brat"):
        export(output, "conll")


def test_export_of_no_output_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        export(tmp_path / "nothing", "doccano")


def test_doccano_offsets_are_code_points(output: Path, records: list[dict[str, Any]]) -> None:
    lines = read_lines(export(output, "doccano")[0])
    for line, record in zip(lines, records, strict=True):
        labels = [(line["text"][start:end], label) for start, end, label in line["label"]]
        assert sorted(labels) == sorted(found(record))


def test_prodigy_spans_stand_on_tokens(tmp_path: Path) -> None:
    record = create_record(0, "甲 ")
    edges = [0, 1, 2, *range(3, len(record["text"]) + 1)]
    record["tokens"] = [{"start": start, "end": end} for start, end in pairwise(edges) if start != 1]
    output = write_output(tmp_path / "out", [record])
    (line,) = read_lines(export(output, "prodigy")[0])
    for span in line["spans"]:
        first, last = line["tokens"][span["token_start"]], line["tokens"][span["token_end"]]
        assert (first["start"], last["end"]) == (span["start"], span["end"])
    spans = [(line["text"][span["start"] : span["end"]], span["label"]) for span in line["spans"]]
    assert sorted(spans) == sorted(found(record))
    joined = "".join(token["text"] + " " * token["ws"] for token in line["tokens"])
    assert joined == line["text"]


def test_prodigy_tokens_rebuild_a_spacy_doc(output: Path) -> None:
    spacy = pytest.importorskip("spacy")
    for line in read_lines(export(output, "prodigy")[0]):
        words = [token["text"] for token in line["tokens"]]
        doc = spacy.tokens.Doc(spacy.blank("zh").vocab, words, [token["ws"] for token in line["tokens"]])
        assert doc.text == line["text"]


def test_brat_offsets_and_fragments(tmp_path: Path) -> None:
    record = create_record(0, ASTRAL)
    start = record["text"].index("：")
    broken = record["entities"][0] | {"id": "e1", "start": start, "end": start + 1, "text": "："}
    text = record["text"].replace("：", "\n")
    raw = record["raw_text"].replace("：", "\n")
    whole = record["entities"][0]
    crossing = broken | {"start": whole["start"], "end": start + 5, "text": text[whole["start"] : start + 5]}
    record |= {"text": text, "raw_text": raw, "entities": [crossing]}
    output = write_output(tmp_path / "out", [record])
    names = [Path(name) for name in export(output, "brat")]
    assert names[0].name == "annotation.conf"
    written = names[1].read_bytes().decode()
    assert written == text
    pattern = re.compile(r"T\d+\t(\w+) ([\d ;]+)\t(.*)")
    rows = [
        pattern.fullmatch(line) for line in names[2].read_bytes().decode().split("\n") if line.startswith("T")
    ]
    assert len(rows) == 2
    for row in rows:
        assert row is not None
        pieces = [written[slice(*map(int, pair.split()))] for pair in row[2].split(";")]
        assert all("\n" not in piece for piece in pieces)
        assert " ".join(pieces) == row[3]


def test_label_studio_fits_its_own_interface(output: Path, records: list[dict[str, Any]]) -> None:
    interface = pytest.importorskip(
        "label_studio_sdk.label_interface", reason="label-studio-sdk is not installed"
    )
    names = export(output, "label-studio")
    labels = interface.LabelInterface(Path(names[0]).read_text(encoding="utf-8"))
    tasks = [task for name in names[1:] for task in json.loads(Path(name).read_bytes())]
    for task, record in zip(tasks, records, strict=True):
        assert labels.validate_task({"data": task["data"]})
        (prediction,) = task["predictions"]
        assert labels.validate_prediction(prediction)
        values = [region["value"] for region in prediction["result"]]
        assert all(task["data"]["text"][v["start"] : v["end"]] == v["text"] for v in values)
        assert sorted((v["text"], v["labels"][0]) for v in values) == sorted(found(record))


@pytest.mark.filterwarnings("ignore")
def test_label_studio_converter_reads_the_tasks(output: Path, tmp_path: Path) -> None:
    converter = pytest.importorskip("label_studio_sdk.converter", reason="label-studio-sdk is not installed")
    names = export(output, "label-studio")
    tasks = json.loads(Path(names[1]).read_bytes())
    for number, task in enumerate(tasks):  # what the server makes of a prediction that was accepted
        task["id"] = number
        task["annotations"] = [{"id": 1, "completed_by": 1, **task.pop("predictions")[0]}]
    source = tmp_path / "accepted"
    source.mkdir()
    (source / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    reader = converter.Converter(config=names[0], project_dir=None, download_resources=False)
    reader.convert_to_json_min(str(source / "tasks.json"), str(tmp_path / "min"), is_dir=False)
    read = json.loads((tmp_path / "min" / "result.json").read_text(encoding="utf-8"))
    assert [row["text"] for row in read] == [task["data"]["text"] for task in tasks]
    assert {label for row in read for region in row["label"] for label in region["labels"]} == {
        "ORG",
        "METRIC",
    }


def test_parquet_has_fixed_types_and_all_rows(output: Path, records: list[dict[str, Any]]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="extra: parquet")
    tables = {Path(name).stem: parquet.read_table(name) for name in export(output, "parquet")}
    assert {
        name: {f.name: str(f.type).replace("double", "float64") for f in t.schema}
        for name, t in tables.items()
    } == TABLES
    assert tables["documents"].column("text").to_pylist() == [record["text"] for record in records]
    assert json.loads(tables["documents"].column("meta")[2].as_py()) == {"field": HOSTILE}
    for name in ("entities", "metrics", "edits"):
        assert tables[name].num_rows == sum(len(record[name]) for record in records)
    texts = {record["id"]: record["text"] for record in records}
    for row in tables["entities"].to_pylist():
        assert texts[row["document"]][row["start"] : row["end"]] == row["text"]


def test_parquet_types_do_not_depend_on_the_documents(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="extra: parquet")
    empty = write_output(tmp_path / "empty", [])
    full = write_output(tmp_path / "full", [create_record(1, "x")])
    pairs = zip(export(empty, "parquet"), export(full, "parquet"), strict=True)
    assert all(parquet.read_schema(a).equals(parquet.read_schema(b)) for a, b in pairs)


def test_parquet_in_pandas_and_polars(output: Path) -> None:
    pytest.importorskip("pyarrow", reason="extra: parquet")
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    name = next(name for name in export(output, "parquet") if name.endswith("metrics.parquet"))
    frame = pandas.read_parquet(name)
    assert frame["value"].tolist() == [f"{100 + number}00000000" for number in range(4)]
    assert frame["value_number"].sum() == polars.read_parquet(name)["value_number"].sum() == 406e8


def test_tables_agree_with_the_schema_of_the_record() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]
    for table in ("entities", "metrics", "edits"):
        columns = [name for name in TABLES[table] if name != "document" and not name.endswith("_number")]
        assert columns == list(schema[table]["items"]["properties"])
    lists = [name for name, field in schema.items() if field.get("type") == "array"]
    assert list(TABLES["documents"]) == [name for name in schema if name not in lists]


def test_samples_are_records(records: list[dict[str, Any]]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for record in records:
        jsonschema.validate(record, schema)


EMPTY = create_record(7, title=None, published=None, url=None, meta={}) | {
    name: [] for name in ("edits", "sections", "sentences", "tokens", "entities", "mentions", "metrics")
}
SHARDS = {
    "empty": [EMPTY | {"raw_text": "", "text": ""}],
    "full": [create_record(1, "x", meta={"n": 1})],
    "other": [create_record(2, "y", meta={"n": "text", "nested": {"k": [1, None]}})],
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "order", [["empty", "full"], ["full", "other", "empty"], ["other", "empty", "full"]], ids="-".join
)
def test_datasets_loads_records_in_any_order(tmp_path: Path, order: list[str]) -> None:
    datasets = pytest.importorskip("datasets", reason="extra: datasets")
    datasets.disable_progress_bars()
    files = []
    for name in order:
        files.append(str(tmp_path / f"{name}.jsonl"))
        Path(files[-1]).write_text("".join(dump_line(row) + "\n" for row in SHARDS[name]), encoding="utf-8")
    loaded = datasets.load_dataset(
        "json", data_files=files, features=record_features(), split="train", cache_dir=str(tmp_path / "cache")
    )
    expected = [row for name in order for row in SHARDS[name]]
    assert [row["text"] for row in loaded] == [row["text"] for row in expected]
    assert [row["metrics"] for row in loaded] == [row["metrics"] for row in expected]
    assert [row["meta"] for row in loaded] == [row["meta"] for row in expected]


@pytest.mark.filterwarnings("ignore")
def test_datasets_keeps_every_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets", reason="extra: datasets")
    datasets.disable_progress_bars()
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    rows = [create_record(1), *SHARDS["empty"], *SHARDS["other"]]
    output = write_output(tmp_path / "out", rows, shard_docs=1)
    assert list(records_dataset(output)) == rows
    (output / "documents" / "00001.jsonl").write_text(dump_line(create_record(5)) + "\n", encoding="utf-8")
    assert records_dataset(output)[1]["id"] == create_record(5)["id"]
