"""What is agreed with consumers is true, and a product is made to be adopted."""
