"""What the project is made of: the locked packages, their licences, and what is known against them."""
