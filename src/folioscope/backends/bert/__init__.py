"""Networks of the BERT family: their files, the graph made of them, and what runs it."""
