"""Pure values and rules of the hiring desk."""
