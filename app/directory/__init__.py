"""The directory: physiotherapists, the practices where they work, their hours, and the places that people search by."""
