"""Repair: a text in, the same text without its damage out, with an account of every edit."""

from functools import lru_cache

from pipeline.resources import find_model
from pipeline.text.repair.repairer import STAGES, Repair
from pipeline.text.rewrite import Rewrite

__all__ = ["STAGES", "Repair", "repair"]


def repair(text: str) -> Rewrite:
    """Repair a text with the shipped language model and the default thresholds.

    Raises ConfigError if the installation lacks the model.

    >>> repair("他說:“個(gè)別業(yè)務(wù)發(fā)展。”").text
    '他說:“個別業務發展。”'
    """
    return _default()(text)


@lru_cache(maxsize=1)
def _default() -> Repair:
    rewriter = Repair()
    rewriter.initialize(find_model("language_model"))
    return rewriter
