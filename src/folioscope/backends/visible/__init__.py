"""What people see of a text: how an element looks to them, and characters that nobody sees."""
