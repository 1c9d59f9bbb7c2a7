"""What several commands share: arguments, output, the folders that they read."""
