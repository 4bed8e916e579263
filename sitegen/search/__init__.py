"""One index, two readers: terms, query language, writer, codec, browser client."""
