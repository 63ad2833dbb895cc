"""Labels of bylines and footers, which stand before colons and behind blanks: the language model has not read any."""

import re

__all__ = ["count_bylines", "ends_with_label", "starts_with_label"]

_LABEL = (
    "(?<![一-鿿])(?:责任|責任|执行|联系|聯絡|咨询|举报|服务|客服|发布|發布|发表|更新|本文|稿件|文章|文字|图片|圖片|信息|值班|投稿|新闻|新聞)?"
    "(?:来源|來源|作者|编辑|編輯|责编|責編|记者|記者|通讯员|通訊員|时间|時間|日期|摄影|攝影|电话|電話|热线|熱線|手机|手機|传真|傳真|邮编|郵編"
    "|邮箱|网址|網址|地址|联系人|聯絡人|部门|单位|單位|附件|备案号|主办|主辦|承办|版权所有|版權所有|字号|校对|审核|监制)"
)
_LABEL_RE = re.compile(f"{_LABEL}$")
_BEFORE_LABEL_RE = re.compile("[^：:。，、\n]{2,6}[：:]|[一-鿿]?(?:ICP|公网安备|网安备)")
_BYLINE_RE = re.compile(f"{_LABEL}：|\u3000(?={_LABEL}[：:])")


def ends_with_label(text: str) -> bool:
    """Tell whether a colon is what follows.

    >>> ends_with_label("责任编辑"), ends_with_label("记者昨天")
    (True, False)
    """
    return _LABEL_RE.search(text) is not None


def starts_with_label(text: str) -> bool:
    """Tell whether a blank is what stands before.

    >>> starts_with_label("责任编辑：王"), starts_with_label("京ICP备"), starts_with_label("记者昨天")
    (True, True, False)
    """
    return _BEFORE_LABEL_RE.match(text) is not None


def count_bylines(text: str) -> int:
    """Count colons behind labels and blanks before them.

    >>> count_bylines("来源：新华网　责任编辑：王")
    3
    """
    return len(_BYLINE_RE.findall(text))
