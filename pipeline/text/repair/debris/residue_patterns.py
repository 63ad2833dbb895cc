"""What is left of markup looks so: the expressions of `residue`, and a scan that costs next to nothing."""

import re

__all__ = ["RESIDUE_RE", "SCAN_RE"]

_LONG_TAGS = (
    "article|aside|blockquote|big|body|button|caption|center|cite|code|dd|del|details|div|dl|dt|em|fieldset|figcaption"
    "|figure|font|footer|form|h[1-6]|head|header|hr|html|iframe|img|input|ins|label|li|link|main|marquee|meta|nav"
    "|nobr|ol|option|pre|script|section|select|small|span|strike|strong|style|sub|sup|table|tbody|td|textarea|tfoot|th"
    "|thead|tr|tt|ul|video|wbr|br|st1:[a-z]{1,20}|o:p|!--[^<>]{0,200}--"
)
_ATTRIBUTE = r"""[a-zA-Z][a-zA-Z0-9:-]{1,20}=(?:"[^"<>\n]{0,300}"|'[^'<>\n]{0,300}'|[\w#%./:-]{1,100})"""
_STYLE = r"""[a-z][a-z-]{2,30}:[ ]?[^<>\n":;]{1,60}"""
_CJK = "\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff00-\uffef"

RESIDUE_RE = re.compile(
    rf"""
      (?P<escape> (?!\\{{1,2}}u003[cC]/?[a-zA-Z]) (?:\\{{1,2}}["/])? (?:\\{{1,2}}u[0-9A-Fa-f]{{4}} (?:\\{{1,2}}[nrt/"] | [0-9A-Za-z.%:/-]{{1,4}} | [ ])?){{2,}}    # \u4e2d\u56fd
                | (?:%u[0-9A-Fa-f]{{4}}){{2,}}                                        # of JavaScript's escape()
                | (?<=[{_CJK}]) \\u[0-9A-Fa-f]{{4}} (?=[{_CJK}]) | (?<=[0-9]) \\u[4-9][0-9A-Fa-f]{{3}} (?=[-\s{_CJK}])
                | (?:(?<=[{_CJK}\s])|^) (?:%[89A-Fa-f][0-9A-Fa-f]){{4,}} (?=[\s{_CJK}]|\Z)           # of GBK, where UTF-8 fails
                | (?:(?<=[{_CJK}])|^) (?:%[Ee][3-9](?:%[0-9A-Fa-f]{{2}}){{2}}|%[0-7][0-9A-Fa-f]){{3,}} (?=[\s{_CJK}]|\Z) )  # not in an address
    | (?P<entity> [&＆][ ]?(?:(?:amp|＃38)[;；])* \#?[0-9A-Za-z]{{2,31}} [ ]?[;；]
                | &nbsp(?![0-9A-Za-z=;])                                              # the one that loses its semicolon
                | (?:&\#(?:[0-9]{{2,6}}|[xX][0-9A-Fa-f]{{2,5}})(?![0-9A-Fa-f;])){{2,}}                  # and what browsers read without it
                | (?<![0-9A-Za-z&])(?:nbsp;){{1,64}}                                  # and its ampersand
                | (?<![&＆;])\#(?:x(?:20|[3-9a-fA-F][0-9a-fA-F])[0-9a-fA-F]{{2}}|x1[fF][0-9a-fA-F]{{3}});
                | (?<=[\u3400-\u9fff])(?:8211|8212|8216|8217|8220|8221|8226|8230|183);(?=[\u3400-\u9fff]) )  # its &#
    | (?P<tag_residue>
        \\{{1,2}}u003[cC]/?(?i:[abipqsu]|{_LONG_TAGS})\b[^<>\n]{{0,300}}?\\{{1,2}}u003[eE]       # its brackets as escapes
      | (?:</?(?i:{_LONG_TAGS})|(?<![0-9A-Za-z])<[abipqsu]|</[abipqsuABIPSU]|<[AP](?=\s)|(?:^|(?<=[{_CJK}]))<P(?=>))(?:\s+{_ATTRIBUTE}|\s+(?:nowrap|checked|disabled|selected|hidden|noshade|controls)){{0,12}}\s*/?>                  # whole tags
      | <\?xml:namespace[^<>\n]{{0,200}}>  |  <!\[(?:if[^<>\n]{{0,60}}|endif)\](?:--)?>        # of an office program
      | </?(?i:{_LONG_TAGS})(?:[ ]+{_ATTRIBUTE}){{0,12}}[ ]*/?(?=[{_CJK}\n]|\Z)             # its end is gone
      | <(?i:{_LONG_TAGS})[ ]+[a-z-]{{2,20}}="[^"<>\n]{{0,200}}(?=\n|\Z)                     # its end is gone with the line
      | ^(?:p|(?:{_LONG_TAGS}))>(?=[{_CJK}])                                         # its bracket, at the head of a line
      | (?:^|(?<=[{_CJK}>]))(?:[ap]|(?:{_LONG_TAGS}))(?:[ ]+{_ATTRIBUTE}){{1,12}}[ ]*>   # or anywhere, if it tells of itself
      | (?<![<0-9A-Za-z/.\\_-])/\s?(?i:{_LONG_TAGS})>                                 # its beginning is gone
      | (?<!<)(?:/(?i:[abipqsu]|{_LONG_TAGS})>){{2,}}
      | (?<=[0-9A-Za-z])/(?:a|p|b|span|div|td|li|strong|font|em|h[1-6])>(?=\n|\Z)
      | </[a-z]{{1,9}}(?=[{_CJK}\n]|\Z)                                                   # an end that was cut
      | <(?:a|img|p|{_LONG_TAGS})[ ][^<>\n]{{0,60}}=(?=\n|\Z)
      | (?:^|(?<=[{_CJK}]))"(?:[ ]+{_ATTRIBUTE}){{1,12}}[ ]*/?>
      | ^-->  |  <!--(?=\n|\Z)  |  <!\[CDATA\[  |  \]\]>                                 # comments and their like
      | (?:(?<=[{_CJK}])|^)(?:{_STYLE};[ ]?){{0,9}}{_STYLE};?[ ]?">  # the end of a style
      | (?:(?<=[{_CJK}])|(?<=[\u3400-\u9fff][:;,.!?)])|^)(?:/[abipqsu]|/?(?:{_LONG_TAGS})[ ]?/?)>(?=[{_CJK}\s]|\Z)
      | (?<=[{_CJK}])(?:</|</?[abipqsu])(?=\n|\Z)
      | (?:(?<=[{_CJK}])[ ]?|(?<=\n)|(?<=[{_CJK}\n]\s)|^)(?:{_ATTRIBUTE}\s*){{1,12}}/?>  # only attributes are left
      )
    """,
    re.VERBOSE | re.MULTILINE,
)
# Begins with one set of characters, for which `re` has a fast loop.
SCAN_RE = re.compile(
    r"[&＆\\%<>#n81](?:(?<=#)x[0-9a-fA-F]{4}|(?<=[\u3400-\u9fff][81])(?:2[123][0-9]|8(?=3));|(?<=[&＆])|(?<=[\\%])u[0-9A-Fa-f]|(?<=%)[89A-Fa-f][0-9A-Fa-f]%|(?<=<)[/a-zA-Z!?]|(?<=[a-zA-Z0-9\"'/\]-]>)|(?<=[a-zA-Z0-9\"'/]\s>)|(?<=n)bsp)",
    re.ASCII,
)
