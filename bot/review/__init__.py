"""What reviewers need: everything that is said, what changed, a book to read and sign, how hard it reads."""
