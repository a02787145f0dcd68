"""The parts that the forms of policies are made of, each in a file of its own."""
