"""One article in the forms that other programs know: citations, ninjs, JSON-LD, plain text, an image to share."""
