"""What runs outside a request: the queues, the worker, the scheduler and their jobs."""
