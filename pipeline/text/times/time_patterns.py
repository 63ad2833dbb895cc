"""The shapes of time expressions in Chinese news, as one regular expression.

Group names without a prefix belong to expressions with a year, those with `b` to bare
ones, whose year the context gives.
"""

import re

__all__ = ["TIME_RE"]

_MONTH = r"(?:1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9](?!\d)|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"[ ]?(?:至|到|-|—{1,2}|–|~|～|－)[ ]?"

TIME_RE = re.compile(
    rf"""
    (?=(?:19|20)\d\d|\d{{1,2}}(?!\d)|[一二三四五六七八九十两〇零“「去今前明上当本同第首头下年岁全昨周星过即新期])(?:   # cheap refusal of most positions
    (?P<y1>(?:19|20)\d\d)年?{_TO}(?P<y2>(?:19|20)\d\d)年                 # 2021年至2025年, 2021-2025年
    | 过去(?P<span>[三四五十]|\d{{1,2}})年(?!前)
    | (?P<ago>[一二三四五六七八九十两]|\d{{1,2}})年(?:之)?前(?!后|夕)
    | (?P<y3>(?:19|20)\d\d)年(?P<n1>{_MONTH})月{_TO}(?P<y4>(?:19|20)\d\d)年(?P<n2>{_MONTH})月
    | (?:(?P<dy>(?:19|20)\d\d)年|(?<!\d))(?P<d1>{_MONTH})月(?P<d2>{_DAY})[日号](?:\d{{1,2}}[时点])?{_TO}(?:(?P<d3>{_MONTH})月)?(?P<d4>{_DAY})[日号]
    | [“「"]?十(?P<plan>[二三四五])五[”」"]?(?:时期|期间|(?P<planend>末)|规划期|以来)?     # five-year plans
    | (?P<iso>(?:19|20)\d\d-\d\d-\d\d|(?:19|20)\d\d[./]\d\d?[./]\d\d?(?!\d))
    | (?:
        (?P<year>(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{{3}})\ ?(?:年度?|学年|(?=[底末]))
        | (?P<relative>去年|今年|前年|明年|上年|上一年|当年|本年度|本年|(?<!不)同年(?![代龄级])|今(?=[年春夏秋冬]))度?
      )
      (?P<same>同期|同月|同季|同日)?(?:全年|度)?
      (?P<tail>
        (?P<half>[上下])半年?(?P<halfend>[末底])?
        | 第?(?P<quarter>[一二三四1-4])季度?(?P<quarterend>[末底])?|(?P<firstquarter>首季|头季)
        | [前首头](?P<quarters>[两二三23])个?季度?
        | (?P<m1>{_MONTH})月?份?{_TO}(?P<m2>{_MONTH})月份?
        | [前首头](?P<months>{_MONTH}|两)个?月
        | (?P<month>{_MONTH})月份?(?:(?P<day>{_DAY})[日号]|(?P<monthend>月?[底末])|(?P<third>[上中下]旬))?
        | (?P<deadline>年?[底末]之?前)|(?P<yearend>年?[底末]|岁末)
        | 初
      )?
      (?P<since>[^，,。；;、的\d\s]{{0,8}}以来|来|起)?
    | (?P<bare>
        (?P<bhalf>[上下])半年(?P<bhalfend>[末底])?
        | (?:第?(?P<bquarter>[一二三四])季度|第(?P<bquarter2>[一二三四1-4])季(?!节)度?)(?P<bquarterend>[末底])?|(?P<bfirst>首季)
        | [前首头](?P<bquarters>[两二三23])个?季度?(?![节大])
        | (?<![\d.])(?P<bm1>{_MONTH})月?份?{_TO}(?P<bm2>{_MONTH})月份?(?!\d)
        | (?<![\d.、])(?P<bp1>1?\d)、(?P<bp2>1?\d)月份?(?!\d)                      # 7、8月
        | [前首头](?P<bmonths>{_MONTH}|两)个?月(?![1-9])
        | (?<![\d.个])(?P<bmonth>{_MONTH})月份?(?:(?P<bday>{_DAY})[日号]|(?P<bmonthend>月?[底末])|(?P<bthird>[上中下]旬))?
        | (?P<bdeadline>(?:年|岁)[底末]之?前)
        | (?P<wholeyear>全年|年内)
        | (?P<yearstart>年初(?=的))|(?P<schoolyear>新学年)
        | (?P<lastmonth>[上下]个?月|本月)(?:(?P<lastend>[底末])|(?P<lastday>{_DAY})[日号])?
        | (?P<dayword>今起|明起|即日起|今(?=[（(]\d)|昨日|昨天|昨晨|昨晚|昨夜|昨|今天|今日|今晨|今晚|前天|前日|明天|明日|当日|当天)
        | (?P<weekday>(?:(?<![每到、—\-])(?<!起至)(?P<week>[上本这下])|(?<![每至到、—\-上下本这])(?<!每个))(?<![日号][（(])(?:周|星期)(?P<wday>[一二三四五六日天])(?![至到、—\-]|年))
        | (?P<clock>(?<=截至)(?:2[0-4]|1?\d)[时点](?:\d{{1,2}}分|整|半)?|(?:2[0-3]|1?\d)时(?:\d{{1,2}}分)?{_TO}(?:2[0-4]|1?\d)时(?!间))
        | (?P<again>同期|期内|(?<!不)同年(?![代龄级])|当月|当季)
        | (?<![\d月])(?P<dayonly>[12]\d|3[01]|0?[1-9])日(?![内均前后程间本报期率元龄游])(?=[，,\u4e00-\u9fff])
      )(?P<bsince>以来|来|起)?
    )
    """,
    re.VERBOSE,
)
