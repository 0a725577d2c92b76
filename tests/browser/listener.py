"""Somebody who sees nothing, at a page: Chromium's accessibility tree by role and name, what is announced, the keys."""

from typing import Any

LISTEN = """() => {
  const region = document.getElementById('announcer');
  window.heard = [];
  const hear = () => region.textContent && heard.push(region.textContent);
  new MutationObserver(hear).observe(region, { childList: true, characterData: true, subtree: true });
}"""
OPERATED = {
    "button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "DisclosureTriangle", "option", "slider",
    "application", "dialog", "search", "tab", "menuitem", "switch", "spinbutton", "listbox", "toolbar", "region",
}  # fmt: skip


class Listener:
    """Who sees nothing: the accessibility tree by role and name, the announcements, the keys."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.evaluate(LISTEN)

    def tree(self) -> list[dict[str, Any]]:
        session = self.page.context.new_cdp_session(self.page)
        found = [node for node in session.send("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
        session.detach()
        return found

    def find(self, role: str, name: str) -> dict[str, Any]:
        """The one node of that role and that name, with its properties."""
        [node] = [one for one in self.tree() if self.of(one) == (role, name)]
        return node | {one["name"]: one["value"].get("value") for one in node["properties"]}

    @staticmethod
    def of(node: dict[str, Any]) -> tuple[str, str]:
        return node["role"]["value"], node.get("name", {}).get("value", "").strip()

    def press(self, role: str, name: str, key: str = "Enter") -> None:
        """Focuses what has that role and name, as a screen reader does, and presses a key there."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("DOM.focus", {"backendNodeId": self.find(role, name)["backendDOMNodeId"]})
        session.detach()
        self.page.keyboard.press(key)

    def hears(self, words: str) -> bool:
        """Waits until it was said; what was said before is forgotten."""
        self.page.wait_for_function("(words) => heard.some((said) => said.includes(words))", arg=words)
        self.said = "; ".join(self.page.evaluate("heard.splice(0)"))
        return True

    def unnamed(self) -> list[str]:
        return [role for role, name in map(self.of, self.tree()) if role in OPERATED and not name]
