"""What the product does, one noun a folder."""
