"""A small application shaped like InvokeAI."""
