"""What learners and instructors see: JupyterLab, the formgrader and a feedback page in Chromium."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("jupyterlab")
webdriver = pytest.importorskip("selenium.webdriver")
Keys = webdriver.Keys
By = pytest.importorskip("selenium.webdriver.common.by").By
WebDriverWait = pytest.importorskip("selenium.webdriver.support.ui").WebDriverWait

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1200,1000",
]
PATIENCE = 60  # seconds

pytestmark = [
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromium-driver"),
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def browser(tmp_path):
    """A headless Chromium with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    options.page_load_strategy = "eager"
    for flag in [*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"]:
        options.add_argument(flag)
    service = webdriver.ChromeService(DRIVER)
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(PATIENCE)
    try:
        yield driver
    finally:
        see(driver, tmp_path / "last.png")
        driver.quit()


@contextlib.contextmanager
def jupyter(directory, own, **variables):
    """Run JupyterLab in a directory; yield its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    places = {f"JUPYTER_{name}_DIR": str(own / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    variables = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "IPYTHONDIR": str(own / "ipython"),
        **places,
        **variables,
    }
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
    settings = [
        f"--ServerApp.port={port}",
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=",
        f"--LabApp.user_settings_dir={own / 'settings'}",
        f"--LabApp.workspaces_dir={own / 'workspaces'}",
    ]
    quiet = own / "settings" / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True)
    news = '{"fetchNews": "false", "checkForUpdates": false}'
    (quiet / "notification.jupyterlab-settings").write_text(news, encoding="ascii")
    with (own / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*command, *settings],
            cwd=directory,
            env=os.environ | variables,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def wait_for(server, port):
    """Wait until something answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
            return
        time.sleep(0.3)
    pytest.fail("JupyterLab did not start")


def until(browser, condition):
    """Wait for something in the page."""
    return WebDriverWait(browser, PATIENCE).until(lambda _: condition())


def text_of(browser, css):
    """The text of everything that a selector finds, in one line."""
    found = browser.find_elements(By.CSS_SELECTOR, css)
    return " ".join(" ".join(e.get_attribute("textContent") for e in found).split())


def click(browser, css, text):
    """Click what has a text, as soon as it is there."""

    def there():
        elements = browser.find_elements(By.CSS_SELECTOR, css)
        return next((e for e in elements if e.text.strip() == text), None)

    until(browser, there).click()


def see(browser, path):
    """Keep what is to be seen, for a person to look at."""
    assert browser.save_screenshot(str(path))


def press(browser, modifier, key):
    """Press two keys together."""
    keys = webdriver.ActionChains(browser)
    keys.key_down(modifier).send_keys(key).key_up(modifier).perform()


def answer(browser, stub, text):
    """Type an answer into the cell that holds a text."""

    def editor():
        editors = browser.find_elements(By.CSS_SELECTOR, ".jp-CodeCell .cm-content")
        return next((e for e in editors if stub in e.get_attribute("textContent")), None)

    cell = until(browser, editor)
    browser.execute_script("arguments[0].scrollIntoView({block: 'start'})", cell)
    cell.click()
    press(browser, Keys.CONTROL, "a")
    browser.execute_cdp_cmd("Input.insertText", {"text": text})


def test_a_learner_solves_an_exercise_in_jupyterlab(browser, released, kit, tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    name = "ch01_mini.ipynb"
    shutil.copy(released.root / "release" / "ch01" / name, work)
    right = released.answers["centre"]
    outputs = ".jp-CodeCell .jp-OutputArea-output"
    with jupyter(work, tmp_path / "jupyter", WORKBOOK_ROOT=str(kit)) as address:
        browser.get(f"{address}/lab/tree/{name}")
        answer(browser, "def centre(", right.replace("x.mean(1, keepdim=True)", "x.mean()"))
        click(browser, ".lm-MenuBar-itemLabel", "Run")
        click(browser, ".lm-Menu-itemLabel", "Run All Cells")
        until(browser, lambda: text_of(browser, outputs).count("isolation none") == 7)
        first = text_of(browser, outputs)
        answer(browser, "def centre(", right)
        see(browser, tmp_path / "wrong.png")
        press(browser, Keys.SHIFT, Keys.ENTER)
        press(browser, Keys.SHIFT, Keys.ENTER)
        until(browser, lambda: "20 / 20 points" in text_of(browser, outputs))
        see(browser, tmp_path / "right.png")

    assert "[one mean for all]" in first
    assert "the cell above" in first
    assert "not started: norm_rows" in first
    assert "20 / 20" not in first


def test_an_instructor_sees_marks_of_the_hardened_way(browser, released, tmp_path):
    course = released.fresh(tmp_path / "course101")
    stubs = {"centre", "Affine", "descend"}
    course.submit("half", lambda n, text, stub: stub if n in stubs else text)
    course.nbgrader("autograde", "ch01", "--create")
    course.nbgrader("generate_feedback", "ch01")
    with jupyter(course.root, tmp_path / "jupyter") as address:
        browser.get(f"{address}/formgrader/manage_submissions/ch01")
        until(browser, lambda: "60 / 100" in text_of(browser, "table"))
        see(browser, tmp_path / "submissions.png")
        browser.get(f"{address}/formgrader/gradebook/ch01/ch01_mini")
        click(browser, "table a", "Submission #1")
        until(browser, lambda: "isolation namespaces" in text_of(browser, ".output_text"))
        see(browser, tmp_path / "submission.png")

    browser.get((course.root / "feedback" / "half" / "ch01" / "ch01_mini.html").as_uri())
    until(browser, lambda: "Score: 60.0 / 100.0" in text_of(browser, "body"))
    see(browser, tmp_path / "feedback.png")
    assert "not started: centre" in text_of(browser, "body")
