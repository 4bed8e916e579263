"""What the commands do, between the command line and the packages that do the work."""
