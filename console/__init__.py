"""What people operate: commands, later an API and a web console."""
