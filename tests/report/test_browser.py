"""The report in headless Chromium: what a person sees and does."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.report import write_report
from tests.report.samples import HOSTILE, create_record, write_output

selenium = pytest.importorskip("selenium", reason="selenium is not installed (extra: dev)")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
    # selenium 4 leaves its log stream and sockets to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FLAGS = """--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync --disable-dev-shm-usage --lang=en-US --window-size=1280,900""".split()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in [*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(str(DRIVER), log_output=os.devnull)
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A report of twelve documents, one of them hostile in every field; the console must stay silent."""
    records = [*(create_record(n) for n in range(11)), create_record(99, HOSTILE)]
    report = Path(write_report(write_output(tmp_path / "out", records)))
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get(report.as_uri())
    find(browser, "[data-language=en]").click()
    yield browser
    assert browser.get_log("browser") == []
    assert browser.execute_script("return window.broken") is None


def find(browser: Any, selector: str) -> Any:
    return browser.find_element("css selector", selector)


def texts(browser: Any, selector: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].map((node) => node.textContent)"
    return list(browser.execute_script(script, selector))


def choose(browser: Any, selector: str, value: str) -> None:
    script = "const s = document.querySelector(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change'))"
    browser.execute_script(script, selector, value)


def search(browser: Any, query: str) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    script = "const s = document.getElementById('search'); s.value = arguments[0]; s.dispatchEvent(new Event('input'))"
    before = texts(browser, "#documents-paging [role=status]")
    browser.execute_script(script, query)
    WebDriverWait(browser, 5).until(lambda _: texts(browser, "#documents-paging [role=status]") != before)


def test_browser_shows_every_list(page: Any) -> None:
    assert len(texts(page, "#edits li")) == 12
    assert len(texts(page, "#metrics-body tr")) == 12
    assert len(texts(page, "details.document")) == 12


def test_browser_escapes_hostile_text_everywhere(page: Any) -> None:
    page.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
    page.execute_script(
        "for (const d of document.querySelectorAll('details.document')) d.dispatchEvent(new Event('toggle'))"
    )
    for number in range(3):
        script = "for (const v of document.querySelectorAll('.views')) v.children[arguments[0]].click()"
        page.execute_script(script, number)
        page.execute_script(
            "for (const n of document.querySelectorAll('.has-tip')) n.dispatchEvent(new FocusEvent('focusin', {bubbles: true}))"
        )
    shown = page.execute_script("return document.body.textContent")
    assert HOSTILE in shown
    assert page.execute_script("return document.scripts.length") == 3
    assert page.execute_script("return document.images.length") == 0


def test_browser_sorts_metrics_by_value(page: Any) -> None:
    button = "#metrics-head th:nth-child(2) button"
    page.execute_script("document.querySelector(arguments[0]).click()", button)
    values = [int(text.replace(",", "")) for text in texts(page, "#metrics-body .value small")]
    assert values == sorted(values)
    page.execute_script("document.querySelector(arguments[0]).click()", button)
    values = [int(text.replace(",", "")) for text in texts(page, "#metrics-body .value small")]
    assert values == sorted(values, reverse=True)
    assert find(page, "#metrics-head th:nth-child(2)").get_attribute("aria-sort") == "descending"
    assert page.execute_script("return document.activeElement.closest('th').className") == "value"


def test_browser_filters_metrics_by_unit(page: Any) -> None:
    choose(page, "#metric-unit", "CNY")
    assert len(texts(page, "#metrics-body tr")) == 11
    choose(page, "#metric-status", "goal")
    assert texts(page, "#metrics-body tr") == []
    assert texts(page, "#metrics-paging [role=status]") == ["Nothing matches."]


def test_browser_search_narrows_all_lists(page: Any) -> None:
    search(page, "107亿元")
    assert len(texts(page, "details.document")) == 1
    assert len(texts(page, "#metrics-body tr")) == 1


def test_browser_opens_a_document_in_three_views(page: Any) -> None:
    page.execute_script("document.querySelector('#metrics-body a').click()")
    opened = "details.document[open]"
    assert texts(page, f"{opened} mark.entity") == ["上海市国资委"]
    changes, raw = page.find_elements("css selector", f"{opened} .views button")[1:]
    page.execute_script("arguments[0].click()", changes)
    assert (texts(page, f"{opened} del"), texts(page, f"{opened} ins")) == (["?P"], ["揚"])
    raw = page.find_elements("css selector", f"{opened} .views button")[2]
    page.execute_script("arguments[0].click()", raw)
    assert texts(page, f"{opened} .text")[0].startswith("秦?P軻")


def test_browser_tells_bytes_on_focus_and_hides_on_escape(page: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    page.execute_script("document.querySelector('#edits del').focus()")
    tip = find(page, "#tip")
    assert tip.is_displayed()
    assert "3F" in tip.text and "D3 50" not in tip.text and "0.970" in tip.text
    assert find(page, "#edits del").get_attribute("aria-describedby") == "tip"
    find(page, "body").send_keys(Keys.ESCAPE)
    assert not tip.is_displayed()


def test_browser_speaks_chinese_and_english(page: Any) -> None:
    assert find(page, "h1").text == "Report of a run"
    page.execute_script("document.querySelector('[data-language=zh]').click()")
    assert find(page, "h1").text == "修复与提取报告"
    assert page.execute_script("return document.documentElement.lang") == "zh"
    assert texts(page, "#metrics-head th")[0] == "指标"


def test_browser_has_names_for_every_control(page: Any) -> None:
    script = """return [...document.querySelectorAll('button, select, input, a, summary, [role=region]')]
      .filter((n) => !(n.textContent.trim() || n.getAttribute('aria-label') || n.getAttribute('aria-labelledby')
        || n.closest('label'))).map((n) => n.outerHTML)"""
    assert page.execute_script(script) == []
    headings = page.execute_script(
        "return [...document.querySelectorAll('h1,h2,h3')].map((n) => +n.tagName[1])"
    )
    assert headings[0] == 1 and headings.count(1) == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_browser_does_not_scroll_sideways(page: Any, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
