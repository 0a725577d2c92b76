"""The live stream, over a real uvicorn."""
