"""One script out of the modules that a page imports: forty small files take seven round trips, one takes one.

A page's modules import each other by relative path; no two of them have the same file name. In the bundle each
becomes a function that gives what it exports, those imported first. What the modules never do is refused and not
guessed at: other forms of import and export, imports in a circle, exported variables that change.
"""

import re
from collections.abc import Iterator, Mapping

IMPORT = re.compile(
    r'^import (?:(?P<names>\{[^}"]*\}) from )?"\.{1,2}/(?:[\w-]+/)*(?P<name>[\w-]+\.js)";[^\S\n]*$', re.MULTILINE
)
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const)\b ?\*? ?(?P<name>[\w$]+))", re.MULTILINE)
# Only comments that begin a line: what looks like one behind code may stand in a string.
COMMENT = re.compile(r"^[^\S\n]*(?:/\*[\s\S]*?\*/|//[^\n]*)[^\S\n]*\n?", re.MULTILINE)
# What is left of imports and exports, when the known forms and the comments are out.
UNKNOWN = re.compile(r"^(?:import|export)\b[^\n]*|[^\n]*\bimport\([^\n]*", re.MULTILINE)


class BundleError(Exception):
    """The modules cannot become one script; the message says which and why."""


def imports(source: str) -> list[str]:
    """File names that a module imports, in its order; none for a classic script."""
    return [found["name"] for found in IMPORT.finditer(source)]


def roots(sources: Mapping[str, str]) -> set[str]:
    """The modules that import others and that no other imports: the ones that pages name."""
    imported = {name for source in sources.values() for name in imports(source)}
    return {name for name, source in sources.items() if imports(source) and name not in imported}


def bundle(root: str, sources: Mapping[str, str]) -> str:
    """The script of a page's module with all that it imports, of modules by file name. Errors: `BundleError`."""
    return "\n".join(_as_function(name, sources[name]) for name in _dependencies_first(root, sources, set(), ()))


def _dependencies_first(
    name: str, sources: Mapping[str, str], taken: set[str], above: tuple[str, ...]
) -> Iterator[str]:
    if name in above:
        raise BundleError("Modules import each other in a circle: " + " -> ".join([*above, name]) + ".")
    if name in taken:
        return
    if name not in sources:
        raise BundleError(f"{above[-1] if above else 'A page'} imports {name}, which is not there.")
    taken.add(name)
    for needed in imports(sources[name]):
        yield from _dependencies_first(needed, sources, taken, (*above, name))
    yield name


def _as_function(name: str, source: str) -> str:
    """`const $marks = (() => { … return { Marks }; })();`: nothing leaks out but what is exported."""
    body = IMPORT.sub(lambda found: _import_line(found["names"], found["name"]), source)
    body = COMMENT.sub("", body)
    exported = [found["name"] for found in EXPORT.finditer(body)]
    body = EXPORT.sub("", body).strip()
    if unknown := UNKNOWN.search(body):
        raise BundleError(f"{name}: this form of import or export is not bundled: {unknown[0].strip()}")
    return f"const {_variable(name)} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _import_line(names: str | None, name: str) -> str:
    """`import { a as b } from "./m.js";` reads what that module's function gave."""
    return f"const {re.sub(r' as ', ': ', names)} = {_variable(name)};" if names else ""


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
