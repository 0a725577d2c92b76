"""What in one text tells where it is from and what in it is no part of the article: pure functions over lines."""
