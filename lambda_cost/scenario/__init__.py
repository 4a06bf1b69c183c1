"""What a customer describes: resources, region, month and offers."""
