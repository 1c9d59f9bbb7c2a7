"""What a learning platform hands over, read into memory: archives, layouts, attempts, people."""
