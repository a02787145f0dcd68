"""Write the site of a business, and publish it."""
