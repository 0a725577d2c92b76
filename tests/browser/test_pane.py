"""The pane in which a border is moved, as a module of its own."""

from playwright.sync_api import Browser

from tests.browser.desk import open_desk

SHOW = """async () => {
  const { Pane } = await import('/js/provenance/pane.js');
  const shown = document.createElement('div');
  shown.append(document.createElement('span'), Object.assign(document.createElement('b'), { className: 'edge' }));
  document.body.append(shown);
  const pane = new Pane(shown, () => {});
  pane.open('😀😀😀😀\\nInside.\\nBehind.');
  pane.put(5, 5, 13);
  return [...shown.children].map(({ className }) => className);
}"""


def test_lines_are_inside_a_range_by_code_points(browser: Browser) -> None:
    with open_desk(browser) as desk:
        assert desk.lay("One.").page.evaluate(SHOW) == ["outside", "split", "outside"]
