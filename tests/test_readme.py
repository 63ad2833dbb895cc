"""The README's examples are true."""

import doctest
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_readme_examples() -> None:
    result = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert result.attempted >= 6 and result.failed == 0


def test_readme_commands_are_one_block_each() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 2
    run, test = blocks
    assert run.strip().endswith("python -m pipeline run configs/default.cfg")
    assert test.strip().endswith("python -m pytest")
