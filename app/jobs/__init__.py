"""The worker's door: which jobs follow what happened, and what each job does."""
