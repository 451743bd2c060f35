"""The Physiotherapy Site."""
