"""What a data set says of itself, written from facts: card, limits, Croissant metadata, citation, manifest."""
