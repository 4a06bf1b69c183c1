"""What commands take: flags, files and prices."""
