"""What an account leaves behind wherever somebody may look."""
