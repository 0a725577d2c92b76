"""The live stream: what happens on a document, told to whoever follows it, as far as they may know of it."""
