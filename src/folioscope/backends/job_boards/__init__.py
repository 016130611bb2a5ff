"""Where job offers come from: boards with an API, pages, files."""
