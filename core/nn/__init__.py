"""What networks of several concepts are made of and trained with."""
