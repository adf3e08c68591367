"""What users see in the browser."""
