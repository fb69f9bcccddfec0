"""Sample deliveries with their answers, and their maker."""
