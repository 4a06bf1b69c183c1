"""AWS's Price List offers: read in their official forms, held against the tables, and put into them."""
