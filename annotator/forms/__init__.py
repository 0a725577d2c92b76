"""What people send, checked for form."""
