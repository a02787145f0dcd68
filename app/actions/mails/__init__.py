"""Mails: prepared in the transaction of what they tell, kept in a table, and sent from the worker."""
