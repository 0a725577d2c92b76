"""The bundle says what the modules say, and refuses what it does not understand."""

from pathlib import Path

import pytest

from annotator.config.script_bundle import BundleError, bundle, imports, roots

JS = Path(__file__).resolve().parents[2] / "annotator" / "static" / "annotator" / "js"
SMALL = {
    "page.js": '/** Starts. */\nimport { one, two as second } from "./words.js";\nimport "./habit.js";\n\nsay(one);\n',
    "words.js": 'import {\n  base,\n} from "./base.js";\n\nexport const one = base;\n'
    "export function two() {\n  return one; // kept\n}\n",
    "base.js": "/**\n * @typedef {import('./page.js').Page} Page\n */\nexport const base = 1;\nexport class Thing {}\n",
    "habit.js": "// Does something once.\naddEventListener('load', () => {});\n",
    "theme.js": "(() => {})();\n",
}


def bundled(**sources: str) -> str:
    files = {f"{name}.js": source for name, source in sources.items()}
    return bundle("page.js", files)


def test_a_module_comes_after_what_it_imports_and_before_what_imports_it() -> None:
    script = bundle("page.js", SMALL)
    places = [script.index(f"const ${name} = (() => {{") for name in ("base", "words", "habit", "page")]
    assert places == sorted(places)


def test_imported_names_are_read_from_what_the_other_module_gave() -> None:
    script = bundle("page.js", SMALL)
    assert "const { one, two: second } = $words;" in script
    assert "return { one, two };" in script
    assert "return { base, Thing };" in script
    assert "import" not in script
    assert "export" not in script


def test_comments_on_lines_of_their_own_are_left_out() -> None:
    script = bundle("page.js", SMALL)
    assert "typedef" not in script
    assert "once" not in script
    assert "// kept" in script


def test_pages_name_the_modules_that_nobody_imports() -> None:
    assert roots(SMALL) == {"page.js"}


def test_an_import_in_a_comment_is_none() -> None:
    assert imports(SMALL["base.js"]) == []


def test_modules_that_import_each_other_in_a_circle_are_refused_by_name() -> None:
    with pytest.raises(BundleError, match=r"page\.js -> a\.js -> page\.js"):
        bundled(page='import { a } from "./a.js";\n', a='import { b } from "./page.js";\nexport const a = 1;\n')


def test_a_module_that_is_not_there_is_named() -> None:
    with pytest.raises(BundleError, match=r"page\.js imports gone\.js"):
        bundled(page='import { a } from "./gone.js";\n')


@pytest.mark.parametrize(
    "line",
    [
        "export let n = 0;",
        "export default 1;",
        "export { a };",
        'export * from "./a.js";',
        'import a from "./a.js";',
        'import { a } from "elsewhere";',
        'const a = await import("./a.js");',
    ],
)
def test_what_it_does_not_understand_is_refused(line: str) -> None:
    with pytest.raises(BundleError, match=r"page\.js: this form"):
        bundled(page=line + "\n")


def test_every_page_s_module_of_ours_can_be_bundled() -> None:
    modules = sorted(JS.rglob("*.js"))
    sources = {path.name: path.read_text(encoding="utf-8") for path in modules}
    assert len(sources) == len(modules), "two modules have one file name: collectstatic refuses them"
    assert "read.js" in roots(sources)
    for root in roots(sources):
        assert len(bundle(root, sources)) > len(sources[root]) / 2
